package pipeline

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"

	"github.com/bandprep/bandprep/dataset"
)

// WriteFile writes a file whole or not at all: into a temporary file beside
// it, which then takes its name.
func WriteFile(name string, write func(f *os.File) error) error {
	staged, err := stage(name, write)
	if err != nil {
		return err
	}
	if err := rename(staged, name); err != nil {
		os.Remove(staged)
		return err
	}
	return nil
}

// Writable returns an error if WriteFile would fail: to be asked before the work
// whose result the file is.
func Writable(name string) error {
	staged, err := stage(name, func(*os.File) error { return nil })
	if err != nil {
		return err
	}
	return os.Remove(staged)
}

// stage writes what is going to be the file name into a temporary file beside
// it, whose name it returns. Where that fails nothing remains.
func stage(name string, write func(f *os.File) error) (staged string, err error) {
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		return "", fmt.Errorf("%s is a folder, not a file to write", name)
	}
	f, err := os.CreateTemp(filepath.Dir(name), ".bandprep-*")
	if err != nil {
		return "", notWritten(name, err)
	}
	done := false
	defer func() {
		if !done { // an error, or a panic on its way
			f.Close()
			os.Remove(f.Name())
		}
	}()
	if err := write(f); err != nil {
		if e := (*fs.PathError)(nil); errors.As(err, &e) && e.Path == f.Name() {
			err = notWritten(name, err)
		}
		return "", err
	}
	if err := f.Chmod(0o644); err != nil && !errors.Is(err, errors.ErrUnsupported) {
		return "", notWritten(name, err)
	}
	if err := f.Close(); err != nil {
		return "", notWritten(name, err)
	}
	done = true
	return f.Name(), nil
}

// rename gives a staged file its name.
func rename(staged, name string) error {
	if err := os.Rename(staged, name); err != nil {
		return notWritten(name, err)
	}
	return nil
}

// notWritten says why name could not be written, without the name of the
// temporary file that stood for it.
func notWritten(name string, err error) error {
	if info, statErr := os.Stat(filepath.Dir(name)); statErr != nil || !info.IsDir() {
		return fmt.Errorf("%s: its folder does not exist", name)
	}
	if e := (*fs.PathError)(nil); errors.As(err, &e) {
		err = e.Err
	} else if e := (*os.LinkError)(nil); errors.As(err, &e) {
		err = e.Err
	}
	return fmt.Errorf("%s cannot be written: %w", name, err)
}

// WriteJSON writes v as one indented document.
func WriteJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	return enc.Encode(v)
}

func jsonTo(v any) func(*os.File) error {
	return func(f *os.File) error {
		b := bufio.NewWriter(f)
		if err := WriteJSON(b, v); err != nil {
			return err
		}
		return b.Flush()
	}
}

// Folder is an output folder that is being filled.
type Folder struct {
	dir     string
	created bool
}

// NewFolder prepares dir for results. A folder that holds a manifest is left
// alone unless overwrite is set. It fails early where nothing can be written.
func NewFolder(dir string, overwrite bool) (*Folder, error) {
	d := &Folder{dir: dir}
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
	if _, err := os.Stat(d.path(dataset.ManifestName)); err == nil && !overwrite {
		return nil, fmt.Errorf("%s holds a manifest of an earlier run: give --overwrite to replace it, or another -o", dir)
	}
	probe, err := os.CreateTemp(dir, ".bandprep-*")
	if err != nil {
		return nil, fmt.Errorf("output folder: %w", err)
	}
	probe.Close()
	return d, os.Remove(probe.Name())
}

func (d *Folder) path(name string) string { return filepath.Join(d.dir, name) }

// Abandon removes the folder again if it was made by NewFolder and no file
// came into it.
func (d *Folder) Abandon() {
	if _, err := os.Stat(d.path(dataset.ManifestName)); err == nil || !d.created {
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

// Apart returns an error if one of the files lies in the folder dir or below
// it: results among the images would replace some, and a folder that holds a
// manifest is passed over by later runs.
func Apart(dir string, files iter.Seq[string]) error {
	out, err := realPath(dir)
	if err != nil {
		return nil // it does not exist, so nothing lies in it
	}
	last := ""
	for name := range files {
		folder := filepath.Dir(name)
		if folder == last {
			continue
		}
		last = folder
		in, err := realPath(folder)
		if err != nil {
			continue
		}
		if rel, err := filepath.Rel(out, in); err == nil && filepath.IsLocal(rel) {
			return fmt.Errorf("output folder: %s holds images of the input, such as %s: give another -o", dir, name)
		}
	}
	return nil
}

func realPath(name string) (string, error) {
	name, err := filepath.EvalSymlinks(name)
	if err != nil {
		return "", err
	}
	return filepath.Abs(name)
}
