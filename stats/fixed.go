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
// than the 62 bits that v may have. Pixels of which a sample does not fit, and
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
	fixedBits = 62 // of v, without the sign
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
	if odd := countTrue(misfit); odd > 0 {
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

// integers sets v to x as multiples of 2^unit, below 2⁶² in magnitude, and
// marks the samples that are none.
func integers(v []int64, x []float64, misfit []bool) fixedBand {
	low, high := rangeReals(x)
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
	v, misfit = v[:len(x)], misfit[:len(x)]
	exactly := true
	for i, t := range x {
		k := int64(t * up)
		v[i] = k
		b.used |= k
		exactly = exactly && float64(k)*down == t
	}
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
		zeros := 0 // common to all v
		if b.used != 0 {
			zeros = bits.TrailingZeros64(uint64(b.used))
		}
		b.unit += zeros
		b.first = planes
		need := fixedBits - zeros + 1
		b.digits = (need + digitBits - 1) / digitBits
		b.width = (need + b.digits - 1) / b.digits
		if b.used == 0 {
			b.digits = 1
		}
		planes += b.digits
	}
	f.gram.begin(planes, n)
	f.sums = grow(f.sums, planes)
	for i := range f.in {
		b := &f.in[i]
		v := f.v[i*chunk:][:n]
		shift := uint(b.unitShift())
		for k := range b.digits {
			f.gram.bound(b.first+k, 1<<(b.width-1))
			if k == b.digits-1 {
				f.sums[b.first+k] = lastDigit(f.gram.plane(b.first+k), v, shift)
				continue
			}
			f.sums[b.first+k] = nextDigit(f.gram.plane(b.first+k), v, shift, uint(b.width))
			shift = 0
		}
	}
}

// unitShift is the number of zero bits at the end of all v.
func (b *fixedBand) unitShift() int {
	if b.used == 0 {
		return 0
	}
	return bits.TrailingZeros64(uint64(b.used))
}

// nextDigit shifts v down, takes off its lowest digit of so many bits, which
// lies between −2^(width−1) and 2^(width−1)−1, and returns the sum of digits.
func nextDigit(digit []int16, v []int64, shift, width uint) int64 {
	var sum int64
	half := int64(1) << (width - 1)
	mask := 2*half - 1
	digit = digit[:len(v)]
	for i, x := range v {
		x = x>>(shift&63) + half
		d := x&mask - half
		digit[i] = int16(d)
		sum += d
		v[i] = x >> (width & 63)
	}
	return sum
}

// lastDigit shifts v down and takes what is left for the highest digit.
func lastDigit(digit []int16, v []int64, shift uint) int64 {
	var sum int64
	digit = digit[:len(v)]
	for i, x := range v {
		d := x >> (shift & 63)
		digit[i] = int16(d)
		sum += d
	}
	return sum
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
