package output

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// WriteFile writes a file whole or not at all: into a temporary file beside it,
// which then takes its name. A file of other bytes is replaced only where
// overwrite is set. It removes nothing that killed writers left: see [Writable].
func WriteFile(name string, overwrite bool, write func(f *os.File) error) error {
	t, err := resolve(name)
	if err != nil {
		return err
	}
	if t.stream {
		return t.writeStream(write)
	}
	s, err := stage(t, write)
	if err != nil {
		return err
	}
	equal, err := s.check(overwrite)
	if err != nil || equal {
		s.drop()
		return err
	}
	return s.commit()
}

// Writable returns an error if WriteFile would fail: to be asked before the work
// whose result the file is. It removes what killed writers left beside it.
func Writable(name string) error {
	t, err := resolve(name)
	if err != nil || t.stream {
		return err // to open a pipe would tell its reader that all is done
	}
	s, err := stage(t, func(*os.File) error { return nil })
	if err != nil {
		return err
	}
	s.drop()
	RemoveLeftovers(filepath.Dir(t.path))
	return nil
}

// RemoveIfThere removes a file; that there is none is no error.
func RemoveIfThere(name string) error {
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// WriteJSON writes v as one indented document.
func WriteJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	return enc.Encode(v)
}

// JSON returns what writes v as one indented document into a file.
func JSON(v any) func(*os.File) error {
	return func(f *os.File) error {
		b := bufio.NewWriter(f)
		if err := WriteJSON(b, v); err != nil {
			return err
		}
		return b.Flush()
	}
}
