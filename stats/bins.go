package stats

import (
	"math"

	"github.com/bandprep/bandprep/exact"
)

// A chunk of samples is summed in two bins, their squares in three. The first
// bin takes of every term the multiples of a unit that is 2⁴² times smaller
// than the terms may be, by adding and subtracting a magic number, and leaves
// the rest, half a unit at the most, to the next. Since a chunk has at most 2¹¹
// terms, a bin stays within 2⁵³ units and is exact in whatever order it is
// added up. What remains behind the last bin must be zero, and the squares must
// fit into 53 bits: those of float32 and of whole numbers do, but for samples
// that are tiny beside others.
//
// The idea is that of J. Demmel and H. D. Nguyen, "Fast reproducible
// floating-point summation" (2013), with bins narrow enough to hold a chunk.
const (
	sumBins    = 2
	squareBins = 3
)

type bins [sumBins + squareBins]float64

// binned adds the sum of finite samples and that of their squares, which must
// not be larger than largest; n is at most chunk. It adds nothing and returns
// false where that cannot be done exactly.
func binned(x []float64, largest float64, sum, squares *exact.Float) bool {
	_, e := math.Frexp(largest)
	if e < -300 || e > 400 {
		return false
	}
	var magic, out bins
	for k := range sumBins {
		magic[k] = math.Ldexp(1.5, 52+e-42-43*k)
	}
	for k := range squareBins {
		magic[sumBins+k] = math.Ldexp(1.5, 52+2*e-42-43*k)
	}
	if !addBins(x, &magic, &out) {
		return false
	}
	for _, v := range out[:sumBins] {
		sum.Add(v)
	}
	for _, v := range out[sumBins:] {
		squares.Add(v)
	}
	return true
}

// addBinsGo adds the bins of x and of x² to out and reports whether nothing
// remained.
func addBinsGo(x []float64, magic, out *bins) bool {
	rest := false
	for _, v := range x {
		q := float64(v * v)
		rest = rest || math.FMA(v, v, -q) != 0
		for k, m := range magic[:sumBins] {
			t := v + m - m
			out[k] += t
			v -= t
		}
		for k, m := range magic[sumBins:] {
			t := q + m - m
			out[sumBins+k] += t
			q -= t
		}
		rest = rest || v != 0 || q != 0
	}
	return !rest
}
