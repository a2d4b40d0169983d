package strided

import (
	"context"
	"encoding/binary"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/bandprep/bandprep/raster"
)

// Every window of every order of axes holds the samples at their addresses.
func TestRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		types := []raster.SampleType{raster.Uint8, raster.Int8, raster.Uint16, raster.Int16, raster.Uint32, raster.Int64, raster.Float32, raster.Float64}
		typ := rapid.SampledFrom(types).Draw(t, "type")
		n := [3]int{rapid.IntRange(1, 5).Draw(t, "bands"), rapid.IntRange(1, 9).Draw(t, "height"), rapid.IntRange(1, 9).Draw(t, "width")}
		size := int64(typ.Bits() / 8)
		var stride [3]int64
		next := size
		for _, a := range rapid.Permutation([]int{0, 1, 2}).Draw(t, "order") {
			stride[a] = next + int64(rapid.IntRange(0, 5).Draw(t, "gap"))*size
			next = stride[a] * int64(n[a])
		}
		l := Layout{BigEndian: rapid.Bool().Draw(t, "big"), Start: int64(rapid.IntRange(0, 9).Draw(t, "start")), Band: stride[0], Row: stride[1], Col: stride[2]}
		if rapid.Bool().Draw(t, "upward") {
			l.Start += int64(n[1]-1) * l.Row
			l.Row = -l.Row
		}
		data := make([]byte, l.Start+next)
		for i := range data {
			data[i] = byte(i*37 + i>>8)
		}
		h := raster.Header{Format: "test", Width: n[2], Height: n[1], Bands: make([]raster.Band, n[0]), Type: typ}
		s, err := New(raster.Bytes(data), h, l, raster.Limits{}, nil)
		if err != nil {
			t.Fatal(err)
		}
		w := raster.Window{X: rapid.IntRange(0, n[2]-1).Draw(t, "x"), Y: rapid.IntRange(0, n[1]-1).Draw(t, "y")}
		w.W, w.H = rapid.IntRange(1, n[2]-w.X).Draw(t, "w"), rapid.IntRange(1, n[1]-w.Y).Draw(t, "h")
		var b raster.Block
		if err := s.Read(context.Background(), w, &b); err != nil {
			t.Fatal(err)
		}
		var order binary.ByteOrder = binary.LittleEndian
		if l.BigEndian {
			order = binary.BigEndian
		}
		value := Float(typ, order)
		for band := range n[0] {
			for y := range w.H {
				for x := range w.W {
					want := value(data[l.Start+int64(band)*l.Band+int64(w.Y+y)*l.Row+int64(w.X+x)*l.Col:])
					got := b.At((band*w.H+y)*w.W+x, typ)
					if got != want && !(math.IsNaN(got) && math.IsNaN(want)) {
						t.Fatalf("band %d, %d,%d: %v, want %v", band, x, y, got, want)
					}
				}
			}
		}
		covered := 0
		for _, task := range s.Tasks(h.Window()) {
			covered += task.Pixels()
		}
		if covered != h.Width*h.Height {
			t.Fatalf("tasks cover %d pixels", covered)
		}
	})
}

// Values of binary16 from the table in IEEE 754-2008.
func TestHalf(t *testing.T) {
	for bits, want := range map[uint16]float64{0x3c00: 1, 0xc000: -2, 0x7bff: 65504, 0x0400: 0x1p-14, 0x0001: 0x1p-24, 0x3555: 0.333251953125, 0x7c00: math.Inf(1)} {
		if got := half(bits); got != want {
			t.Errorf("%#x: %v, want %v", bits, got, want)
		}
	}
	if !math.IsNaN(half(0x7e00)) {
		t.Error("NaN")
	}
}

func BenchmarkRead(b *testing.B) {
	// An image of EnMAP's number of bands in each interleave.
	const w, h, bands = 256, 256, 224
	data := make([]byte, 2*w*h*bands)
	header := raster.Header{Format: "test", Width: w, Height: h, Bands: make([]raster.Band, bands), Type: raster.Int16}
	for name, l := range map[string]Layout{
		"bsq": {Col: 2, Row: 2 * w, Band: 2 * w * h},
		"bil": {Col: 2, Band: 2 * w, Row: 2 * w * bands},
		"bip": {Band: 2, Col: 2 * bands, Row: 2 * bands * w},
	} {
		s, err := New(raster.Bytes(data), header, l, raster.Limits{}, nil)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			var block raster.Block
			for b.Loop() {
				for _, t := range s.Tasks(header.Window()) {
					if err := s.Read(context.Background(), t, &block); err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}
