package output

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Placing says how a file that exists comes into a folder under another name.
type Placing uint8

// The ways.
const (
	Copy Placing = iota
	HardLink
	SymbolicLink // to the absolute path
)

var placings = [...]string{"copy", "hard", "symbolic"}

// String returns the name on the command line.
func (p Placing) String() string { return placings[p] }

// Set parses the name; it makes Placing a flag value.
func (p *Placing) Set(s string) error {
	for i, name := range placings {
		if s == name {
			*p = Placing(i)
			return nil
		}
	}
	return errors.New("want copy, hard or symbolic")
}

// Type names the value in help texts.
func (p *Placing) Type() string { return "copy|hard|symbolic" }

// Place brings the file from into the folder under a name, which may have
// folders of its own. What is there already stays where it is the same file or
// holds the same bytes; else it is replaced only where overwriting is allowed.
func (d *Folder) Place(name, from string, how Placing) error {
	to := d.Path(name)
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return notWritten(to, err)
	}
	if how == Copy {
		return WriteFile(to, d.overwrite, func(f *os.File) error {
			in, err := os.Open(from)
			if err != nil {
				return err
			}
			defer in.Close()
			_, err = io.Copy(f, in)
			return err
		})
	}
	source, err := os.Stat(from)
	if err != nil {
		return err
	}
	if !source.Mode().IsRegular() {
		return fmt.Errorf("%s is no regular file", from)
	}
	link := func() error { return os.Link(from, to) }
	if how == SymbolicLink {
		abs, err := filepath.Abs(from)
		if err != nil {
			return err
		}
		link = func() error { return os.Symlink(abs, to) }
	}
	err = link()
	if !errors.Is(err, fs.ErrExist) {
		return linked(to, err)
	}
	there, err := os.Stat(to)
	switch {
	case err == nil && os.SameFile(there, source):
		return nil
	case err == nil && there.IsDir():
		return fmt.Errorf("%s %w", to, errFolder)
	case !d.overwrite:
		return fmt.Errorf("%s is of another result: give --overwrite to replace it, or another -o", to)
	}
	if err := os.Remove(to); err != nil {
		return notWritten(to, err)
	}
	return linked(to, link())
}

// linked says why a link could not be made.
func linked(to string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w (--link copy needs no links)", notWritten(to, err))
}

// PutOne writes a file of the folder, whose name may have folders of its own,
// whole or not at all.
func (d *Folder) PutOne(f File) error {
	to := d.Path(f.Name)
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return notWritten(to, err)
	}
	return WriteFile(to, d.overwrite, f.Write)
}
