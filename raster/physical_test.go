package raster_test

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/bandprep/bandprep/raster"
)

// stored is a source of one row of stored samples.
type stored struct {
	h raster.Header
	b raster.Block
}

func (s *stored) Header() raster.Header                 { return s.h }
func (s *stored) Tasks(w raster.Window) []raster.Window { return []raster.Window{w} }
func (s *stored) Close() error                          { return nil }
func (s *stored) Read(_ context.Context, w raster.Window, dst *raster.Block) error {
	dst.Reset(w, s.b.Bands, s.b.Storage())
	copy(dst.U8, s.b.U8)
	copy(dst.U16, s.b.U16)
	copy(dst.F64, s.b.F64)
	return nil
}

// Physical values are stored · scale + offset, whatever the sample type; what means
// no data is told by the stored value, and grey whose 0 is white is not turned.
func TestPhysicalView(t *testing.T) {
	scale, offset, nodata := 2.0, -1024.0, 7.0
	for _, typ := range []raster.SampleType{raster.Uint8, raster.Int8, raster.Uint16, raster.Int16, raster.Int32, raster.Float32} {
		s := &stored{h: raster.Header{Width: 4, Height: 1, Type: typ, MinIsWhite: true, Bands: []raster.Band{
			{Color: raster.Gray, Scale: &scale, Offset: &offset, NoData: &nodata}, {}}}}
		s.b.Reset(s.h.Window(), 2, typ.Storage())
		values := []float64{0, 5, 7, 100, 1, 2, 3, 4}
		for i, v := range values {
			switch {
			case s.b.U8 != nil:
				s.b.U8[i] = uint8(v)
			case s.b.U16 != nil:
				s.b.U16[i] = uint16(int64(v) + typ.Bias())
			default:
				s.b.F64[i] = v
			}
		}
		v := raster.NewView(s, raster.ViewOptions{Physical: true, Normal: true})
		h := v.Header()
		if h.Type != raster.Float32 || h.MinIsWhite || h.Bands[0].Scale != nil || h.Bands[0].Offset != nil || *h.Bands[0].NoData != -1010 || h.Bands[1].NoData != nil {
			t.Errorf("%s: %+v", typ, h)
		}
		var b raster.Block
		if err := v.Read(context.Background(), h.Window(), &b); err != nil {
			t.Fatal(err)
		}
		if want := []float64{-1024, -1014, -1010, -824, 1, 2, 3, 4}; !slices.Equal(b.F64, want) {
			t.Errorf("%s: %v, want %v", typ, b.F64, want)
		}
		if want := []bool{true, true, false, true, true, true, true, true}; !slices.Equal(b.Valid, want) {
			t.Errorf("%s: valid %v", typ, b.Valid)
		}
	}
}

func TestRescale(t *testing.T) {
	zero, minus := 0.0, math.Copysign(0, -1)
	b := raster.Band{Scale: &zero, Offset: &minus}
	if scale, offset := b.Rescale(); scale != 1 || math.Signbit(offset) {
		t.Errorf("%v and %v, want 1 and 0: a scale of 0 makes all values equal", scale, offset)
	}
}
