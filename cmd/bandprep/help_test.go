package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/bandprep/bandprep/internal/testfile"
)

// commands returns every command of the tree that users see.
func commands(c *cobra.Command) []*cobra.Command {
	list := []*cobra.Command{c}
	for _, sub := range c.Commands() {
		if !sub.Hidden && sub.Name() != "help" && sub.Name() != "completion" {
			list = append(list, commands(sub)...)
		}
	}
	return list
}

// bandprep runs the program in this process.
func bandprep(args ...string) (status int, stdout, stderr string) {
	var out, err bytes.Buffer
	status = run(context.Background(), args, &out, &err)
	return status, out.String(), err.String()
}

// TestHelp builds the tree and prints the help of every command; every flag
// has a sentence, and no shorthand is taken twice (that would panic).
func TestHelp(t *testing.T) {
	for _, c := range commands(newRoot(nil, nil)) {
		args := append(strings.Fields(c.CommandPath())[1:], "--help")
		status, out, stderr := bandprep(args...)
		if status != exitDone || stderr != "" || !strings.Contains(out, "Usage:") {
			t.Errorf("%v: status %d, %q", args, status, stderr)
		}
		if c.Short == "" {
			t.Errorf("%s has no sentence", c.CommandPath())
		}
		for line := range strings.Lines(c.LocalFlags().FlagUsages()) {
			if fields := strings.Fields(line); len(fields) < 2 {
				t.Errorf("%s: flag without a sentence: %q", c.CommandPath(), line)
			}
		}
	}
	if status, out, _ := bandprep("--version"); status != exitDone || !strings.HasPrefix(out, "bandprep ") {
		t.Errorf("--version: %d %q", status, out)
	}
}

// TestExamples runs the examples of the help texts in order, in a folder that
// holds the images they speak of.
func TestExamples(t *testing.T) {
	dir := t.TempDir()
	for _, folder := range []string{"photos", "scenes"} {
		if err := os.CopyFS(filepath.Join(dir, folder), os.DirFS(testfile.Project(folder))); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	n := 0
	for _, c := range inOrder(commands(newRoot(nil, nil))) {
		for line := range strings.Lines(c.Example) {
			args := strings.Fields(line)
			if len(args) == 0 {
				continue
			}
			if args[0] != "bandprep" {
				t.Errorf("%s: example %q", c.CommandPath(), line)
				continue
			}
			n++
			for i := range args {
				args[i] = strings.Trim(args[i], `'"`)
			}
			if status, _, stderr := bandprep(args[1:]...); status != exitDone {
				t.Errorf("%s: status %d\n%s", strings.TrimSpace(line), status, stderr)
			}
		}
	}
	if n == 0 {
		t.Error("no example")
	}
}

// inOrder puts run first, whose results other examples read.
func inOrder(list []*cobra.Command) []*cobra.Command {
	for i, c := range list {
		if c.Name() == "run" {
			list[0], list[i] = list[i], list[0]
		}
	}
	return list
}

// TestReadme holds that the first command prints what README.md says.
func TestReadme(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join(testfile.Root(), "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(readme), "The first command prints\n\n```\n")
	want, _, closed := strings.Cut(rest, "```\n")
	if !ok || !closed || !strings.Contains(string(readme), "go run ./cmd/bandprep run testdata/photos ") {
		t.Fatal("README.md does not say what the first command prints")
	}
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "testdata", "photos"), os.DirFS(testfile.Project("photos"))); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	status, out, stderr := bandprep("run", "-q", "testdata/photos")
	if status != exitDone || out != want {
		t.Errorf("status %d\n%s%s\nREADME.md says\n%s", status, stderr, out, want)
	}
	for _, name := range []string{"manifest.arrow", "normalization.json"} {
		if _, err := os.Stat(filepath.Join("bandprep-out", name)); err != nil {
			t.Error(err)
		}
	}
}
