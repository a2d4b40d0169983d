package exact

import (
	"math"
	"math/big"
	"math/bits"
)

// Int is a signed 128-bit integer in two's complement, Hi·2⁶⁴ + Lo. The zero
// value is 0. Sums of up to 2⁶⁴ squares of 32-bit integers do not overflow.
type Int struct {
	Hi int64
	Lo uint64
}

// The extremes, to which sums that are too large are set.
var (
	MaxInt = Int{math.MaxInt64, math.MaxUint64}
	MinInt = Int{math.MinInt64, 0}
)

// FromInt64 returns v.
func FromInt64(v int64) Int { return Int{v >> 63, uint64(v)} }

// FromUint64 returns v.
func FromUint64(v uint64) Int { return Int{0, v} }

// Mul64 returns a·b.
func Mul64(a, b int64) Int {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	return Int{int64(hi) - a>>63&b - b>>63&a, lo}
}

// Add returns a + b.
func (a Int) Add(b Int) Int {
	lo, c := bits.Add64(a.Lo, b.Lo, 0)
	hi, _ := bits.Add64(uint64(a.Hi), uint64(b.Hi), c)
	return Int{int64(hi), lo}
}

// Sub returns a − b.
func (a Int) Sub(b Int) Int {
	lo, c := bits.Sub64(a.Lo, b.Lo, 0)
	hi, _ := bits.Sub64(uint64(a.Hi), uint64(b.Hi), c)
	return Int{int64(hi), lo}
}

// MulInt64 returns a·m modulo 2¹²⁸.
func (a Int) MulInt64(m int64) Int {
	p := Mul64(int64(a.Lo>>1), m) // the low word is unsigned: 2·(Lo>>1) + (Lo&1)
	p = p.Add(p)
	if a.Lo&1 != 0 {
		p = p.Add(FromInt64(m))
	}
	p.Hi += a.Hi * m
	return p
}

// Shl returns a·2ⁿ modulo 2¹²⁸, for n below 64.
func (a Int) Shl(n uint) Int {
	return Int{a.Hi<<n | int64(a.Lo>>1>>(63-n)), a.Lo << n}
}

// IsInt64 reports whether a fits into an int64.
func (a Int) IsInt64() bool { return a.Hi == int64(a.Lo)>>63 }

// Big returns a as a big.Int.
func (a Int) Big() *big.Int {
	b := big.NewInt(a.Hi)
	b.Lsh(b, 64)
	return b.Add(b, new(big.Int).SetUint64(a.Lo))
}

// Float64 returns the float64 nearest to a, ties to even.
func (a Int) Float64() float64 {
	if a.IsInt64() {
		return float64(int64(a.Lo))
	}
	negative := a.Hi < 0
	if negative {
		a = Int{}.Sub(a)
	}
	hi, lo := uint64(a.Hi), a.Lo
	shift := bits.LeadingZeros64(hi)
	if shift > 0 {
		hi = hi<<shift | lo>>(64-shift)
		lo <<= shift
	}
	if lo != 0 {
		hi |= 1 // sticky: decides ties
	}
	f := math.Ldexp(float64(hi), 64-shift)
	if negative {
		return -f
	}
	return f
}

// String returns a in decimal.
func (a Int) String() string { return a.Big().String() }
