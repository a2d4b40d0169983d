package output

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// Temporary files have names that begin with a dot, which are passed over when
// images are looked for.
const (
	tempPrefix  = ".bandprep-"
	tempSuffix  = ".part"
	tempPattern = tempPrefix + "*" + tempSuffix
)

// claim makes a file and locks it for as long as it is open, so that others see
// that it is no leftover. One of them may have seen it before it was locked,
// and removed it: then another is made.
func claim(create func() (*os.File, error)) (*os.File, error) {
	for {
		f, err := create()
		if err != nil {
			return nil, err
		}
		if tryLock(f) == nil && isNamed(f) {
			return f, nil
		}
		f.Close()
	}
}

// isNamed reports whether the open file still is what its name leads to.
func isNamed(f *os.File) bool {
	open, err := f.Stat()
	if err != nil {
		return false
	}
	named, err := os.Lstat(f.Name())
	return err == nil && os.SameFile(open, named)
}

// RemoveLeftovers removes temporary files of killed writers from a folder:
// those that nobody holds.
func RemoveLeftovers(dir string) {
	d, err := os.Open(dir)
	if err != nil {
		return
	}
	defer d.Close()
	for {
		names, err := d.Readdirnames(1024)
		for _, name := range names {
			if isTemp(name) {
				removeLeftover(filepath.Join(dir, name))
			}
		}
		if err != nil {
			return
		}
	}
}

func isTemp(name string) bool {
	return strings.HasPrefix(name, tempPrefix) && strings.HasSuffix(name, tempSuffix)
}

// removeLeftover removes one temporary file unless a writer holds it.
func removeLeftover(name string) {
	if info, err := os.Lstat(name); err != nil || !info.Mode().IsRegular() {
		return
	}
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return
	}
	defer f.Close()
	if canLock && tryLock(f) == nil {
		os.Remove(name)
	}
}

// ours are the temporary files of this process.
var ours registry

type registry struct {
	mu        sync.Mutex
	names     map[string]bool
	committed bool // one of them got its name
}

func (r *registry) add(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.names == nil {
		r.names = make(map[string]bool)
	}
	r.names[name] = true
}

func (r *registry) forget(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.names, name)
}

// rename gives a temporary file its name.
func (r *registry) rename(name, to string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := os.Rename(name, to); err != nil {
		return err
	}
	delete(r.names, name)
	r.committed = true
	return nil
}

// Forsake removes the temporary files of all writers of this process, which is
// about to end while they are at work, and folders that they made for nothing.
// No writer goes on after it.
func Forsake() {
	ours.mu.Lock() // for good
	for name := range ours.names {
		os.Remove(name)
	}
	for name := range ours.names {
		os.Remove(name) // a folder that is empty now
	}
}

// Committed reports whether a file of this process got its name.
func Committed() bool { return ours.committed }
