package dataset

import (
	"errors"
	"io"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/bandprep/bandprep/raster"
)

var errNotRegular = errors.New("not a regular file")

func openFile(name string) (raster.File, error) {
	f, err := openDisk(name)
	if err != nil {
		return nil, err
	}
	return f, nil
}

// OpenHead opens the file of the item to read its header: the first bytes are
// read in one go.
func (it *Item) OpenHead() (raster.File, error) {
	f, err := it.Open()
	if err != nil {
		return nil, err
	}
	h := &headFile{File: f, head: make([]byte, min(headBytes, f.Size()))}
	n, err := f.ReadAt(h.head, 0)
	if err != nil && err != io.EOF {
		f.Close()
		return nil, err
	}
	h.head = h.head[:n]
	return h, nil
}

// headBytes is how much of a file is read at once for its header.
const headBytes = 4 << 10

// headFile answers reads of the first bytes from memory.
type headFile struct {
	raster.File
	head []byte
}

func (f *headFile) ReadAt(p []byte, off int64) (int, error) {
	if off >= 0 && off+int64(len(p)) <= int64(len(f.head)) {
		return copy(p, f.head[off:]), nil
	}
	return f.File.ReadAt(p, off)
}

// Beside implements [raster.Neighbour].
func (f *headFile) Beside(extension string) (raster.File, error) {
	if n, ok := f.File.(raster.Neighbour); ok {
		return n.Beside(extension)
	}
	return nil, fs.ErrNotExist
}

// Paired implements [raster.Neighbour].
func (f *headFile) Paired() bool {
	n, ok := f.File.(raster.Neighbour)
	return ok && n.Paired()
}

// Beside implements [raster.Neighbour].
func (f *diskFile) Beside(extension string) (raster.File, error) {
	name := f.Name()
	other, err := openFile(strings.TrimSuffix(name, filepath.Ext(name)) + extension)
	if errors.Is(err, fs.ErrNotExist) {
		return openFile(name + extension)
	}
	return other, err
}

// Paired implements [raster.Neighbour].
func (f *diskFile) Paired() bool {
	ext := strings.TrimPrefix(strings.ToLower(filepath.Ext(f.Name())), ".")
	return ext == "" || pairExtensions[ext]
}

var (
	_ raster.Neighbour = (*diskFile)(nil)
	_ raster.Neighbour = (*headFile)(nil)
)
