package table

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/bandprep/bandprep/dataset/internal/names"
)

// AnyExists reports whether one of at most 32 files that a table names is there.
func AnyExists(dir string, rows []Row) bool {
	step := max(1, len(rows)/32)
	for i := 0; i < len(rows); i += step {
		for _, name := range []string{rows[i].Path, fromLatin1(rows[i].Path)} {
			if _, err := os.Stat(names.InFolder(dir, name)); err == nil {
				return true
			}
		}
	}
	return false
}

// FileName returns the path of the row as the file system has it.
func (r *Row) FileName(dir string) string { return fileName(dir, r.Path, r.From.latin1) }

// fileName returns a path as the file system has it: the bytes of a text that is not
// UTF-8 may be those of the name, or stand for other characters.
func fileName(dir, path string, latin1 bool) string {
	if latin1 {
		if text := fromLatin1(path); text != path {
			if _, err := os.Lstat(names.InFolder(dir, path)); err != nil {
				return text
			}
		}
	}
	return path
}

// Paths returns the path of each row that has one, as it is written but for
// backslashes that separate folders.
func (t *Table) Paths() (list []string) {
	slashes := t.backslashes()
	for i := range t.records {
		path := t.Field(i, t.Roles.Path)
		if slashes {
			path = strings.ReplaceAll(path, `\`, "/")
		}
		if path != "" {
			list = append(list, path)
		}
	}
	return list
}

// ReadList reads a file with one path a line, below its folder. Empty lines and
// lines that start with # are passed over.
func ReadList(name string) ([]string, error) {
	text, latin1, err := readText(name)
	if err != nil {
		return nil, err
	}
	dir := filepath.Dir(name)
	slashes := !strings.Contains(text, "/")
	var list []string
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
		list = append(list, fileName(dir, line, latin1))
	}
	return list, nil
}

// backslashes reports whether the paths of the table have backslashes as
// separators, as Windows writes them, and not as parts of names.
func (t *Table) backslashes() bool {
	example := ""
	for _, r := range t.records {
		if t.Roles.Path >= len(r) {
			continue
		}
		p := r[t.Roles.Path]
		if strings.Contains(p, "/") {
			return false
		}
		if example == "" && strings.Contains(p, `\`) {
			example = p
		}
	}
	return example != "" && backslashed(filepath.Dir(t.Name), example)
}

// backslashed reports whether a path with backslashes is none of a file in dir.
func backslashed(dir, p string) bool {
	_, err := os.Lstat(names.InFolder(dir, p))
	return err != nil
}
