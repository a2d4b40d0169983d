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
	switch {
	case it.Stack != nil:
		return it.Open()
	case it.archives != nil:
		f, err := it.Open()
		if err != nil {
			return nil, err
		}
		return memberHead(f)
	}
	f, err := openDisk(it.Path)
	if err != nil {
		return nil, err
	}
	h := &headFile{diskFile: f}
	if err = h.head.fill(f); err == nil {
		if f.size = int64(len(h.bytes)); f.size == headBytes {
			f.size, err = f.stat()
		}
	}
	if err != nil {
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
	if it.archives != nil {
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
const headBytes = 16 << 10

// head holds the first bytes of a file.
type head struct {
	buf   *[headBytes]byte
	bytes []byte // of buf
}

var heads = sync.Pool{New: func() any { return new([headBytes]byte) }}

// fill reads the first bytes of f.
func (h *head) fill(f io.ReaderAt) error {
	h.buf = heads.Get().(*[headBytes]byte)
	n, err := f.ReadAt(h.buf[:], 0)
	h.bytes = h.buf[:n]
	if err == io.EOF {
		return nil
	}
	return err
}

// free gives the memory back.
func (h *head) free() {
	heads.Put(h.buf)
	h.buf, h.bytes = nil, nil
}

// readAt answers from memory what it can, and from f, which has size bytes, what
// it cannot.
func (h *head) readAt(p []byte, off int64, f raster.File) (int, error) {
	if off < 0 || off+int64(len(p)) > int64(len(h.bytes)) && int64(len(h.bytes)) < f.Size() || off >= int64(len(h.bytes)) {
		return f.ReadAt(p, off)
	}
	n := copy(p, h.bytes[off:])
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// all returns the bytes of a file of so many, if they are all here, else nil.
func (h *head) all(size int64) []byte {
	if int64(len(h.bytes)) == size {
		return h.bytes
	}
	return nil
}

// headFile is a file of which the first bytes are in memory.
type headFile struct {
	*diskFile
	head
}

// Close closes the file; what Whole has returned is of no use any more.
func (f *headFile) Close() error {
	f.head.free()
	return f.diskFile.Close()
}

func (f *headFile) ReadAt(p []byte, off int64) (int, error) { return f.head.readAt(p, off, f.diskFile) }

func (f *headFile) whole() []byte { return f.head.all(f.size) }

// Whole returns the bytes of a file that OpenHead has opened, until it is closed,
// if they were read with its head, else nil.
func Whole(f raster.File) []byte {
	if h, ok := f.(interface{ whole() []byte }); ok {
		return h.whole()
	}
	return nil
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
