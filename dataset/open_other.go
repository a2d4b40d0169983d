//go:build !unix

package dataset

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
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = &fs.PathError{Op: "open", Path: name, Err: errNotRegular}
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return &diskFile{f, info.Size()}, nil
}

func (f *diskFile) Size() int64 { return f.size }
