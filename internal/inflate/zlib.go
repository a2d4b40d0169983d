package inflate

import (
	"encoding/binary"
	"errors"
	"io"
	"sync"
)

// ErrChecksum says that the output does not have the checksum that the stream
// states.
var ErrChecksum = errors.New("inflate: checksum differs")

var decoders = sync.Pool{New: func() any { return new(decoder) }}

// Decode unpacks a raw Deflate stream (RFC 1951) into dst and returns how many
// bytes it wrote. Fewer than len(dst) without an error is a stream that ends
// early in good order; io.ErrUnexpectedEOF is one that was cut. A stream that
// holds more than dst takes is no error, nor are bytes behind its end: as
// with zlib's inflate, what follows is looked at as far as dst is not needed.
func Decode(dst, src []byte) (int, error) {
	d := decoders.Get().(*decoder)
	defer decoders.Put(d)
	d.reset(dst, src)
	err := d.all()
	n := d.out
	d.dst, d.src = nil, nil
	return n, err
}

// DecodeZlib is [Decode] for the zlib format (RFC 1950). It returns
// [ErrChecksum], with all of dst written, if the stream ends within dst and its
// Adler-32 is wrong; a checksum that is cut off is not missed.
func DecodeZlib(dst, src []byte) (int, error) {
	if err := zlibHeader(src); err != nil {
		return 0, err
	}
	d := decoders.Get().(*decoder)
	defer decoders.Put(d)
	d.reset(dst, src[2:])
	err := d.all()
	n := d.out
	if err == nil && d.state == atEnd && d.wrongChecksum(adler32(1, dst[:n])) {
		err = ErrChecksum
	}
	d.dst, d.src = nil, nil
	return n, err
}

func zlibHeader(src []byte) error {
	if len(src) < 2 {
		return io.ErrUnexpectedEOF
	}
	if src[0]&15 != 8 || src[0]>>4 > 7 || binary.BigEndian.Uint16(src)%31 != 0 || src[1]&32 != 0 {
		return ErrCorrupt
	}
	return nil
}

func (d *decoder) reset(dst, src []byte) {
	d.src, d.pos, d.hold, d.n = src, 0, 0, 0
	d.dst, d.out, d.stop = dst, 0, len(dst)
	d.state, d.final, d.over, d.fill = atHeader, false, false, nil
}

// all decodes until dst is full, then on to the end of the stream as long as
// nothing more is put out.
func (d *decoder) all() error {
	if err := d.run(); err != nil {
		return err
	}
	for d.state != atEnd && !d.over {
		var err error
		switch d.state {
		case atHeader:
			err = d.header()
		case inStored:
			if d.stored > 0 {
				return nil
			}
			d.endBlock()
		case inCoded:
			_, err = d.symbol()
		}
		if err == io.ErrUnexpectedEOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}
