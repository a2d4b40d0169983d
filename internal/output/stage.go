package output

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// staged is a temporary file, written whole, that stands for a target. It stays
// open, and so locked, until it has its name: see [claim].
type staged struct {
	target
	file *os.File
}

// stage writes what is going to be the target into a temporary file beside it.
// Where that fails nothing remains.
func stage(t target, write func(*os.File) error) (*staged, error) {
	f, err := claim(func() (*os.File, error) { return os.CreateTemp(filepath.Dir(t.path), tempPattern) })
	if err != nil {
		return nil, notWritten(t.name, err)
	}
	s := &staged{t, f}
	ours.add(f.Name())
	done := false
	defer func() {
		if !done { // an error, or a panic on its way
			s.drop()
		}
	}()
	if err := write(f); err != nil {
		if e := (*fs.PathError)(nil); errors.As(err, &e) && e.Path == f.Name() {
			err = notWritten(t.name, err)
		}
		return nil, err
	}
	mode := fs.FileMode(0o644)
	if t.info != nil {
		mode = t.info.Mode().Perm()
	}
	if err := f.Chmod(mode); err != nil && !errors.Is(err, errors.ErrUnsupported) {
		return nil, notWritten(t.name, err)
	}
	if err := f.Sync(); err != nil {
		return nil, notWritten(t.name, err)
	}
	done = true
	return s, nil
}

// drop removes the temporary file.
func (s *staged) drop() {
	s.file.Close()
	os.Remove(s.file.Name())
	ours.forget(s.file.Name())
}

// check looks at what lies under the name now. Equal is a file of the same
// bytes, which need not be replaced; another file is refused unless overwrite
// is set, and whatever is no regular file in any case.
func (s *staged) check(overwrite bool) (equal bool, err error) {
	info, err := os.Lstat(s.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err != nil:
		return false, notWritten(s.name, err)
	case !info.Mode().IsRegular():
		return false, fmt.Errorf("%s cannot be written: it became something else than a file meanwhile", s.name)
	}
	if equal, err = sameBytes(s.file.Name(), s.path); err == nil && equal {
		return true, nil
	}
	if !overwrite {
		return false, fmt.Errorf("%s holds another result: give --overwrite to replace it, or another -o", s.name)
	}
	return false, nil
}

// commit gives the temporary file its name.
func (s *staged) commit() error {
	if runtime.GOOS == "windows" { // which renames no open file
		s.file.Close()
	}
	if err := ours.rename(s.file.Name(), s.path); err != nil {
		s.drop()
		return notWritten(s.name, err)
	}
	s.file.Close()
	syncFolder(filepath.Dir(s.path))
	return nil
}

// syncFolder makes new names in a folder outlast a loss of power, where the
// system can do that.
func syncFolder(dir string) {
	if d, err := os.Open(dir); err == nil {
		d.Sync()
		d.Close()
	}
}

// sameBytes reports whether two files hold the same.
func sameBytes(a, b string) (bool, error) {
	f, err := os.Open(a)
	if err != nil {
		return false, err
	}
	defer f.Close()
	g, err := os.Open(b)
	if err != nil {
		return false, err
	}
	defer g.Close()
	if i, err := f.Stat(); err != nil {
		return false, err
	} else if j, err := g.Stat(); err != nil || i.Size() != j.Size() {
		return false, err
	}
	p, q := make([]byte, 1<<16), make([]byte, 1<<16)
	for {
		n, errF := io.ReadFull(f, p)
		m, errG := io.ReadFull(g, q)
		if !bytes.Equal(p[:n], q[:m]) {
			return false, nil
		}
		if errF != nil || errG != nil {
			return true, nil
		}
	}
}
