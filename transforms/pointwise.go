package transforms

import "github.com/bandprep/bandprep/raster"

// pointwise marks transforms whose every pixel comes from the pixel at the
// same place.
type pointwise interface {
	Transform
	pointwise()
}

// inPlace is embedded by pointwise transforms.
type inPlace struct{}

func (inPlace) pointwise()                                           {}
func (inPlace) Needs(_ raster.Header, w raster.Window) raster.Window { return w }

// mapSamples makes dst, whose header is out, of src, whose header is in, with
// the same bands: put makes and stores samples lo and following of a band from
// x, which it may change.
func mapSamples(in, out raster.Header, dst, src *raster.Block, put func(band, lo int, x []float64)) {
	dst.Reset(src.Window, src.Bands, out.Type.Storage())
	if src.Valid != nil {
		copy(dst.MakeValid(), src.Valid)
	}
	var buf [tile]float64
	n := src.Window.Pixels()
	for band := range src.Bands {
		for lo := 0; lo < n; lo += tile {
			x := load(src, band, lo, min(lo+tile, n), in.Type, buf[:])
			if src.F64 != nil {
				finiteOnly(dst, band, lo, x)
			}
			put(band, lo, x)
		}
	}
	fillInvalid(out, dst)
}

// retyped returns h with another sample type. Nodata values that the type
// cannot hold are no longer declared.
func retyped(h raster.Header, t raster.SampleType) raster.Header {
	h.Type, h.Bits, h.Palette = t, 0, nil
	h.Bands = append([]raster.Band(nil), h.Bands...)
	for i := range h.Bands {
		b := &h.Bands[i]
		b.Scale, b.Offset = nil, nil
		if b.NoData != nil && !fits(*b.NoData, t) {
			b.NoData = nil
		}
	}
	return h
}
