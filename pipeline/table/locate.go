package table

import (
	"os"
	"path/filepath"
	"strings"
)

// Locator finds the files of a manifest that was moved, with its images or
// without. It is for one goroutine. The zero value finds files at their paths
// alone.
type Locator struct {
	home string            // folder of the manifest; "": not known
	was  map[string]string // folder as it was given → where it is now
}

// NewLocator returns what finds the files of a manifest in the folder home.
func NewLocator(home string) *Locator {
	return &Locator{home, make(map[string]string)}
}

// Find returns where a file is: at its path, or where nothing is there, at the
// longest ending of the path that exists below the folder of the manifest, else
// below the folder that holds that one. Its size has to be bytes; −1: it is not
// known. The path is returned as it is where the file is nowhere.
func (l *Locator) Find(path string, bytes int64) string {
	if l == nil || l.home == "" || path == "" {
		return path
	}
	if _, err := os.Lstat(path); err == nil {
		return path
	}
	slashed := filepath.ToSlash(path)
	at := strings.LastIndexByte(slashed, '/') + 1
	folder, base := slashed[:at], slashed[at:]
	if now, ok := l.was[folder]; ok && isFile(filepath.Join(now, base), bytes) {
		return filepath.Join(now, base)
	}
	for _, home := range []string{l.home, filepath.Join(l.home, "..")} {
		for rest := strings.TrimLeft(slashed, "/"); rest != ""; {
			if name := filepath.Join(home, filepath.FromSlash(rest)); filepath.IsLocal(filepath.FromSlash(rest)) && isFile(name, bytes) {
				l.was[folder] = filepath.Dir(name)
				return name
			}
			_, after, ok := strings.Cut(rest, "/")
			if !ok {
				break
			}
			rest = after
		}
	}
	return path
}

func isFile(name string, bytes int64) bool {
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular() && (bytes < 0 || info.Size() == bytes)
}

// Locate returns where the file of a row is now.
func (t *Table) Locate(r *Row) string {
	if r.Member != "" || r.Files != nil { // of these Bytes is that of the member, and of all files
		return t.Files.Find(r.Path, -1)
	}
	return t.Files.Find(r.Path, r.Bytes)
}

// LocateFiles returns where the files of a stack are now.
func (t *Table) LocateFiles(r *Row) []string {
	files := make([]string, len(r.Files))
	for i, name := range r.Files {
		files[i] = t.Files.Find(name, -1)
	}
	return files
}
