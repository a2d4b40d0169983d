package tiff

import (
	"context"
	"math"

	"github.com/bandprep/bandprep/internal/ordered"
	"github.com/bandprep/bandprep/raster"
)

// reducer halves an image while its rows come in.
type reducer struct {
	h    *raster.Header
	high int          // rows of the image to halve
	odd  raster.Block // the last row while its partner is missing
	out  raster.Block
}

// reduce takes the next rows of the image and returns the rows of half the
// size that are complete with them; it may be none. The result is valid until
// the next call.
func (r *reducer) reduce(b *raster.Block, workers int) *raster.Block {
	first, end := b.Window.Y&^1, b.Window.Y+b.Window.H // rows at hand
	n := (end - first) / 2
	if end == r.high {
		n = (end - first + 1) / 2
	}
	r.out.Reset(raster.Window{Y: first / 2, W: (b.Window.W + 1) / 2, H: n}, b.Bands, b.Storage())
	// The error of Each is that of the context.
	_ = ordered.Each(context.Background(), workers, b.Bands, func(_ context.Context, band int) error {
		upper, lower := make([]float64, b.Window.W), make([]float64, b.Window.W)
		for y := range n {
			r.row(upper, b, band, first+2*y)
			r.row(lower, b, band, first+2*y+1)
			r.halve(upper, lower, band, y)
		}
		return nil
	})
	if end&1 == 1 && end < r.high {
		r.keep(b)
	}
	return &r.out
}

// at returns the block that holds row y, and the index of a band's row in it.
func (r *reducer) at(b *raster.Block, band, y int) (*raster.Block, int) {
	if y < b.Window.Y {
		b = &r.odd
	}
	return b, (band*b.Window.H + y - b.Window.Y) * b.Window.W
}

// row fetches the samples of one row of a band; those that do not count become
// NaN: nodata, those of transparent pixels, and a row below the image.
func (r *reducer) row(dst []float64, b *raster.Block, band, y int) {
	if y == r.high {
		for x := range dst {
			dst[x] = math.NaN()
		}
		return
	}
	src, i := r.at(b, band, y)
	switch src.Storage() {
	case raster.StoreU8:
		for x, v := range src.U8[i:][:len(dst)] {
			dst[x] = float64(v)
		}
	case raster.StoreU16:
		bias := int32(r.h.Type.Bias())
		for x, v := range src.U16[i:][:len(dst)] {
			dst[x] = float64(int32(v) - bias)
		}
	default:
		copy(dst, src.F64[i:])
	}
	alpha := r.h.AlphaBand()
	if band == alpha || r.h.Bands[band].Color == raster.PaletteIndex {
		return
	}
	if nodata := r.nodata(band); nodata == nodata {
		for x, v := range dst {
			if v == nodata {
				dst[x] = math.NaN()
			}
		}
	}
	if alpha >= 0 {
		src, i := r.at(b, alpha, y)
		for x := range dst {
			if src.At(i+x, r.h.Type) == 0 {
				dst[x] = math.NaN()
			}
		}
	}
}

// nodata returns the nodata value as samples hold it, or NaN.
func (r *reducer) nodata(band int) float64 {
	v := r.h.Bands[band].NoData
	if v == nil || r.h.Bands[band].Color == raster.Alpha {
		return math.NaN()
	}
	return fitFloat(*v, r.h.Type)
}

// halve writes row y of the result from two rows of the image.
func (r *reducer) halve(upper, lower []float64, band, y int) {
	nodata := r.nodata(band)
	nearest := r.h.Bands[band].Color == raster.PaletteIndex
	o := (band*r.out.Window.H + y) * r.out.Window.W
	for x := range r.out.Window.W {
		samples := [4]float64{upper[2*x], math.NaN(), lower[2*x], math.NaN()}
		if 2*x+1 < len(upper) {
			samples[1], samples[3] = upper[2*x+1], lower[2*x+1]
		}
		v := samples[0]
		if !nearest {
			v = r.mean(samples, nodata)
		}
		switch r.out.Storage() {
		case raster.StoreU8:
			r.out.U8[o+x] = uint8(v)
		case raster.StoreU16:
			r.out.U16[o+x] = uint16(int64(v) + r.h.Type.Bias())
		default:
			r.out.F64[o+x] = v
		}
	}
}

// mean returns the mean of the samples that are not NaN, rounded to the sample
// type, halves up. The mean of valid samples is never nodata: it is then the
// next value. Without a valid sample it is nodata or, for integers that have
// none, 0.
func (r *reducer) mean(samples [4]float64, nodata float64) float64 {
	sum, n := 0.0, 0.0
	for _, v := range samples {
		if v == v {
			sum += v
			n++
		}
	}
	v := sum / n
	integer := r.h.Type.IsInteger()
	switch {
	case n == 0 && nodata != nodata && integer:
		return 0
	case n == 0:
		return nodata
	case integer:
		v = math.Floor(v + 0.5)
	case r.h.Type == raster.Float32:
		v = float64(float32(v))
	}
	if v != nodata {
		return v
	}
	_, high := r.h.Type.Range()
	switch {
	case integer && v < high:
		return v + 1
	case integer:
		return v - 1
	case r.h.Type == raster.Float32:
		return float64(math.Nextafter32(float32(v), float32(math.Inf(1))))
	}
	return math.Nextafter(v, math.Inf(1))
}

// keep stores the last row of b.
func (r *reducer) keep(b *raster.Block) {
	w := raster.Window{Y: b.Window.Y + b.Window.H - 1, W: b.Window.W, H: 1}
	r.odd.Reset(w, b.Bands, b.Storage())
	for band := range b.Bands {
		from, to := (band*b.Window.H+b.Window.H-1)*w.W, band*w.W
		switch b.Storage() {
		case raster.StoreU8:
			copy(r.odd.U8[to:], b.U8[from:from+w.W])
		case raster.StoreU16:
			copy(r.odd.U16[to:], b.U16[from:from+w.W])
		default:
			copy(r.odd.F64[to:], b.F64[from:from+w.W])
		}
	}
}
