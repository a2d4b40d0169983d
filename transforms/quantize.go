package transforms

import (
	"fmt"

	"github.com/bandprep/bandprep/raster"
)

// scaled returns the quantizer for type t, Uint8 or Uint16, that makes low 1
// and high the largest value; what lies outside becomes the nearer of the two.
// 0 is left for nodata, whether or not an image has any, so that equal values
// have equal results in all images.
func scaled(low, high float64, t raster.SampleType) quantizer {
	_, top := t.Range()
	return quantizer{low, (top - 1) / (high - low), 1, 1, top}
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
