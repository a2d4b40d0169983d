package exact

import (
	"math"
	"math/big"
	"math/bits"
)

// Float is the exact sum of any number of float64 values and of products of
// two of them. The zero value is 0. A Float must not be copied once it has
// been added to.
//
// It is the small superaccumulator of R. M. Neal, "Fast exact summation using
// small and large superaccumulators" (2015): a fixed-point number cut into
// chunks of 32 bits, each held in an int64, so that carries are propagated
// once in 2³⁰ additions. Unlike Neal's, it reaches down to 2⁻²¹⁷⁶, so that
// products enter as 106-bit integers and can neither overflow nor underflow,
// and it keeps only the chunks between the lowest and the highest one in use.
type Float struct {
	low    int     // chunk i counts multiples of 2^(32·(low+i) + lowest)
	chunks []int64 // each below (adds+1)·2³² in magnitude
	adds   int64
}

const (
	lowest  = -2176 // exponent of the lowest bit; at most 2·(−1074), a multiple of 32
	maxAdds = 1 << 30
)

// Add adds x, which must be finite.
func (f *Float) Add(x float64) {
	m, e := decompose(x)
	f.addBits(0, m, e, math.Signbit(x))
}

// AddProduct adds x·y, exactly. Both must be finite.
func (f *Float) AddProduct(x, y float64) {
	mx, ex := decompose(x)
	my, ey := decompose(y)
	hi, lo := bits.Mul64(mx, my)
	f.addBits(hi, lo, ex+ey, math.Signbit(x) != math.Signbit(y))
}

// AddSquare adds x·x, exactly. x must be finite.
func (f *Float) AddSquare(x float64) { f.AddProduct(x, x) }

// AddInt adds v·2^exp, for exp not below −2176.
func (f *Float) AddInt(v Int, exp int) {
	negative := v.Hi < 0
	if negative {
		v = Int{}.Sub(v)
	}
	f.addBits(uint64(v.Hi), v.Lo, exp, negative)
}

// AddDouble adds d.Hi + d.Lo. Both must be finite.
func (f *Float) AddDouble(d Double) {
	f.Add(d.Hi)
	f.Add(d.Lo)
}

// AddTriple adds t.Hi + t.Mid + t.Lo. All must be finite.
func (f *Float) AddTriple(t Triple) {
	f.Add(t.Hi)
	f.Add(t.Mid)
	f.Add(t.Lo)
}

// Merge adds the sum o. It never writes to o.
func (f *Float) Merge(o *Float) { f.merge(o, 1) }

// Sub subtracts the sum o. It never writes to o.
func (f *Float) Sub(o *Float) { f.merge(o, -1) }

// Reset sets f to 0 and keeps its memory.
func (f *Float) Reset() {
	clear(f.chunks)
	f.adds = 0
}

// Big returns the sum as m·2^exp.
func (f *Float) Big() (m *big.Int, exp int) {
	m = new(big.Int)
	var c big.Int
	for i := len(f.chunks) - 1; i >= 0; i-- {
		m.Lsh(m, 32)
		m.Add(m, c.SetInt64(f.chunks[i]))
	}
	return m, 32*f.low + lowest
}

// decompose returns |x| as m·2^e.
func decompose(x float64) (m uint64, e int) {
	b := math.Float64bits(x)
	m = b & (1<<52 - 1)
	e = int(b >> 52 & 0x7ff)
	if e == 0 {
		return m, -1074
	}
	return m | 1<<52, e - 1075
}

// addBits adds ±(hi·2⁶⁴ + lo)·2^exp.
func (f *Float) addBits(hi, lo uint64, exp int, negative bool) {
	if hi|lo == 0 {
		return
	}
	at := exp - lowest
	first, shift := at>>5, uint(at&31)
	top := hi >> 32 >> (32 - shift) // bits beyond 128 after the shift
	hi, lo = hi<<shift|lo>>1>>(63-shift), lo<<shift
	n := 5
	switch {
	case top != 0:
	case hi>>32 != 0:
		n = 4
	case hi != 0:
		n = 3
	default:
		n = 2
	}
	f.extend(first, first+n)
	if f.adds >= maxAdds {
		f.carry()
	}
	f.adds++
	c := f.chunks[first-f.low:]
	pieces := [5]int64{int64(lo & mask32), int64(lo >> 32), int64(hi & mask32), int64(hi >> 32), int64(top)}
	if negative {
		for i := range n {
			c[i] -= pieces[i]
		}
		return
	}
	for i := range n {
		c[i] += pieces[i]
	}
}

const mask32 = 1<<32 - 1

// extend makes the chunks from first up to end, exclusive, present.
func (f *Float) extend(first, end int) {
	if len(f.chunks) == 0 {
		f.low = first
	}
	if first < f.low {
		grown := make([]int64, f.low-first+len(f.chunks), f.low-first+max(cap(f.chunks), 6))
		copy(grown[f.low-first:], f.chunks)
		f.low, f.chunks = first, grown
	}
	for f.low+len(f.chunks) < end {
		f.chunks = append(f.chunks, 0)
	}
}

// carry brings every chunk but the highest into 0 … 2³²−1.
func (f *Float) carry() {
	var c int64
	for i, v := range f.chunks {
		v += c
		c = v >> 32
		f.chunks[i] = v & mask32
	}
	if c != 0 {
		f.chunks = append(f.chunks, c)
	}
	f.adds = 1
}

func (f *Float) negate() {
	for i, v := range f.chunks {
		f.chunks[i] = -v
	}
}

func (f *Float) merge(o *Float, sign int64) {
	if len(o.chunks) == 0 {
		return
	}
	f.extend(o.low, o.low+len(o.chunks))
	if f.adds+o.adds >= maxAdds {
		f.carry()
	}
	f.adds += o.adds + 1
	c := f.chunks[o.low-f.low:]
	for i, v := range o.chunks {
		c[i] += sign * v
	}
}
