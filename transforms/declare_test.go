package transforms

import (
	"math"
	"slices"
	"testing"

	"github.com/bandprep/bandprep/raster"
)

// Samples that are not valid hold the value that is declared, and valid ones never do.
func TestDeclare(t *testing.T) {
	for text, want := range map[string][]uint8{"nodata=0": {1, 255, 0, 0, 7}, "nodata=255": {0, 254, 255, 255, 7}, "nodata=9": {0, 255, 9, 9, 7}} {
		c, err := Parse(text, Resolver{})
		if err != nil || c.String() != text {
			t.Fatalf("%s: %v, %v", text, c, err)
		}
		h := raster.Header{Width: 5, Height: 1, Type: raster.Uint8, Bands: make([]raster.Band, 1)}
		var src, dst raster.Block
		src.Reset(h.Window(), 1, raster.StoreU8)
		copy(src.U8, []uint8{0, 255, 0, 100, 7})
		copy(src.MakeValid(), []bool{true, true, false, false, true})
		if err := c[0].Apply(h, h.Window(), &dst, &src); err != nil || !slices.Equal(dst.U8, want) || !slices.Equal(dst.Valid, src.Valid) {
			t.Errorf("%s: %v %v %v, want %v", text, dst.U8, dst.Valid, err, want)
		}
		if out, err := c.Header(h); err != nil || out.Bands[0].NoData == nil || h.Bands[0].NoData != nil {
			t.Errorf("%s: %+v %v", text, out, err)
		}
	}
	for _, v := range []float64{math.NaN(), -1, 256, 0.5} {
		if _, err := (Declare{NoData: v}).Header(raster.Header{Type: raster.Uint8, Bands: make([]raster.Band, 1)}); err == nil {
			t.Errorf("%v is declared of uint8", v)
		}
	}
}
