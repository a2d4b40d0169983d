package stats

import (
	"math"
	"math/bits"

	"github.com/bandprep/bandprep/exact"
)

// fixedPoint sums chunks of finite float64 samples and their products exactly,
// by the integer kernels: within a chunk, each band is written as integers
// v·2^unit, those as digits of up to 13 bits in base 2^width, and a product of
// two bands is a sum of products of their digits. Real images span far fewer
// than the 58 bits that v may have. Pixels of which a sample does not fit, and
// whole chunks where those are many, go to the superaccumulators one by one.
// So the result is the exact sum either way.
//
// The idea is that of K. Ozaki et al., "Error-free transformations of matrix
// multiplication by using fast routines of matrix multiplication and its
// applications" (2012).
type fixedPoint struct{ bands int }

// fixedBand says how a band of a chunk is written: x = Σ digit[k]·2^(unit +
// k·width), digit k being plane first+k.
type fixedBand struct {
	unit, width, digits, first int
	used                       int64 // or of all v
}

const (
	fixedBits = 58 // of v, without the sign
	digitBits = 13 // at most, with the sign
)

// add adds the sums of the planes p[b·stride:][:n] to sum and those of their
// products to cross. n is at most chunk.
func (f fixedPoint) add(w *workspace, p []float64, stride, n int, sum, cross []exact.Float) {
	w.v, w.in, w.inexact = grow(w.v, f.bands*chunk), grow(w.in, f.bands), grow(w.inexact, chunk)
	inexact := w.inexact[:n]
	clear(inexact)
	for b := range f.bands {
		w.in[b] = integers(w.v[b*chunk:][:n], p[b*stride:][:n], inexact)
	}
	if odd := countOnes(asBytes(inexact)); odd > 0 {
		all := odd > n/8
		for i, m := range inexact {
			if all || m {
				f.addPixel(p[i:], stride, sum, cross)
			}
		}
		if all {
			return
		}
		for b := range f.bands {
			v := w.v[b*chunk:][:n]
			used := int64(0)
			for i, m := range inexact {
				if m {
					v[i] = 0
				}
				used |= v[i]
			}
			w.in[b].used = used
		}
	}
	w.writeDigits(n)
	w.addSums(sum)
	w.addProducts(cross)
}

// addPixel adds the samples p[b·stride] of one pixel.
func (f fixedPoint) addPixel(p []float64, stride int, sum, cross []exact.Float) {
	k := 0
	for i := range f.bands {
		x := p[i*stride]
		sum[i].Add(x)
		for j := i; j < f.bands; j++ {
			cross[k].AddProduct(x, p[j*stride])
			k++
		}
	}
}

// integers sets v to x as multiples of 2^unit, below 2⁵⁸ in magnitude, and
// marks the samples that are none.
func integers(v []int64, x []float64, inexact []bool) fixedBand {
	low, high, _ := span(x)
	largest := max(math.Abs(low), math.Abs(high))
	unit := int(math.Float64bits(largest)>>52) - 1022 - fixedBits
	if largest == 0 {
		unit = 0
	}
	b := fixedBand{unit: unit}
	if unit < -1000 || unit > 900 { // the factors below would leave the normal range
		for i := range inexact {
			inexact[i] = true
		}
		return b
	}
	up, down := math.Ldexp(1, -unit), math.Ldexp(1, unit)
	used, exactly := scale(v, x, up, down)
	b.used = used
	if exactly {
		return b
	}
	for i, t := range x {
		if float64(v[i])*down != t {
			inexact[i] = true
		}
	}
	return b
}

// writeDigits writes the digits of all bands to the planes of the gram.
func (w *workspace) writeDigits(n int) {
	planes := 0
	for i := range w.in {
		b := &w.in[i]
		b.first, b.digits, b.width = planes, 1, 1
		if b.used != 0 {
			need := fixedBits + 2 - bits.TrailingZeros64(uint64(b.used)) // two more: sign, and digits reach half a digit less upwards
			b.digits = (need + digitBits - 1) / digitBits
			b.width = (need + b.digits - 1) / b.digits
		}
		planes += b.digits
	}
	w.gram.begin(planes, n)
	w.sums = grow(w.sums, planes)
	for i := range w.in {
		b := &w.in[i]
		shift := bits.TrailingZeros64(uint64(b.used)) & 63
		half := int64(1) << (b.width - 1)
		bias := int64(0) // makes all digits of v + bias not negative
		for k := range b.digits {
			bias += half << (shift + k*b.width)
		}
		for k := range b.digits {
			w.gram.bound(b.first+k, half)
			w.sums[b.first+k] = digit(w.gram.plane(b.first+k), w.v[i*chunk:][:n], bias, shift+k*b.width, int16(half))
		}
		b.unit += shift
	}
}

func (w *workspace) addSums(sum []exact.Float) {
	for i, b := range w.in {
		for k := range b.digits {
			sum[i].AddInt(exact.FromInt64(w.sums[b.first+k]), b.unit+k*b.width)
		}
	}
}

func (w *workspace) addProducts(cross []exact.Float) {
	w.dots = grow(w.dots, Pairs(w.gram.planes))
	w.gram.products(w.dots)
	k := 0
	for i := range w.in {
		for j := i; j < len(w.in); j++ {
			w.addPair(&cross[k], &w.in[i], &w.in[j])
			k++
		}
	}
}

// addPair adds the product of two bands, given those of planes.
func (w *workspace) addPair(sum *exact.Float, a, b *fixedBand) {
	for i := range a.digits {
		var row exact.Int // of the products with digit i of a, 2^width apart
		for j := b.digits - 1; j >= 0; j-- {
			row = row.Shl(uint(b.width)).Add(exact.FromInt64(w.dots[Pair(a.first+i, b.first+j, w.gram.planes)]))
		}
		sum.AddInt(row, a.unit+b.unit+i*a.width)
	}
}
