package fetch

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"path"
	"path/filepath"
)

// occupied reports whether another file has the name. One with the bytes of the
// temporary file is ours: a power cut may take the last rows of a log whose
// files stay.
func (r *run) occupied(name, temp string) bool {
	there, err := r.root.ReadFile(filepath.FromSlash(name))
	if errors.Is(err, fs.ErrNotExist) {
		return false
	}
	if err != nil {
		return true // a folder, a link that leads out
	}
	here, err := r.root.ReadFile(temp)
	return err != nil || !bytes.Equal(there, here)
}

// copyTemp copies the temporary files of one row for another.
func (r *run) copyTemp(from, to *row) error {
	for _, end := range []string{"", originalEnd} {
		in, err := r.root.Open(from.temp() + end)
		if errors.Is(err, fs.ErrNotExist) && end != "" {
			continue
		}
		if err != nil {
			return err
		}
		out, err := r.root.Create(to.temp() + end)
		if err == nil {
			_, err = io.Copy(out, in)
			err = errors.Join(err, out.Sync(), out.Close())
		}
		in.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

// place gives the temporary files of a logged row their names, the image last.
func (r *run) place(w *row) error {
	if w.original != "" {
		if err := r.rename(w.temp()+originalEnd, w.original); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return r.rename(w.temp(), w.path)
}

func (r *run) rename(from, to string) error {
	if dir := path.Dir(to); !r.made[dir] && dir != "." {
		if err := r.root.MkdirAll(filepath.FromSlash(dir), 0o755); err != nil {
			return err
		}
		r.made[dir] = true
	}
	return r.root.Rename(from, filepath.FromSlash(to))
}
