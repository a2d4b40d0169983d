package transforms

import (
	"math"

	"github.com/bandprep/bandprep/raster"
)

// cut returns samples lo to hi of some bands of n samples each.
func cut[T any](samples []T, n int, index []int, lo, hi int) [][]T {
	bands := make([][]T, len(index))
	for i, b := range index {
		bands[i] = samples[b*n+lo : b*n+hi]
	}
	return bands
}

// andValid clears the flags of all components where any of the bands in index
// is not valid.
func andValid(dst, src *raster.Block, index []int) {
	dst.MakeValid()
	first := dst.ValidBand(0)
	for _, band := range index {
		and(first, src.ValidBand(band))
	}
	for c := 1; c < dst.Bands; c++ {
		and(dst.ValidBand(c), first)
	}
}

// commonNoData returns the nodata value on which all bands agree, or nil.
func commonNoData(h raster.Header) *float64 {
	first := h.Bands[0].NoData
	for _, b := range h.Bands {
		if first == nil || b.NoData == nil || *b.NoData != *first && !(math.IsNaN(*b.NoData) && math.IsNaN(*first)) {
			return nil
		}
	}
	return first
}

// only returns h with the bands in index.
func only(h raster.Header, index []int) raster.Header {
	bands := make([]raster.Band, len(index))
	for i, b := range index {
		bands[i] = h.Bands[b]
	}
	h.Bands = bands
	return h
}
