package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/internal/testfile"
)

// shown is a block of commands in a page of the documentation.
type shown struct {
	page   string
	line   int
	before []string // shell commands of comments that prepare it
	skip   string   // why it cannot be run
	lines  []string
}

// comment is what a page says to this test, unseen by readers: shell commands that
// make what the next blocks read, or why the next block cannot be run.
var comment = regexp.MustCompile(`^<!-- (test|skip): (.*) -->$`)

// sessions finds the blocks of a page that hold commands: fenced ones, and indented
// ones that begin with a command.
func sessions(t *testing.T, page string) []shown {
	t.Helper()
	var list []shown
	next := shown{page: page}
	var open *shown
	fenced, commands := false, false
	for i, line := range strings.Split(string(read(t, filepath.Join(testfile.Root(), page))), "\n") {
		if m := comment.FindStringSubmatch(line); m != nil && !fenced {
			if m[1] == "skip" {
				next.skip = m[2]
			} else {
				next.before = append(next.before, m[2])
			}
			continue
		}
		text, indented := strings.CutPrefix(line, "    ")
		command := strings.HasPrefix(text, "$ ") || strings.HasPrefix(text, "bandprep ")
		switch {
		case strings.HasPrefix(line, "```"):
			fenced, commands = !fenced, line == "```" || line == "```sh"
			open = nil
			continue
		case fenced && !commands:
			continue
		case fenced:
			text = line
			command = strings.HasPrefix(text, "$ ") || strings.HasPrefix(text, "bandprep ")
		case !indented || open == nil && !command:
			open = nil
			continue
		}
		if open == nil && command {
			next.line = i + 1
			list = append(list, next)
			next = shown{page: page}
			open = &list[len(list)-1]
		}
		if open != nil {
			open.lines = append(open.lines, text)
		}
	}
	return list
}

// TestDocs runs every command of README and docs, and holds what it prints against
// the page: standard output, with or without standard error. A line of … stands for
// any lines. Commands without "$ " show no output.
func TestDocs(t *testing.T) {
	pages := []string{"README.md"}
	more, err := filepath.Glob(filepath.Join(testfile.Root(), "docs", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range more {
		pages = append(pages, "docs/"+filepath.Base(page))
	}
	for _, page := range pages {
		dir := t.TempDir()
		if err := os.Symlink(testfile.Project(), filepath.Join(dir, "testdata")); err != nil {
			t.Fatal(err)
		}
		t.Run(filepath.Base(page), func(t *testing.T) {
			for _, s := range sessions(t, page) {
				s.run(t, dir)
			}
		})
	}
}

func (s *shown) run(t *testing.T, dir string) {
	if s.skip != "" {
		t.Logf("%s:%d is not run: %s", s.page, s.line, s.skip)
		return
	}
	for _, text := range s.before {
		if strings.Contains(text, "$SHARED") {
			if _, err := os.Stat(filepath.Join(testfile.Root(), "..", "shared", "data")); err != nil {
				t.Logf("%s:%d is not run: it needs ../shared/data beside the checkout", s.page, s.line)
				return
			}
		}
		if out, err := shell(dir, text).CombinedOutput(); err != nil {
			t.Fatalf("%s:%d: %s: %v\n%s", s.page, s.line, text, err, out)
		}
	}
	for i := 0; i < len(s.lines); {
		command, prints := strings.CutPrefix(s.lines[i], "$ ")
		from := i + 1
		for i = from; i < len(s.lines) && !strings.HasPrefix(s.lines[i], "$ ") && (prints || !strings.HasPrefix(s.lines[i], "bandprep ")); i++ {
		}
		var out, said strings.Builder
		c := shell(dir, command)
		c.Stdout, c.Stderr = &out, &said
		err := c.Run()
		if e, ok := err.(*exec.ExitError); err != nil && (!ok || !prints && e.ExitCode() != exitSkipped) {
			t.Errorf("%s:%d: %s: %v\n%s%s", s.page, s.line+from-1, command, err, out.String(), said.String())
		}
		want := s.lines[from:i]
		if prints && len(want) > 0 && !shows(want, out.String()) && !shows(want, said.String()+out.String()) && !shows(want, out.String()+said.String()) {
			t.Errorf("%s:%d: %s prints\n%s%s\nwhere the page has\n%s", s.page, s.line+from-1, command, out.String(), said.String(), strings.Join(want, "\n"))
		}
	}
}

func shell(dir, command string) *exec.Cmd {
	c := exec.Command("sh", "-c", command)
	c.Dir = dir
	c.Env = append(os.Environ(), "SHARED="+filepath.Join(testfile.Root(), "..", "shared", "data"), "NO_COLOR=1")
	return c
}

// shows reports whether the lines of a page stand for text.
func shows(want []string, text string) bool {
	return match(trimmed(want), trimmed(strings.Split(text, "\n")))
}

func trimmed(lines []string) (list []string) {
	for _, l := range lines {
		list = append(list, strings.TrimRight(l, " "))
	}
	for len(list) > 0 && list[len(list)-1] == "" {
		list = list[:len(list)-1]
	}
	return list
}

func match(want, got []string) bool {
	switch {
	case len(want) == 0:
		return len(got) == 0
	case strings.TrimSpace(want[0]) == "…":
		return match(want[1:], got) || len(got) > 0 && match(want, got[1:])
	}
	return len(got) > 0 && want[0] == got[0] && match(want[1:], got[1:])
}
