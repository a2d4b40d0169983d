package main

import (
	"context"
	"flag"
	"os"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/bandprep/bandprep/internal/testfile"
)

var update = flag.Bool("update", false, "write what the scripts print into them")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"bandprep": func() {
			status := run(context.Background(), os.Args[1:], os.Stdout, os.Stderr)
			notePeak()
			os.Exit(status)
		},
	})
}

// TestScripts runs the command line sessions.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("DATA", testfile.Project())
			e.Values[photoServer{}] = new(photos)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"status": status, "serve": serve, "asked": asked},
	})
}

// status runs a command and compares its exit status: status 3 bandprep ….
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N command…")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := "0"
	if err != nil {
		if e, ok := err.(interface{ ExitCode() int }); ok {
			got = strconv.Itoa(e.ExitCode())
		} else {
			ts.Fatalf("%v", err)
		}
	}
	if got != args[0] {
		ts.Fatalf("exit status %s, want %s", got, args[0])
	}
}
