package whole

import (
	"io"
	"sync"

	"github.com/bandprep/bandprep/raster"
)

// Packed is content of a file that is packed with Deflate: in a gzip file, in a
// zip archive, in a stream of its own.
type Packed struct {
	Format, Place string
	Bytes, Size   int64 // packed and unpacked
	Limit         int64 // of bytes unpacked
	Stream        func() (io.ReadCloser, error)
}

// File returns the content as a file, which is unpacked on the first read.
// Closing it closes f. It returns a typed error at once where the content is too
// large, or its packed bytes cannot hold it.
func (p Packed) File(f raster.File) (raster.File, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	return &lazy{Closer: f, size: p.Size, unpack: sync.OnceValues(p.Unpack)}, nil
}

type lazy struct {
	io.Closer
	size   int64
	unpack func() ([]byte, error)
}

func (l *lazy) Size() int64 { return l.size }

func (l *lazy) ReadAt(b []byte, off int64) (int, error) {
	data, err := l.unpack()
	if err != nil {
		return 0, err
	}
	if off < 0 || off >= int64(len(data)) {
		return 0, io.EOF
	}
	n := copy(b, data[off:])
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}
