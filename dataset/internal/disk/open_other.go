//go:build !unix

package disk

import (
	"io/fs"
	"os"
)

// diskFile is an open file that is read at offsets only.
type diskFile struct {
	*os.File
	size int64
}

func openDisk(name string) (*diskFile, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	return &diskFile{f, -1}, nil
}

// stat returns the size of the file.
func (f *diskFile) stat() (int64, error) {
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = &fs.PathError{Op: "open", Path: f.Name(), Err: errNotRegular}
	}
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

func (f *diskFile) Size() int64 { return f.size }
