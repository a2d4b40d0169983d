package histogram

import (
	"math"

	"github.com/bandprep/bandprep/raster"
)

// Float samples are taken as multiples of 2⁻ˢ, s = floatShift, of which those below 8
// have a bin of equal width each; from floatLimit on they share one.
const (
	floatShift = 35
	floatLimit = 1 << 32
)

// Bins returns the number of bins of one band of samples of type t.
func Bins(t raster.SampleType) int {
	low, high := outermost(t)
	return low + high + 1
}

// Of returns the bin of a finite sample, from 0.
func Of(t raster.SampleType, v float64) int {
	low, high := outermost(t)
	if t.IsFloat() {
		v = math.Min(math.Max(v, -floatLimit), floatLimit)
	}
	switch {
	case t.Bits() == 8:
		return low + int(v)
	case v < 0:
		return low - min(magnitude(t, -v), low)
	}
	return low + min(magnitude(t, v), high)
}

// Edges returns the edges of the bins, one more than there are bins. Those of
// integers lie in the middle between two, so that the width of a bin is the number
// of values in it.
func Edges(t raster.SampleType) []float64 {
	low, high := outermost(t)
	edges := make([]float64, 0, low+high+2)
	half, from := 0.0, func(bin int) float64 { return smallest(bin) / (1 << floatShift) }
	if t.IsInteger() {
		half, from = 0.5, smallest
	}
	if t.Bits() == 8 {
		from = func(bin int) float64 { return float64(bin) }
	}
	for bin := low; bin >= 0; bin-- {
		edges = append(edges, half-from(bin+1))
	}
	for bin := 1; bin <= high+1; bin++ {
		edges = append(edges, from(bin)-half)
	}
	if t.IsInteger() {
		least, most := t.Range()
		edges[0], edges[len(edges)-1] = least-half, most+half
	}
	return edges
}

// outermost returns how many bins lie below and above that of 0.
func outermost(t raster.SampleType) (low, high int) {
	least, most := t.Range()
	switch {
	case t.IsFloat():
		low = magnitude(t, floatLimit) - 1
		return low, low
	case t.Bits() == 8:
		return int(-least), int(most)
	case t.Bits() == 64: // the extremes are rounded up to a power of two, which needs no bin of its own
		least, most = math.Nextafter(least, 0), math.Nextafter(most, 0)
	}
	return magnitude(t, -least), magnitude(t, most)
}

// magnitude returns the bin of a value that is not negative, counted from that of
// 0: eight for each exponent from 3 on, which the eleven bits of the exponent and
// the first three of the mantissa number.
func magnitude(t raster.SampleType, v float64) int {
	if t.IsFloat() {
		v *= 1 << floatShift
	}
	if v < 8 {
		return int(v)
	}
	return int(math.Float64bits(v)>>49) - (1023+2)<<3
}

// smallest returns the smallest whole value of a bin: it undoes magnitude.
func smallest(bin int) float64 {
	if bin < 8 {
		return float64(bin)
	}
	return math.Float64frombits(uint64(bin+(1023+2)<<3) << 49)
}
