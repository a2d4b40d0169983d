// Package output writes results so that nothing is lost: each file whole or not
// at all, a folder's files together, never among the images that were read.
//
//  1. [NewFolder] or [Writable] finds out early whether a result can be written.
//  2. [WriteFile] and [Folder.Put] write into temporary files beside the final
//     ones.
//  3. These then take their names.
package output

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
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
