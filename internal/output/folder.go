package output

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// lockName is the file that a writer holds locked while it fills a folder. It
// contains the number of its process.
const lockName = ".bandprep-lock"

// Folder is an output folder that is being filled.
type Folder struct {
	dir       string
	overwrite bool
	created   bool
	changed   bool // by Put
	lock      *os.File
}

// NewFolder prepares dir for results and keeps other writers out until Close.
// Files of other content in it are replaced only where overwrite is set. It
// fails early where nothing can be written.
func NewFolder(dir string, overwrite bool) (*Folder, error) {
	d := &Folder{dir: dir, overwrite: overwrite}
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, os.ErrNotExist):
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return nil, fmt.Errorf("output folder: %w", err)
		}
		d.created = true
		ours.add(dir)
	case err != nil:
		return nil, fmt.Errorf("output folder: %w", err)
	case !info.IsDir():
		return nil, fmt.Errorf("output folder: %s is a file", dir)
	}
	if err := d.hold(); err != nil {
		return nil, err
	}
	filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err == nil && isTemp(e.Name()) {
			removeLeftover(name)
		}
		return nil
	})
	return d, nil
}

// hold takes the folder's lock.
func (d *Folder) hold() error {
	name := d.Path(lockName)
	for {
		f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o644)
		if err != nil {
			if e := (*fs.PathError)(nil); errors.As(err, &e) {
				err = e.Err
			}
			return fmt.Errorf("output folder: %s cannot be written: %w", d.dir, err)
		}
		if tryLock(f) != nil {
			defer f.Close()
			text := make([]byte, 20)
			n, _ := f.ReadAt(text, 0)
			return fmt.Errorf("output folder: process %s is writing into %s: wait for it, or give another -o", strings.TrimSpace(string(text[:n])), d.dir)
		}
		if isNamed(f) {
			d.lock = f
			ours.add(name)
			f.Truncate(0)
			fmt.Fprintln(f, os.Getpid())
			return nil
		}
		f.Close() // its holder removed it meanwhile
	}
}

// Changed reports whether Put changed anything: false where equal files were there
// already.
func (d *Folder) Changed() bool { return d.changed }

// Path returns the path of a file in the folder.
func (d *Folder) Path(name string) string { return filepath.Join(d.dir, name) }

// Holds reports whether a file of this name lies in the folder.
func (d *Folder) Holds(name string) bool {
	_, err := os.Stat(d.Path(name))
	return err == nil
}

// Close lets other writers in. It removes the folder again if NewFolder made it
// and no file came into it.
func (d *Folder) Close() {
	os.Remove(d.lock.Name())
	ours.forget(d.lock.Name())
	d.lock.Close()
	if !d.created {
		return
	}
	ours.forget(d.dir)
	var folders []string
	filepath.WalkDir(d.dir, func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			folders = nil
			return filepath.SkipAll
		}
		folders = append(folders, name)
		return nil
	})
	for _, name := range slices.Backward(folders) {
		os.Remove(name) // fails where something is in it
	}
}

// File is a file of an output folder. Write is nil where there is nothing to
// write: a file of an earlier run is removed.
type File struct {
	Name  string
	Write func(*os.File) error
}

// Put writes the files, each into a temporary one, and only then gives them
// their names: the last one is there only where all are. Where one of them would
// replace or remove a file of other bytes and may not, none is changed.
func (d *Folder) Put(files []File) (err error) {
	var ready []*staged
	defer func() {
		for _, s := range ready {
			s.drop()
		}
	}()
	for _, f := range files {
		switch t, err := resolve(d.Path(f.Name)); {
		case f.Write == nil:
			if t.info != nil && !d.overwrite {
				return fmt.Errorf("%s is of another result: give --overwrite to replace it, or another -o", t.name)
			}
		case err != nil:
			return err
		case t.stream:
			if err := t.writeStream(f.Write); err != nil {
				return err
			}
		default:
			s, err := stage(t, f.Write)
			if err != nil {
				return err
			}
			ready = append(ready, s)
		}
	}
	var changed []*staged
	for _, s := range ready {
		equal, err := s.check(d.overwrite)
		if err != nil {
			return err
		}
		if !equal {
			changed = append(changed, s)
		}
	}
	for _, f := range files {
		if f.Write == nil {
			d.changed = d.changed || d.Holds(f.Name)
			if err := RemoveIfThere(d.Path(f.Name)); err != nil {
				return err
			}
		}
	}
	d.changed = d.changed || len(changed) > 0
	for _, s := range changed {
		ready = slices.DeleteFunc(ready, func(r *staged) bool { return r == s })
		if err := s.commit(); err != nil {
			return err
		}
	}
	return nil
}
