package npy

import (
	"bytes"
	"context"
	"testing"

	"github.com/bandprep/bandprep/raster"
)

// What is written reads back, whatever rows it came in. The bytes of the header
// are those of numpy.save (NumPy 1.24) for an array of this shape.
func TestWrite(t *testing.T) {
	h := raster.Header{Width: 3, Height: 2, Bands: make([]raster.Band, 3), Type: raster.Int16}
	var out bytes.Buffer
	w, err := NewWriter(&out, h)
	if err != nil {
		t.Fatal(err)
	}
	for y := range 2 {
		var b raster.Block
		b.Reset(raster.Window{Y: y, W: 3, H: 1}, 3, raster.StoreU16)
		for i := range b.U16 {
			b.U16[i] = uint16(32768 - 5 + 9*y + i)
		}
		if err := w.Write(&b); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	const head = "\x93NUMPY\x01\x00v\x00{'descr': '<i2', 'fortran_order': False, 'shape': (2, 3, 3), }"
	if !bytes.HasPrefix(out.Bytes(), []byte(head)) || out.Len() != 128+36 {
		t.Fatalf("%d bytes: %q", out.Len(), out.Bytes()[:90])
	}
	src, err := Open(raster.Bytes(out.Bytes()), raster.Options{Axes: "hwc"})
	if err != nil {
		t.Fatal(err)
	}
	var b raster.Block
	if err := src.Read(context.Background(), raster.Window{W: 3, H: 2}, &b); err != nil {
		t.Fatal(err)
	}
	for band := range 3 {
		for p := range 6 {
			want := float64(-5 + 9*(p/3) + 3*band + p%3)
			if got := b.At(band*6+p, raster.Int16); got != want {
				t.Errorf("band %d, pixel %d: %v, want %v", band, p, got, want)
			}
		}
	}
}

func TestWriteRefuses(t *testing.T) {
	h := raster.Header{Width: 1, Height: 2, Bands: make([]raster.Band, 1), Type: raster.Uint8}
	w, err := NewWriter(new(bytes.Buffer), h)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err == nil {
		t.Error("closed without rows")
	}
	if err := w.Write(&raster.Block{Window: raster.Window{Y: 1, W: 1, H: 1}, Bands: 1, U8: []uint8{1}}); err == nil {
		t.Error("row 1 before row 0")
	}
	h.Type = raster.Int32
	if _, err := NewWriter(new(bytes.Buffer), h); err == nil {
		t.Error("int32")
	}
}
