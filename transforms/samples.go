package transforms

import (
	"math"
	"slices"

	"github.com/bandprep/bandprep/raster"
)

// Fill returns what a sample that is not valid holds in a band of type t: the
// band's nodata value where one is declared and fits, else NaN for floats and
// 0 for integers.
func Fill(b raster.Band, t raster.SampleType) float64 {
	if b.NoData != nil && fits(*b.NoData, t) {
		return *b.NoData
	}
	if t.IsFloat() {
		return math.NaN()
	}
	return 0
}

// fits reports whether v is a value of type t.
func fits(v float64, t raster.SampleType) bool {
	low, high := t.Range()
	switch {
	case t == raster.Float32:
		return math.IsNaN(v) || float64(float32(v)) == v
	case t.IsFloat():
		return true
	}
	return v >= low && v <= high && v == math.Trunc(v)
}

// tile is how many samples of a band are worked on at a time, so that they
// stay in the first-level cache.
const tile = 2048

// load returns samples lo to hi of a band without bias, in buf unless the
// block holds float64.
func load(b *raster.Block, band, lo, hi int, t raster.SampleType, buf []float64) []float64 {
	at := band * b.Window.Pixels()
	buf = buf[:hi-lo]
	switch b.Storage() {
	case raster.StoreU8:
		for i, v := range b.U8[at+lo : at+hi] {
			buf[i] = float64(v)
		}
	case raster.StoreU16:
		bias := float64(t.Bias())
		for i, v := range b.U16[at+lo : at+hi] {
			buf[i] = float64(v) - bias
		}
	default:
		copy(buf, b.F64[at+lo:at+hi])
	}
	return buf
}

// store is the inverse of load: it rounds to the nearest value of type t, ties
// to even, and clamps integers to the range of t.
func store(b *raster.Block, band, lo int, t raster.SampleType, x []float64) {
	low, high := t.Range()
	bias := float64(t.Bias())
	storeQuantized(b, band, lo, t, x, quantizer{0, 1, bias, low + bias, high + bias})
}

// storeQuantized stores what q makes of x where t is an integer, and x where
// it is not.
func storeQuantized(b *raster.Block, band, lo int, t raster.SampleType, x []float64, q quantizer) {
	at := band*b.Window.Pixels() + lo
	switch {
	case b.U8 != nil:
		q.toUint8(b.U8[at:at+len(x)], x)
	case b.U16 != nil:
		q.toUint16(b.U16[at:at+len(x)], x)
	case t.IsInteger():
		for i, v := range x {
			b.F64[at+i] = q.of(v)
		}
	case t == raster.Float32:
		toFloat32(b.F64[at:at+len(x)], x)
	default:
		copy(b.F64[at:], x)
	}
}

// fillInvalid gives every sample of dst that is not valid the fill value of
// its band, and moves valid ones that happen to equal a declared nodata value
// to the next larger value, or the next smaller of the largest integer, so
// that they stay valid when they are read again.
func fillInvalid(h raster.Header, dst *raster.Block) {
	n := dst.Window.Pixels()
	for band := range dst.Bands {
		fill := Fill(h.Bands[band], h.Type)
		if h.Bands[band].NoData != nil {
			beside, bias := next(fill, h.Type), float64(h.Type.Bias())
			switch valid := dst.ValidBand(band); {
			case !fits(*h.Bands[band].NoData, h.Type): // no sample can equal it
			case dst.U8 != nil:
				replace(dst.U8[band*n:][:n], valid, uint8(fill), uint8(beside))
			case dst.U16 != nil:
				replace(dst.U16[band*n:][:n], valid, uint16(fill+bias), uint16(beside+bias))
			default:
				replace(dst.F64[band*n:][:n], valid, fill, beside)
			}
		}
		if dst.Valid == nil {
			continue
		}
		one := [1]float64{fill}
		for i, ok := range dst.ValidBand(band) {
			if !ok {
				store(dst, band, i, h.Type, one[:])
			}
		}
	}
}

func replace[T comparable](x []T, valid []bool, old, new T) {
	for i, v := range x {
		if v == old && (valid == nil || valid[i]) {
			x[i] = new
		}
	}
}

// next returns the value of type t after v, or before it where v is the
// largest integer.
func next(v float64, t raster.SampleType) float64 {
	_, high := t.Range()
	switch {
	case t == raster.Float32:
		return float64(math.Nextafter32(float32(v), float32(math.Inf(1))))
	case t.IsFloat():
		return math.Nextafter(v, math.Inf(1))
	case v == high:
		return v - 1
	}
	return v + 1
}

// finiteOnly marks the samples of x, samples lo and following of a band, that
// are NaN or infinite as not valid.
func finiteOnly(b *raster.Block, band, lo int, x []float64) {
	var flags []bool
	for i, v := range x {
		if v-v != 0 { // NaN or infinite
			if flags == nil {
				flags = b.MakeValid()[band*b.Window.Pixels()+lo:]
			}
			flags[i] = false
		}
	}
}

// anyInvalid reports whether a band has a sample that is not valid, or not
// finite.
func anyInvalid(b *raster.Block, band int) bool {
	if slices.Contains(b.ValidBand(band), false) {
		return true
	}
	if b.F64 == nil {
		return false
	}
	n := b.Window.Pixels()
	return slices.ContainsFunc(b.F64[band*n:(band+1)*n], func(v float64) bool { return v-v != 0 })
}
