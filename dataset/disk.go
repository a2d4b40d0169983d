package dataset

import (
	"errors"
	"io"
	"io/fs"
	"path/filepath"
	"strings"
	"sync"

	"github.com/bandprep/bandprep/raster"
)

var errNotRegular = errors.New("not a regular file")

func openFile(name string) (raster.File, error) {
	f, err := openDisk(name)
	if err != nil {
		return nil, err
	}
	if f.size, err = f.stat(); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// OpenHead opens the file of the item to read its header: the first bytes are
// read in one go, and where they are all, the size follows.
func (it *Item) OpenHead() (raster.File, error) {
	if it.Stack != nil || it.Member != nil {
		return it.Open()
	}
	f, err := openDisk(it.Path)
	if err != nil {
		return nil, err
	}
	h := &headFile{diskFile: f, buf: heads.Get().(*[headBytes]byte)}
	n, err := f.ReadAt(h.buf[:], 0)
	h.head = h.buf[:n]
	switch {
	case err == io.EOF:
		f.size = int64(n)
	case err == nil:
		f.size, err = f.stat()
	}
	if err != nil && err != io.EOF {
		if _, other := f.stat(); other != nil { // a pipe, say: what cannot be read at an offset
			err = other
		}
		h.Close()
		return nil, err
	}
	return h, nil
}

// ReadWhole reads a file of which the size is known; it returns an error where
// the size has changed.
func (it *Item) ReadWhole(data []byte, size int64) ([]byte, error) {
	if it.Member != nil {
		f, err := it.Open()
		if err != nil {
			return nil, err
		}
		defer f.Close()
		return readWhole(f, data, size)
	}
	f, err := openDisk(it.Path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return readWhole(f, data, size)
}

func readWhole(f io.ReaderAt, data []byte, size int64) ([]byte, error) {
	if int64(cap(data)) <= size {
		data = make([]byte, size+1)
	}
	n, err := f.ReadAt(data[:size+1], 0)
	if err != io.EOF || int64(n) != size {
		if err == nil || err == io.EOF {
			err = errors.New("the file changed while it was read")
		}
		return nil, err
	}
	return data[:n], nil
}

// headBytes is how much of a file is read at once for its header.
const headBytes = 4 << 10

// headFile answers reads of the first bytes from memory.
type headFile struct {
	*diskFile
	buf  *[headBytes]byte
	head []byte // of buf
}

var heads = sync.Pool{New: func() any { return new([headBytes]byte) }}

// Close closes the file; what Whole has returned is of no use any more.
func (f *headFile) Close() error {
	heads.Put(f.buf)
	f.buf, f.head = nil, nil
	return f.diskFile.Close()
}

// Whole returns the file's bytes, until it is closed, if they were read with its
// head, else nil.
func Whole(f raster.File) []byte {
	if h, ok := f.(*headFile); ok && int64(len(h.head)) == h.size {
		return h.head
	}
	return nil
}

func (f *headFile) ReadAt(p []byte, off int64) (int, error) {
	if off >= 0 && off < int64(len(f.head)) && (off+int64(len(p)) <= int64(len(f.head)) || int64(len(f.head)) == f.size) {
		n := copy(p, f.head[off:])
		if n < len(p) {
			return n, io.EOF
		}
		return n, nil
	}
	return f.diskFile.ReadAt(p, off)
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
