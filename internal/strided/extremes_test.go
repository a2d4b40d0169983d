package strided

import (
	"bytes"
	"context"
	"encoding/binary"
	"math"
	"testing"

	"github.com/bandprep/bandprep/raster"
)

// The least and the greatest number of each type, and what is no number, come
// through as they are; 64-bit integers beyond 2⁵³ as the nearest float64.
func TestExtremes(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for typ, c := range map[raster.SampleType]struct {
		stored any
		want   []float64
	}{
		raster.Uint8:   {[]uint8{0, math.MaxUint8}, []float64{0, 255}},
		raster.Int8:    {[]int8{math.MinInt8, -1, math.MaxInt8}, []float64{-128, -1, 127}},
		raster.Uint16:  {[]uint16{0, math.MaxUint16}, []float64{0, 65535}},
		raster.Int16:   {[]int16{math.MinInt16, -1, math.MaxInt16}, []float64{-32768, -1, 32767}},
		raster.Uint32:  {[]uint32{0, math.MaxUint32}, []float64{0, 4294967295}},
		raster.Int32:   {[]int32{math.MinInt32, -1, math.MaxInt32}, []float64{-2147483648, -1, 2147483647}},
		raster.Uint64:  {[]uint64{0, 1 << 53, 1<<53 + 1, math.MaxUint64}, []float64{0, 1 << 53, 1 << 53, 0x1p64}},
		raster.Int64:   {[]int64{math.MinInt64, -1, math.MaxInt64}, []float64{-0x1p63, -1, 0x1p63}},
		raster.Float16: {[]uint16{0x7bff, 0xfbff, 1, 0x7c00, 0xfc00, 0x7e00, 0x8000}, []float64{65504, -65504, 0x1p-24, inf, -inf, nan, math.Copysign(0, -1)}},
		raster.Float32: {[]float32{math.MaxFloat32, -math.MaxFloat32, math.SmallestNonzeroFloat32, float32(inf), float32(-inf), float32(nan)},
			[]float64{math.MaxFloat32, -math.MaxFloat32, math.SmallestNonzeroFloat32, inf, -inf, nan}},
		raster.Float64: {[]float64{math.MaxFloat64, -math.MaxFloat64, math.SmallestNonzeroFloat64, inf, -inf, nan},
			[]float64{math.MaxFloat64, -math.MaxFloat64, math.SmallestNonzeroFloat64, inf, -inf, nan}},
	} {
		for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
			var data bytes.Buffer
			if err := binary.Write(&data, order, c.stored); err != nil {
				t.Fatal(err)
			}
			size := int64(typ.Bits() / 8)
			h := raster.Header{Format: "test", Width: len(c.want), Height: 1, Bands: make([]raster.Band, 1), Type: typ}
			for _, as := range []raster.SampleType{typ, raster.Float64} { // also as doubles that are stored narrower
				h.Type = as
				l := Layout{Stored: typ, BigEndian: order == binary.BigEndian, Col: size, Row: size * int64(len(c.want)), Band: size * int64(len(c.want))}
				s, err := New(raster.Bytes(data.Bytes()), h, l, raster.Limits{}, nil)
				if err != nil {
					t.Fatal(err)
				}
				var b raster.Block
				if err := s.Read(context.Background(), h.Window(), &b); err != nil {
					t.Fatal(err)
				}
				for i, want := range c.want {
					if got := b.At(i, as); got != want && !(math.IsNaN(got) && math.IsNaN(want)) {
						t.Errorf("%v as %v, %v: %v, want %v", typ, as, order, got, want)
					}
				}
			}
		}
	}
}
