package png

import (
	"context"
	"errors"
	"io"
	"sync"

	"github.com/bandprep/bandprep/internal/inflate"
	"github.com/bandprep/bandprep/raster"
)

// rows yields the unfiltered rows of an image, or of one pass of it, in order.
type rows struct {
	idat   idatReader
	z      inflate.Reader
	raw    []byte // inflated rows with their filter bytes
	at     int    // of the next row in raw
	have   int    // end of what is inflated in raw
	prior  []byte // the row above, unfiltered
	above  []byte // what prior is kept in while raw changes
	stride int    // bytes of a row with its filter byte
	bpp    int
	y, h   int // next row, rows in all
}

var pool = sync.Pool{New: func() any { return new(rows) }}

func newRows(im *picture) *rows {
	r := pool.Get().(*rows)
	r.idat.reset(im.file, im.idat)
	r.z.Reset(r.idat.next, true)
	r.bpp = im.filterDistance()
	r.pass(im.rowBytes(im.width), im.height)
	return r
}

func (r *rows) release() {
	r.idat.f = nil
	pool.Put(r)
}

// inflateBytes is about how many bytes are inflated at a time.
const inflateBytes = 96 << 10

// pass prepares for h rows of n bytes whose first has none above it.
func (r *rows) pass(n int64, h int) {
	r.stride, r.y, r.h = int(n)+1, 0, h
	r.at, r.have = 0, 0
	size := min(max(inflateBytes/r.stride, 1), h) * r.stride
	if cap(r.raw) < size {
		r.raw = make([]byte, size)
	}
	r.raw = r.raw[:size]
	if cap(r.above) < int(n) {
		r.above = make([]byte, n)
	}
	r.above = r.above[:n]
	clear(r.above)
	r.prior = r.above
}

// next returns the next row; it is valid until the call after.
func (r *rows) next() ([]byte, error) {
	if r.at == r.have {
		if err := r.inflate(); err != nil {
			return nil, err
		}
	}
	filter, row := r.raw[r.at], r.raw[r.at+1:r.at+r.stride]
	if !unfilter(filter, row, r.prior, r.bpp) {
		return nil, raster.Broken(format, rowPlace(r.y), "filter %d", filter)
	}
	r.prior = row
	r.at += r.stride
	r.y++
	return row, nil
}

// inflate fills raw with the rows that follow.
func (r *rows) inflate() error {
	if r.have > 0 { // the row above lies in raw, which is about to change
		copy(r.above, r.prior)
		r.prior = r.above
	}
	n := min(len(r.raw), (r.h-r.y)*r.stride)
	if _, err := io.ReadFull(&r.z, r.raw[:n]); err != nil {
		return r.broken(err)
	}
	r.at, r.have = 0, n
	return nil
}

// skip passes over the first n rows.
func (r *rows) skip(ctx context.Context, n int) error {
	for i := range n {
		if i%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if _, err := r.next(); err != nil {
			return err
		}
	}
	return nil
}

// finish checks what stands behind the last row: the checksums of the stream
// and of its chunks. Data that no row needs is passed over.
func (r *rows) finish() error {
	var b [1]byte
	if n, err := r.z.Read(b[:]); n == 0 && err == inflate.ErrChecksum {
		return r.broken(err)
	}
	return r.idat.drain()
}

func (r *rows) broken(err error) error {
	if raster.IsTyped(err) {
		return err
	}
	if r.idat.err != nil && r.idat.err != io.EOF {
		return r.idat.err
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return raster.Broken(format, rowPlace(r.y), "image data ends early")
	}
	return raster.Broken(format, rowPlace(r.y), "%v", err)
}
