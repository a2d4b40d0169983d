package tiff

import (
	"math"
	"slices"
	"unsafe"

	"github.com/bandprep/bandprep/raster"
)

// reducer halves blocks: a pixel of the result is the mean of the valid ones
// of 2×2 pixels.
type reducer struct {
	h      *raster.Header
	bands  int
	alpha  int     // band, or -1
	nodata float64 // as samples hold it, or NaN
	near   []bool  // [bands] palette indices: no means
}

func newReducer(h *raster.Header) *reducer {
	r := &reducer{h: h, bands: len(h.Bands), alpha: h.AlphaBand(), nodata: math.NaN()}
	for _, b := range h.Bands {
		if b.NoData != nil && b.Color != raster.Alpha {
			r.nodata, _ = raster.FitNoData(*b.NoData, h.Type)
		}
		r.near = append(r.near, b.Color == raster.PaletteIndex)
	}
	return r
}

// halve makes dst of the pixels of a block of side pixels a row, of which at
// gives the size that lies in the image. Rows of dst hold half as many pixels.
func (r *reducer) halve(dst, src []byte, side int, at raster.Window) {
	row := side * r.bands
	switch {
	case r.alpha >= 0 || slices.Contains(r.near, true):
		r.halveAny(dst, src, side, at)
	case r.h.Type == raster.Uint8:
		halveWhole(dst, src, row, r.bands, at, r.nodata, math.MaxUint8)
	case r.h.Type == raster.Uint16 && littleEndian:
		halveWhole(words(dst), words(src), row, r.bands, at, r.nodata, math.MaxUint16)
	default:
		r.halveAny(dst, src, side, at)
	}
}

// words returns b as the samples of 16 bits that it holds.
func words(b []byte) []uint16 {
	return unsafe.Slice((*uint16)(unsafe.Pointer(unsafe.SliceData(b))), len(b)/2)
}

// halveWhole is halve for samples that are whole numbers up to high; row is
// the number of samples in a row of src.
func halveWhole[T uint8 | uint16](dst, src []T, row, bands int, at raster.Window, nodata float64, high uint32) {
	none, some := uint32(0), nodata == nodata
	if some {
		none = uint32(nodata)
	}
	for y := 0; y < at.H; y += 2 {
		upper := src[y*row:][:at.W*bands]
		lower := src[min(y+1, at.H-1)*row:][:at.W*bands] // an edge counts twice
		out := dst[y/2*(row/2):]
		for x, o := 0, 0; x < len(upper); x += 2 * bands {
			right := x + bands
			if right == len(upper) {
				right = x
			}
			for b := range bands {
				p, q, r, s := uint32(upper[x+b]), uint32(upper[right+b]), uint32(lower[x+b]), uint32(lower[right+b])
				v := (p + q + r + s + 2) / 4
				if some && (p == none || q == none || r == none || s == none || v == none) {
					v = meanBeside(none, high, p, q, r, s)
				}
				out[o] = T(v)
				o++
			}
		}
	}
}

// meanBeside returns the mean of what is not none, halves up, and its
// neighbour where that is none; or none.
func meanBeside(none, high uint32, samples ...uint32) uint32 {
	sum, n := uint32(0), uint32(0)
	for _, v := range samples {
		if v != none {
			sum += v
			n++
		}
	}
	if n == 0 {
		return none
	}
	v := (2*sum + n) / (2 * n)
	switch {
	case v != none:
		return v
	case v == high:
		return v - 1
	}
	return v + 1
}

// halveAny is halve for all that an image may hold.
func (r *reducer) halveAny(dst, src []byte, side int, at raster.Window) {
	size := r.h.Type.Bits() / 8
	row := side * r.bands * size
	n := at.W * r.bands
	upper, lower, out := make([]float64, n), make([]float64, n), make([]float64, (at.W+1)/2*r.bands)
	for y := 0; y < at.H; y += 2 {
		r.load(upper, src[y*row:])
		if y+1 < at.H {
			r.load(lower, src[(y+1)*row:])
		} else {
			fill(lower, math.NaN())
		}
		for x, o := 0, 0; x < n; x += 2 * r.bands {
			for b := range r.bands {
				samples := [4]float64{upper[x+b], math.NaN(), lower[x+b], math.NaN()}
				if right := x + r.bands + b; right < n {
					samples[1], samples[3] = upper[right], lower[right]
				}
				if out[o] = samples[0]; !r.near[b] {
					out[o] = r.mean(&samples, b)
				}
				o++
			}
		}
		r.store(dst[y/2*(row/2):], out)
	}
}

// load reads the samples of a row; those that do not count become NaN: nodata,
// and those of transparent pixels.
func (r *reducer) load(dst []float64, src []byte) {
	for i := range dst {
		dst[i] = sampleAt(src, i, r.h.Type)
	}
	for x := 0; x < len(dst); x += r.bands {
		clear := r.alpha >= 0 && dst[x+r.alpha] == 0
		for b := range r.bands {
			if b != r.alpha && !r.near[b] && (clear || dst[x+b] == r.nodata) {
				dst[x+b] = math.NaN()
			}
		}
	}
}

func (r *reducer) store(dst []byte, row []float64) {
	for i, v := range row {
		putSample(dst, i, v, r.h.Type)
	}
}

// mean returns the mean of the samples of a band that are not NaN, rounded to
// the sample type, halves up. The mean of valid samples is never nodata: it is
// then the next value. Without a valid sample it is nodata or, for integers
// that have none, 0.
func (r *reducer) mean(samples *[4]float64, band int) float64 {
	nodata := r.nodata
	if band == r.alpha {
		nodata = math.NaN()
	}
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
