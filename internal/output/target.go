package output

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// target is where the bytes of a result go.
type target struct {
	name   string // as given, for messages
	path   string // with links followed
	info   fs.FileInfo
	stream bool // bytes go into it as they come; else info, where not nil, is of a regular file
}

// errFolder says that a folder stands where a file is to be written.
var errFolder = errors.New("is a folder, not a file to write")

// maxLinks is how many links may lead to each other, as on Linux.
const maxLinks = 40

// resolve finds out what is to be written under a name.
func resolve(name string) (t target, err error) {
	t = target{name: name, path: name}
	t.info, err = os.Stat(name)
	switch {
	case err == nil && t.info.IsDir():
		return t, fmt.Errorf("%s %w", name, errFolder)
	case err == nil && (!t.info.Mode().IsRegular() || ofSystem(name)):
		t.stream = true
		return t, nil
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return t, notWritten(name, err)
	}
	for range maxLinks { // by hand, since the last one may lead to nothing
		to, err := os.Readlink(t.path)
		if err != nil {
			return t, nil
		}
		if !filepath.IsAbs(to) {
			to = filepath.Join(filepath.Dir(t.path), to)
		}
		t.path = to
	}
	return t, fmt.Errorf("%s cannot be written: links lead in a circle", name)
}

// ofSystem reports whether the name is one of the system's for what may be a
// regular file that somebody else has open: /dev/stdout, /proc/self/fd/3.
func ofSystem(name string) bool {
	abs, err := filepath.Abs(name)
	return err == nil && (strings.HasPrefix(abs, "/dev/fd/") || strings.HasPrefix(abs, "/dev/std") || strings.HasPrefix(abs, "/proc/"))
}

// writeStream hands what is no regular file to write.
func (t *target) writeStream(write func(*os.File) error) error {
	f, err := os.OpenFile(t.path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return notWritten(t.name, err)
	}
	err = write(f)
	if e := f.Close(); err == nil {
		err = e
	}
	if e := (*fs.PathError)(nil); errors.As(err, &e) && e.Path == t.path {
		err = notWritten(t.name, err)
	}
	return err
}

// notWritten says why name could not be written, without the name of the
// temporary file that stood for it.
func notWritten(name string, err error) error {
	if info, statErr := os.Stat(filepath.Dir(name)); errors.Is(statErr, fs.ErrNotExist) || statErr == nil && !info.IsDir() {
		return fmt.Errorf("%s: its folder does not exist", name)
	}
	if e := (*fs.PathError)(nil); errors.As(err, &e) {
		err = e.Err
	} else if e := (*os.LinkError)(nil); errors.As(err, &e) {
		err = e.Err
	}
	return fmt.Errorf("%s cannot be written: %w", name, err)
}
