// Package disk opens the files of a dataset, with as few calls of the kernel as a
// million small files ask for.
package disk

import (
	"errors"
	"io"
	"io/fs"
	"path/filepath"
	"strings"
	"sync"

	"github.com/bandprep/bandprep/dataset/internal/names"
	"github.com/bandprep/bandprep/raster"
)

var errNotRegular = errors.New("not a regular file")

// Open opens a regular file.
func Open(name string) (raster.File, error) {
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

// OpenHead opens a file to read its header: the first bytes are read in one go, and
// where they are all, the size follows.
func OpenHead(name string) (raster.File, error) {
	f, err := openDisk(name)
	if err != nil {
		return nil, err
	}
	h := &headFile{diskFile: f}
	if err = h.Head.Fill(f); err == nil {
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

// ReadWhole reads a file of which the size is known, into data where that is large
// enough; it returns an error where the size has changed.
func ReadWhole(name string, data []byte, size int64) ([]byte, error) {
	f, err := openDisk(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return ReadAll(f, data, size)
}

// ReadAll is [ReadWhole] for an open file.
func ReadAll(f io.ReaderAt, data []byte, size int64) ([]byte, error) {
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

// Head holds the first bytes of a file.
type Head struct {
	buf   *[headBytes]byte
	bytes []byte // of buf
}

var heads = sync.Pool{New: func() any { return new([headBytes]byte) }}

// Fill reads the first bytes of f.
func (h *Head) Fill(f io.ReaderAt) error {
	h.buf = heads.Get().(*[headBytes]byte)
	n, err := f.ReadAt(h.buf[:], 0)
	h.bytes = h.buf[:n]
	if err == io.EOF {
		return nil
	}
	return err
}

// Free gives the memory back.
func (h *Head) Free() {
	heads.Put(h.buf)
	h.buf, h.bytes = nil, nil
}

// ReadAt answers from memory what it can, and from f, which has size bytes, what
// it cannot.
func (h *Head) ReadAt(p []byte, off int64, f raster.File) (int, error) {
	if off < 0 || off+int64(len(p)) > int64(len(h.bytes)) && int64(len(h.bytes)) < f.Size() || off >= int64(len(h.bytes)) {
		return f.ReadAt(p, off)
	}
	n := copy(p, h.bytes[off:])
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// All returns the bytes of a file of so many, if they are all here, else nil.
func (h *Head) All(size int64) []byte {
	if int64(len(h.bytes)) == size {
		return h.bytes
	}
	return nil
}

// headFile is a file of which the first bytes are in memory.
type headFile struct {
	*diskFile
	Head
}

// Close closes the file; what [Whole] has returned is of no use any more.
func (f *headFile) Close() error {
	f.Free()
	return f.diskFile.Close()
}

func (f *headFile) ReadAt(p []byte, off int64) (int, error) { return f.Head.ReadAt(p, off, f.diskFile) }

func (f *headFile) Whole() []byte { return f.All(f.size) }

// Whole returns the bytes of a file that [OpenHead] has opened, until it is closed,
// if they were read with its head, else nil.
func Whole(f raster.File) []byte {
	if h, ok := f.(interface{ Whole() []byte }); ok {
		return h.Whole()
	}
	return nil
}

// Beside implements [raster.Neighbour].
func (f *diskFile) Beside(extension string) (raster.File, error) {
	name := f.Name()
	other, err := Open(strings.TrimSuffix(name, filepath.Ext(name)) + extension)
	if errors.Is(err, fs.ErrNotExist) {
		return Open(name + extension)
	}
	return other, err
}

// Paired implements [raster.Neighbour].
func (f *diskFile) Paired() bool {
	ext := strings.TrimPrefix(strings.ToLower(filepath.Ext(f.Name())), ".")
	return ext == "" || names.Paired(ext)
}

var (
	_ raster.Neighbour = (*diskFile)(nil)
	_ raster.Neighbour = (*headFile)(nil)
)

// Reason returns the error of the file system without the operation and the path
// that it names.
func Reason(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}
