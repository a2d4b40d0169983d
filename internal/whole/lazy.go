package whole

import (
	"io"
	"sync"

	"github.com/bandprep/bandprep/raster"
)

// Lazy returns a file of so many bytes that unpack is asked for on the first
// read. Closing it closes f.
func Lazy(f raster.File, size int64, unpack func() ([]byte, error)) raster.File {
	return &lazy{Closer: f, size: size, unpack: sync.OnceValues(unpack)}
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
