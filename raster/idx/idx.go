package idx

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"io"

	"github.com/bandprep/bandprep/internal/strided"
	"github.com/bandprep/bandprep/internal/whole"
	"github.com/bandprep/bandprep/raster"
)

const format = "idx"

// types maps the third byte of a file.
var types = map[byte]raster.SampleType{
	0x08: raster.Uint8, 0x09: raster.Int8, 0x0b: raster.Int16, 0x0c: raster.Int32, 0x0d: raster.Float32, 0x0e: raster.Float64,
}

// Sniff reports whether head, the first bytes of a file, begins an idx array of
// up to four dimensions, or a gzip file that holds one.
func Sniff(head []byte) bool {
	if packed(head) {
		r, err := gzip.NewReader(bytes.NewReader(head))
		if err != nil {
			return false
		}
		var inner [4]byte
		n, _ := io.ReadFull(r, inner[:])
		head = inner[:n]
	}
	return len(head) >= 4 && head[0] == 0 && head[1] == 0 && types[head[2]] != raster.Unknown && head[3] >= 1 && head[3] <= 4
}

func packed(head []byte) bool { return len(head) >= 2 && head[0] == 0x1f && head[1] == 0x8b }

// Open reads the header. The Source is a [raster.Paged].
func Open(f raster.File, o raster.Options) (raster.Source, error) {
	head, err := readHead(f)
	if err != nil {
		return nil, err
	}
	unpack := packed(head)
	if unpack {
		if head, err = unpackHead(f); err != nil {
			return nil, err
		}
	}
	a, err := parse(head)
	if err != nil {
		return nil, err
	}
	if o.Axes == "" && len(a.Shape) == 3 {
		o.Axes = "nhw"
	}
	if !unpack {
		return a.Open(f, o)
	}
	size, ok := a.Bytes()
	if !ok {
		return nil, raster.Broken(format, "", "dimensions %v", a.Shape)
	}
	content, err := whole.Packed{Format: format, Place: "gzip", Bytes: f.Size(), Size: a.Start + size, Limit: o.Limits.WithDefaults().BlockBytes,
		Stream: func() (io.ReadCloser, error) { return gzip.NewReader(io.NewSectionReader(f, 0, f.Size())) }}.File(f)
	if err != nil {
		return nil, err
	}
	return a.Open(content, o)
}

// headBytes holds the header of four dimensions.
const headBytes = 4 + 4*4

func readHead(f raster.File) ([]byte, error) {
	head := make([]byte, min(headBytes, f.Size()))
	if n, err := f.ReadAt(head, 0); n < len(head) && err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return head, nil
}

func parse(head []byte) (*strided.Array, error) {
	if len(head) < 4 || head[0] != 0 || head[1] != 0 {
		return nil, raster.Broken(format, "", "no idx header")
	}
	n := int(head[3])
	a := &strided.Array{Format: format, Type: types[head[2]], BigEndian: true, Start: int64(4 + 4*n)}
	if a.Type == raster.Unknown {
		return nil, raster.Unsupported(format, "", "element type %#x", head[2])
	}
	if n == 1 {
		return nil, raster.Unsupported(format, "", "labels (an array of one dimension), not images")
	}
	if n < 2 || n > 4 {
		return nil, raster.Unsupported(format, "", "array of %d dimensions is not an image", n)
	}
	if len(head) < 4+4*n {
		return nil, raster.Broken(format, "", "file ends early")
	}
	for i := range n {
		a.Shape = append(a.Shape, int64(binary.BigEndian.Uint32(head[4+4*i:])))
	}
	return a, nil
}

// unpackHead returns the header of a gzip file's content.
func unpackHead(f raster.File) ([]byte, error) {
	r, err := gzip.NewReader(io.NewSectionReader(f, 0, f.Size()))
	if err != nil {
		return nil, raster.Broken(format, "gzip", "%v", err)
	}
	head := make([]byte, headBytes)
	n, err := io.ReadFull(r, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, raster.Broken(format, "gzip", "%v", err)
	}
	return head[:n], nil
}
