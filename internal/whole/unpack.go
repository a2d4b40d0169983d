package whole

import (
	"errors"
	"io"

	"github.com/bandprep/bandprep/raster"
)

// deflateRatio is how many bytes one byte of Deflate stands for at most: a
// match of 258 bytes takes two bits.
const deflateRatio = 1032

func (p *Packed) check() error {
	if err := raster.TooLarge(p.Format, p.Place, "bytes unpacked", p.Size, p.Limit); err != nil {
		return err
	}
	if p.Size/deflateRatio > max(p.Bytes, 0) {
		return raster.Broken(p.Format, p.Place, "%d packed bytes cannot hold the %d that the header says", p.Bytes, p.Size)
	}
	return nil
}

// Unpack returns the content. It is allocated once, after it is sure that it fits
// into the limit and that the packed bytes can hold it: a file of a few bytes
// that promises much takes no memory.
func (p Packed) Unpack() ([]byte, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	r, err := p.Stream()
	if err != nil {
		return nil, raster.Broken(p.Format, p.Place, "%v", err)
	}
	defer r.Close()
	data := make([]byte, p.Size)
	n, err := io.ReadFull(r, data)
	switch {
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return nil, raster.Broken(p.Format, p.Place, "unpacked data end after %d of %d bytes", n, p.Size)
	case err != nil:
		return nil, raster.Broken(p.Format, p.Place, "%v", err)
	}
	// Where the data end here, one more byte has r compare its checksum.
	if _, err := io.ReadFull(r, make([]byte, 1)); err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, raster.Broken(p.Format, p.Place, "%v", err)
	}
	return data, nil
}
