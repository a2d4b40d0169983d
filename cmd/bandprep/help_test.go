package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

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
		if strings.Contains(out, "said) (default") || strings.Contains(out, "(default )") || strings.Contains(out, " string ") {
			t.Errorf("%v: a default twice, or a flag whose value has no name:\n%s", args, out)
		}
		for line := range strings.Lines(out) {
			if n := utf8.RuneCountInString(line); n > helpWidth+1 {
				t.Errorf("%v: line of %d columns: %s", args, n, line)
			}
		}
		if topic := c.Name() == inputsTopic; strings.Contains(out, "\nWhich images") != topic {
			t.Errorf("%v: the flags of every command stand in bandprep help inputs", args)
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
			if n++; args[1] == "review" {
				continue // it serves until it is interrupted: TestReviewInBrowser does that
			}
			for i := range args {
				args[i] = strings.Trim(args[i], `'"`)
			}
			if status, _, stderr := bandprep(args[1:]...); status != exitDone && status != exitFound { // a check that finds something did its work
				t.Errorf("%s: status %d\n%s", strings.TrimSpace(line), status, stderr)
			}
		}
	}
	if n == 0 {
		t.Error("no example")
	}
}

// inOrder puts run, fit and split first, whose results other examples read.
func inOrder(list []*cobra.Command) []*cobra.Command {
	rank := func(c *cobra.Command) int {
		if i := slices.Index([]string{"run", "fit", "split"}, c.Name()); i >= 0 {
			return i
		}
		return 3
	}
	slices.SortStableFunc(list, func(a, b *cobra.Command) int { return rank(a) - rank(b) })
	return list
}
