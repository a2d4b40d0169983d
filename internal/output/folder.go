package output

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// Folder is an output folder that is being filled.
type Folder struct {
	dir     string
	main    string // the file that says that the folder holds results
	created bool
}

// NewFolder prepares dir for results. A folder that holds the file main, which
// is written last, is left alone unless overwrite is set. It fails early where
// nothing can be written.
func NewFolder(dir, main string, overwrite bool) (*Folder, error) {
	d := &Folder{dir: dir, main: main}
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, os.ErrNotExist):
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return nil, fmt.Errorf("output folder: %w", err)
		}
		d.created = true
	case err != nil:
		return nil, fmt.Errorf("output folder: %w", err)
	case !info.IsDir():
		return nil, fmt.Errorf("output folder: %s is a file", dir)
	}
	if _, err := os.Stat(d.Path(d.main)); err == nil && !overwrite {
		return nil, fmt.Errorf("%s holds a manifest of an earlier run: give --overwrite to replace it, or another -o", dir)
	}
	probe, err := os.CreateTemp(dir, ".bandprep-*")
	if err != nil {
		return nil, fmt.Errorf("output folder: %w", err)
	}
	probe.Close()
	return d, os.Remove(probe.Name())
}

// Path returns the path of a file in the folder.
func (d *Folder) Path(name string) string { return filepath.Join(d.dir, name) }

// Abandon removes the folder again if it was made by NewFolder and no file
// came into it.
func (d *Folder) Abandon() {
	if _, err := os.Stat(d.Path(d.main)); err == nil || !d.created {
		return
	}
	var folders []string
	filepath.WalkDir(d.dir, func(name string, e fs.DirEntry, err error) error {
		if err == nil && e.IsDir() {
			folders = append(folders, name)
		}
		return nil
	})
	for _, name := range slices.Backward(folders) {
		os.Remove(name) // fails where something is in it
	}
}

// File is a file of an output folder. Write is nil where there is nothing to
// write: a file of an earlier run is removed.
type File struct {
	Name   string
	Write  func(*os.File) error
	staged string
}

// Put writes the files, each into a temporary one, and only then gives them
// their names: the last one is there only where all are.
func (d *Folder) Put(files []File) (err error) {
	defer func() {
		for _, f := range files {
			if f.staged != "" {
				os.Remove(f.staged)
			}
		}
	}()
	for i := range files {
		if f := &files[i]; f.Write != nil {
			if f.staged, err = stage(d.Path(f.Name), f.Write); err != nil {
				return err
			}
		}
	}
	for i := range files {
		f := &files[i]
		if f.Write == nil {
			err = RemoveIfThere(d.Path(f.Name))
		} else if err = rename(f.staged, d.Path(f.Name)); err == nil {
			f.staged = ""
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// RemoveIfThere removes a file; that there is none is no error.
func RemoveIfThere(name string) error {
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
