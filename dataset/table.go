package dataset

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// parseTime reads a date, or date and time, as ISO 8601 writes them; times
// without a zone are UTC.
func parseTime(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02", "2006:01:02 15:04:05"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("time %q: want 2006-01-02 or 2006-01-02T15:04:05Z", s)
}

// readTable takes a CSV table or JSON Lines as an input: its paths are below its
// folder. Where no file has such a path, the images are looked for by the names
// in the table.
func readTable(name string, o *Options, l *Listing) ([]found, error) {
	t, err := readTableFile(name)
	if err != nil {
		return nil, err
	}
	rows, err := t.rows(l, &o.Table)
	if err != nil {
		return nil, err
	}
	l.tables = append(l.tables, t)
	l.SplitsFromTable = l.SplitsFromTable || t.roles.splits() || t.roles.fold >= 0
	dir := filepath.Dir(name)
	if len(rows) > 0 && !anyExists(dir, rows) {
		return namedInTable(name, dir, rows, o, l)
	}
	root := l.addRoot(name)
	out := make([]found, len(rows))
	for i := range rows {
		out[i] = below(dir, rows[i].fileName(dir, t.latin1), root)
		out[i].more = &origin{row: &rows[i]}
	}
	return out, nil
}

// namedInTable walks the folder of the table and takes the images that it names.
func namedInTable(name, dir string, rows []tableRow, o *Options, l *Listing) ([]found, error) {
	w := walker{options: o, root: l.addRoot(dir), visited: make(map[fileID]bool), listing: l}
	err := w.folder(filepath.Clean(dir), "", true)
	if err == nil {
		err = w.follow()
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", Text(dir), unwrapPath(err))
	}
	m := match(w.out, rows, dir)
	if m.matched == 0 {
		if len(w.out) == 0 {
			return nil, fmt.Errorf("%s: %s does not exist, and no image lies in its folder", Text(name), Text(rows[0].path))
		}
		return nil, m.noMatch(name, w.out, rows)
	}
	var out []found
	for i, row := range m.rowOf {
		if row >= 0 {
			f := w.out[i]
			f.more = &origin{row: &rows[row]}
			if f.place = (&place{path: f.path(), rel: f.rel(), root: f.root}); f.name != "" {
				f.name = ""
			}
			out = append(out, f)
		}
	}
	m.tell(l, name, w.out, rows, true)
	return out, nil
}

// anyExists reports whether one of at most 32 files that a table names is there.
func anyExists(dir string, rows []tableRow) bool {
	step := max(1, len(rows)/32)
	for i := 0; i < len(rows); i += step {
		for _, name := range []string{rows[i].path, fromLatin1(rows[i].path)} {
			if _, err := os.Stat(inFolder(dir, name)); err == nil {
				return true
			}
		}
	}
	return false
}

// fileName returns the path of the row as the file system has it: the bytes of a
// table that is not UTF-8 may be those of the name, or stand for other characters.
func (r *tableRow) fileName(dir string, latin1 bool) string {
	if latin1 {
		if text := fromLatin1(r.path); text != r.path {
			if _, err := os.Lstat(inFolder(dir, r.path)); err != nil {
				return text
			}
		}
	}
	return r.path
}

// backslashes reports whether the paths of the table have backslashes as
// separators, as Windows writes them, and not as parts of names.
func (t *table) backslashes() bool {
	example := ""
	for _, r := range t.records {
		if t.roles.path >= len(r) {
			continue
		}
		p := r[t.roles.path]
		if strings.Contains(p, "/") {
			return false
		}
		if example == "" && strings.Contains(p, `\`) {
			example = p
		}
	}
	return example != "" && backslashed(filepath.Dir(t.name), example)
}

// backslashed reports whether a path with backslashes is none of a file in dir.
func backslashed(dir, p string) bool {
	_, err := os.Lstat(inFolder(dir, p))
	return err != nil
}

// readList reads a file with one path a line, below the folder of the list.
// Empty lines and lines that start with # are passed over.
func readList(name string, l *Listing) ([]found, error) {
	text, latin1, err := readText(name)
	if err != nil {
		return nil, err
	}
	root, dir := l.addRoot("@"+name), filepath.Dir(name)
	slashes := !strings.Contains(text, "/")
	var out []found
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if slashes && strings.Contains(line, `\`) {
			if slashes = backslashed(dir, line); slashes {
				line = strings.ReplaceAll(line, `\`, "/")
			}
		}
		r := tableRow{path: line}
		out = append(out, below(dir, r.fileName(dir, latin1), root))
	}
	return out, nil
}

// inFolder returns a path as it is, or below a folder where it is no absolute one.
func inFolder(dir, name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(dir, name)
}

func below(dir, name string, root int32) found {
	return found{place: &place{path: inFolder(dir, name), rel: filepath.ToSlash(filepath.Clean(name)), root: root}}
}

func unwrapPath(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
