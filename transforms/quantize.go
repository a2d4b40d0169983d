package transforms

import (
	"fmt"
	"math"

	"github.com/bandprep/bandprep/raster"
)

// Quantize replaces x by integers of type t, Uint8 or Uint16: low becomes 1,
// high becomes the largest value, what lies outside becomes the nearer of the
// two, and ties round to even. 0 is left for nodata, whether or not an image
// has any, so that equal components have equal values in all images.
func Quantize(x []float64, low, high float64, t raster.SampleType) {
	_, top := t.Range()
	factor := (top - 1) / (high - low)
	for i, v := range x {
		x[i] = clamp(math.RoundToEven(float64((v-low)*factor)+1), 1, top)
	}
}

// quantized returns h with samples of type t (0: Float32); the nodata value of
// integers is 0.
func quantized(h raster.Header, t raster.SampleType) (raster.Header, error) {
	switch t {
	case raster.Unknown, raster.Float32:
		return retyped(h, raster.Float32), nil
	case raster.Uint8, raster.Uint16:
		h = retyped(h, t)
		for i := range h.Bands {
			h.Bands[i].NoData = new(float64)
		}
		return h, nil
	}
	return h, fmt.Errorf("cannot write %s: choose uint8, uint16 or float32", t)
}

// clampNaN is clamp that keeps NaN.
func clampNaN(x, low, high float64) float64 { return min(max(x, low), high) }
