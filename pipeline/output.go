package pipeline

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// WriteFile writes a file whole or not at all: into a temporary file beside
// it, which then takes its name.
func WriteFile(name string, write func(f *os.File) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(name), ".bandprep-*")
	if err != nil {
		return err
	}
	renamed := false
	defer func() {
		if !renamed { // an error, or a panic on its way
			f.Close()
			os.Remove(f.Name())
		}
	}()
	if err := write(f); err != nil {
		return err
	}
	if err := f.Chmod(0o644); err != nil && !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	err = os.Rename(f.Name(), name)
	renamed = err == nil
	return err
}

// WriteJSON writes v as one indented document.
func WriteJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	return enc.Encode(v)
}

func writeJSONFile(name string, v any) error {
	return WriteFile(name, func(f *os.File) error {
		b := bufio.NewWriter(f)
		if err := WriteJSON(b, v); err != nil {
			return err
		}
		return b.Flush()
	})
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
	if _, err := os.Stat(d.path("manifest.arrow")); err == nil && !overwrite {
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

// Abandon removes the folder again if it was made by NewFolder and is empty.
func (d *Folder) Abandon() {
	if d.created {
		os.Remove(d.dir)
	}
}
