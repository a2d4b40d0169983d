package whole

import (
	"errors"
	"io"

	"github.com/bandprep/bandprep/raster"
)

// deflateRatio is how many bytes one byte of Deflate stands for at most: a
// match of 258 bytes takes two bits.
const deflateRatio = 1032

// Unpack returns the first size bytes that r unpacks of so many packed bytes of
// Deflate. They are allocated once, after it is sure that they fit into the limit
// and that the packed bytes can hold them: a file of a few bytes that promises
// much takes no memory.
func Unpack(format, place string, r io.Reader, packed, size, limit int64) ([]byte, error) {
	if err := raster.TooLarge(format, place, "bytes unpacked", size, limit); err != nil {
		return nil, err
	}
	if size/deflateRatio > max(packed, 0) {
		return nil, raster.Broken(format, place, "%d packed bytes cannot hold the %d that the header says", packed, size)
	}
	data := make([]byte, size)
	n, err := io.ReadFull(r, data)
	switch {
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return nil, raster.Broken(format, place, "unpacked data end after %d of %d bytes", n, size)
	case err != nil:
		return nil, raster.Broken(format, place, "%v", err)
	}
	// Where the data end here, one more byte has r compare its checksum.
	if _, err := io.ReadFull(r, make([]byte, 1)); err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, raster.Broken(format, place, "%v", err)
	}
	return data, nil
}
