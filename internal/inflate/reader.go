package inflate

import (
	"encoding/binary"
	"io"
)

const (
	windowSize = 32 << 10
	streamRoom = 64 << 10 // output between two moves of the window
	streamIn   = 32 << 10
)

// Reader unpacks a stream whose input comes in pieces. Its memory does not
// depend on the stream. The zero Reader is ready for [Reader.Reset].
type Reader struct {
	d      decoder
	next   func() ([]byte, error)
	piece  []byte // input that is not in d.src yet
	in     []byte
	given  int // bytes of d.dst that Read has returned
	summed int // bytes of d.dst that sum covers
	sum    uint32
	zlib   bool
	err    error
}

// Reset starts a new stream, in the zlib format or raw. Next returns the next
// piece of input, and io.EOF behind the last one; a piece must not change
// before next is called again.
func (r *Reader) Reset(next func() ([]byte, error), zlib bool) {
	if r.in == nil {
		r.in = make([]byte, streamIn)
		r.d.dst = make([]byte, windowSize+streamRoom+fastOutput)
	}
	r.d.reset(r.d.dst, nil)
	r.d.stop = len(r.d.dst) - fastOutput
	r.d.fill = r.fill
	r.next, r.piece, r.zlib = next, nil, zlib
	r.given, r.summed, r.sum, r.err = 0, 0, 1, nil
	if !zlib {
		return
	}
	if r.err = r.fill(&r.d); r.err == nil {
		r.err = zlibHeader(r.d.src)
		r.d.pos = 2
	}
}

// Read fills p as far as the stream reaches. What was unpacked before an error
// is returned before the error: io.EOF behind a stream in good order,
// io.ErrUnexpectedEOF behind a stream that was cut, [ErrCorrupt],
// [ErrChecksum], or what next returned. A checksum that is cut off is not
// missed; bytes behind the stream are not looked at.
func (r *Reader) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		if r.given == r.d.out {
			if r.err != nil {
				break
			}
			r.more()
		}
		k := copy(p[n:], r.d.dst[r.given:r.d.out])
		r.given += k
		n += k
	}
	if n == 0 && len(p) > 0 {
		return 0, r.err
	}
	return n, nil
}

// more unpacks until the window is full, the stream ends or an error is found.
func (r *Reader) more() {
	d := &r.d
	if d.out >= d.stop {
		copy(d.dst, d.dst[d.out-windowSize:d.out])
		d.out, r.given, r.summed = windowSize, windowSize, windowSize
	}
	r.err = d.run()
	if r.zlib {
		r.sum = adler32(r.sum, d.dst[r.summed:d.out])
		r.summed = d.out
	}
	if r.err == nil && d.state == atEnd {
		r.err = r.end()
	}
}

// end checks what stands behind the last block and returns io.EOF if all is
// well.
func (r *Reader) end() error {
	d := &r.d
	if !r.zlib {
		return io.EOF
	}
	if d.fill != nil && len(d.src)-d.pos < 8 {
		if err := d.fill(d); err != nil {
			return err
		}
	}
	if d.wrongChecksum(r.sum) {
		return ErrChecksum
	}
	return io.EOF
}

// wrongChecksum reports whether the next four whole bytes of the input are
// there and are not sum.
func (d *decoder) wrongChecksum(sum uint32) bool {
	d.take(d.n & 7)
	if !d.need(32) {
		return false
	}
	var stated [4]byte
	binary.LittleEndian.PutUint32(stated[:], uint32(d.hold))
	return binary.BigEndian.Uint32(stated[:]) != sum
}

// fill moves what is left of the input to the front and adds to it.
func (r *Reader) fill(d *decoder) error {
	n := copy(r.in, d.src[d.pos:])
	for n < len(r.in) {
		if len(r.piece) == 0 {
			if n >= inputReserve {
				break
			}
			var err error
			if r.piece, err = r.next(); err == io.EOF {
				d.fill = nil
				break
			} else if err != nil {
				return err
			}
		}
		k := copy(r.in[n:], r.piece)
		r.piece = r.piece[k:]
		n += k
	}
	d.src, d.pos = r.in[:n], 0
	return nil
}
