package npy

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/bandprep/bandprep/raster"
)

// codes are the NumPy names of the sample types that a Writer knows.
var codes = map[raster.SampleType]string{
	raster.Uint8: "|u1", raster.Uint16: "<u2", raster.Int16: "<i2", raster.Float32: "<f4", raster.Float64: "<f8",
}

// A Writer writes one image as a NumPy array while its rows come in: of shape
// (height, width, bands), or (height, width) for one band, little-endian.
type Writer struct {
	out *bufio.Writer
	h   raster.Header
	row []byte
	y   int
}

// NewWriter starts an array that holds an image with header h.
func NewWriter(w io.Writer, h raster.Header) (*Writer, error) {
	code, ok := codes[h.Type]
	if !ok {
		return nil, raster.Unsupported(format, "", "writing %s samples", h.Type)
	}
	shape := fmt.Sprintf("(%d, %d, %d)", h.Height, h.Width, len(h.Bands))
	if len(h.Bands) == 1 {
		shape = fmt.Sprintf("(%d, %d)", h.Height, h.Width)
	}
	// Version 1.0: the header is filled up with blanks to a multiple of 64.
	// Source: numpy.lib.format.
	text := fmt.Sprintf("{'descr': '%s', 'fortran_order': False, 'shape': %s, }", code, shape)
	text += strings.Repeat(" ", 63-(10+len(text))%64) + "\n"
	out := bufio.NewWriterSize(w, 1<<18)
	out.WriteString(magic + "\x01\x00")
	out.Write(binary.LittleEndian.AppendUint16(nil, uint16(len(text))))
	_, err := out.WriteString(text)
	return &Writer{out: out, h: h}, err
}

// Write appends rows: b holds all bands of successive rows of full width.
func (w *Writer) Write(b *raster.Block) error {
	if want := (raster.Window{Y: w.y, W: w.h.Width, H: b.Window.H}); b.Window != want || b.Bands != len(w.h.Bands) {
		return fmt.Errorf("npy: block %v does not follow row %d", b.Window, w.y)
	}
	n := b.Window.Pixels()
	for y := range b.Window.H {
		w.row = w.row[:0]
		for x := range b.Window.W {
			for band := range b.Bands {
				w.row = appendSample(w.row, b, band*n+y*b.Window.W+x, w.h.Type)
			}
		}
		if _, err := w.out.Write(w.row); err != nil {
			return err
		}
	}
	w.y += b.Window.H
	return nil
}

func appendSample(to []byte, b *raster.Block, i int, t raster.SampleType) []byte {
	switch t {
	case raster.Uint8:
		return append(to, b.U8[i])
	case raster.Uint16:
		return binary.LittleEndian.AppendUint16(to, b.U16[i])
	case raster.Int16:
		return binary.LittleEndian.AppendUint16(to, b.U16[i]^0x8000) // biased by 32768
	case raster.Float32:
		return binary.LittleEndian.AppendUint32(to, math.Float32bits(float32(b.F64[i])))
	}
	return binary.LittleEndian.AppendUint64(to, math.Float64bits(b.F64[i]))
}

// Close completes the array; it does not close what the Writer writes to.
func (w *Writer) Close() error {
	if w.y != w.h.Height {
		return fmt.Errorf("npy: closed after %d of %d rows", w.y, w.h.Height)
	}
	return w.out.Flush()
}
