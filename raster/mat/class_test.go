package mat

import (
	"bytes"
	"context"
	"encoding/binary"
	"testing"

	"github.com/bandprep/bandprep/raster"
)

// file returns a file with one array of 2×3×2 numbers, laid out as MathWorks'
// "MAT-File Format" says: its class is one thing, how its numbers are stored
// another.
func file(order binary.ByteOrder, class, stored uint32, numbers any) []byte {
	w := bytes.NewBuffer(make([]byte, headerBytes-4))
	put := func(v any) {
		if err := binary.Write(w, order, v); err != nil {
			panic(err)
		}
	}
	put(uint16(0x0100))
	put(uint16('M'<<8 | 'I'))
	size := binary.Size(numbers)
	padding := (8 - size%8) % 8
	put([]uint32{typeMatrix, uint32(8 + 8 + 8 + 16 + 8 + 8 + 8 + size + padding), 6, 8, class, 0, 5, 12, 2, 3, 2, 0, 1, 4})
	w.WriteString("cube\x00\x00\x00\x00")
	put([]uint32{stored, uint32(size)})
	put(numbers)
	w.Write(make([]byte, padding))
	return w.Bytes()
}

// An array has the type of its class, whatever type its numbers are stored in,
// and the numbers that are stored.
func TestClass(t *testing.T) {
	storage := map[uint32]any{
		1: []int8{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, 2: []uint8{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11},
		3: []int16{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, 4: []uint16{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11},
		5: []int32{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, 6: []uint32{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11},
		7: []float32{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, 9: []float64{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11},
	}
	for class, typ := range classes {
		read := 0
		for stored, numbers := range storage {
			for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
				s, err := Open(raster.Bytes(file(order, class, stored, numbers)), raster.Options{})
				if !holds(typ, types[stored]) {
					if !raster.IsTyped(err) {
						t.Errorf("%v stored as %v: %v", typ, types[stored], err)
					}
					continue
				}
				if err != nil {
					t.Fatalf("%v stored as %v: %v", typ, types[stored], err)
				}
				read++
				h := s.Header()
				if h.Type != typ || h.Width != 3 || h.Height != 2 || len(h.Bands) != 2 {
					t.Fatalf("%v stored as %v: %+v", typ, types[stored], h)
				}
				var b raster.Block
				if err := s.Read(context.Background(), h.Window(), &b); err != nil {
					t.Fatal(err)
				}
				for i := range 12 { // the first dimension, rows, varies fastest
					band, y, x := i/6, i%6/3, i%3
					if got := b.At(i, typ); got != float64(band*6+x*2+y) {
						t.Fatalf("%v stored as %v: sample %d: %v", typ, types[stored], i, got)
					}
				}
			}
		}
		if read == 0 {
			t.Errorf("%v was never read", typ)
		}
	}
}

// Whatever narrower type MATLAB chooses, negative numbers keep their sign.
func TestNegative(t *testing.T) {
	numbers := []int8{-1, -2, -3, -4, -5, -6, -7, -8, -9, -10, -11, -128}
	for _, class := range []uint32{6, 7, 10, 12, 14} {
		s, err := Open(raster.Bytes(file(binary.LittleEndian, class, 1, numbers)), raster.Options{})
		if err != nil {
			t.Fatal(err)
		}
		h := s.Header()
		var b raster.Block
		if err := s.Read(context.Background(), h.Window(), &b); err != nil {
			t.Fatal(err)
		}
		if got := b.At(11, h.Type); got != -128 {
			t.Errorf("%v: %v", h.Type, got)
		}
	}
}
