package stats

import (
	"math"
	"math/bits"

	"github.com/bandprep/bandprep/internal/exact"
)

// fixed sums chunks of finite float64 samples and their products exactly, by
// the integer kernels: within a chunk, each band is written as integers
// v·2^unit, those as digits of up to 13 bits in base 2^width, and a product of
// two bands is a sum of products of their digits. Real images span far fewer
// than the 58 bits that v may have. Pixels of which a sample does not fit, and
// whole chunks where those are many, go to the superaccumulators one by one.
// So the result is the exact sum either way.
//
// The idea is that of K. Ozaki et al., "Error-free transformations of matrix
// multiplication by using fast routines of matrix multiplication and its
// applications" (2012).
type fixed struct {
	bands    int
	products bool
	v        []int64 // [bands][chunk]
	in       []fixedBand
	misfit   []bool // [chunk] pixels with a sample that does not fit
	gram     gram
	dots     []int64
	sums     []int64 // [planes] of digits
}

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
// products, or just squares, to cross. n is at most chunk.
func (f *fixed) add(p []float64, stride, n int, sum, cross []exact.Float) {
	f.v, f.in, f.misfit = grow(f.v, f.bands*chunk), grow(f.in, f.bands), grow(f.misfit, chunk)
	misfit := f.misfit[:n]
	clear(misfit)
	for b := range f.bands {
		f.in[b] = integers(f.v[b*chunk:][:n], p[b*stride:][:n], misfit)
	}
	if odd := countOnes(asBytes(misfit)); odd > 0 {
		all := odd > n/8
		for i, m := range misfit {
			if all || m {
				f.addPixel(p[i:], stride, sum, cross)
			}
		}
		if all {
			return
		}
		for b := range f.bands {
			v := f.v[b*chunk:][:n]
			used := int64(0)
			for i, m := range misfit {
				if m {
					v[i] = 0
				}
				used |= v[i]
			}
			f.in[b].used = used
		}
	}
	f.cut(n)
	f.addSums(sum)
	if f.products {
		f.addProducts(cross)
	} else {
		f.addSquares(cross)
	}
}

// addPixel adds the samples p[b·stride] of one pixel.
func (f *fixed) addPixel(p []float64, stride int, sum, cross []exact.Float) {
	k := 0
	for i := range f.bands {
		x := p[i*stride]
		sum[i].Add(x)
		if !f.products {
			cross[i].AddSquare(x)
			continue
		}
		for j := i; j < f.bands; j++ {
			cross[k].AddProduct(x, p[j*stride])
			k++
		}
	}
}

// integers sets v to x as multiples of 2^unit, below 2⁵⁸ in magnitude, and
// marks the samples that are none.
func integers(v []int64, x []float64, misfit []bool) fixedBand {
	low, high, _ := span(x)
	largest := max(math.Abs(low), math.Abs(high))
	unit := int(math.Float64bits(largest)>>52) - 1022 - fixedBits
	if largest == 0 {
		unit = 0
	}
	b := fixedBand{unit: unit}
	if unit < -1000 || unit > 900 { // the factors below would leave the normal range
		for i := range misfit {
			misfit[i] = true
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
			misfit[i] = true
		}
	}
	return b
}

// cut writes the digits of all bands to the planes of the gram.
func (f *fixed) cut(n int) {
	planes := 0
	for i := range f.in {
		b := &f.in[i]
		b.first, b.digits, b.width = planes, 1, 1
		if b.used != 0 {
			need := fixedBits + 2 - bits.TrailingZeros64(uint64(b.used)) // two more: sign, and digits reach half a digit less upwards
			b.digits = (need + digitBits - 1) / digitBits
			b.width = (need + b.digits - 1) / b.digits
		}
		planes += b.digits
	}
	f.gram.begin(planes, n)
	f.sums = grow(f.sums, planes)
	for i := range f.in {
		b := &f.in[i]
		shift := bits.TrailingZeros64(uint64(b.used)) & 63
		half := int64(1) << (b.width - 1)
		bias := int64(0) // makes all digits of v + bias not negative
		for k := range b.digits {
			bias += half << (shift + k*b.width)
		}
		for k := range b.digits {
			f.gram.bound(b.first+k, half)
			f.sums[b.first+k] = digit(f.gram.plane(b.first+k), f.v[i*chunk:][:n], bias, shift+k*b.width, int16(half))
		}
		b.unit += shift
	}
}

func (f *fixed) addSums(sum []exact.Float) {
	for i, b := range f.in {
		for k := range b.digits {
			sum[i].AddInt(exact.FromInt64(f.sums[b.first+k]), b.unit+k*b.width)
		}
	}
}

func (f *fixed) addProducts(cross []exact.Float) {
	f.dots = grow(f.dots, Pairs(f.gram.planes))
	f.gram.products(f.dots)
	k := 0
	for i := range f.in {
		for j := i; j < f.bands; j++ {
			f.addPair(&cross[k], &f.in[i], &f.in[j], func(p, q int) int64 { return f.dots[Pair(p, q, f.gram.planes)] })
			k++
		}
	}
}

func (f *fixed) addSquares(cross []exact.Float) {
	for i := range f.in {
		f.addPair(&cross[i], &f.in[i], &f.in[i], f.gram.dot)
	}
}

// addPair adds the product of two bands, given those of planes.
func (f *fixed) addPair(sum *exact.Float, a, b *fixedBand, dot func(p, q int) int64) {
	for i := range a.digits {
		var row exact.Int // of the products with digit i of a, 2^width apart
		for j := b.digits - 1; j >= 0; j-- {
			row = row.Shl(uint(b.width)).Add(exact.FromInt64(dot(a.first+i, b.first+j)))
		}
		sum.AddInt(row, a.unit+b.unit+i*a.width)
	}
}
