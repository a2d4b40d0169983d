package exact

import (
	"math"
	"math/big"
)

// Double is the unevaluated sum Hi + Lo of two float64 with |Lo| at most half
// a unit in the last place of Hi: about 106 bits.
type Double struct{ Hi, Lo float64 }

// Sum is a finished sum, either an [Int] or a [Double] in 16 bytes. Which of
// the two it is stands elsewhere: it follows from the type of the samples.
// Equal sums are == .
type Sum struct{ hi, lo uint64 }

// IntSum returns v as a Sum.
func IntSum(v Int) Sum { return Sum{uint64(v.Hi), v.Lo} }

// DoubleSum returns d as a Sum.
func DoubleSum(d Double) Sum { return Sum{math.Float64bits(d.Hi), math.Float64bits(d.Lo)} }

// Int returns the value of a Sum made by [IntSum].
func (s Sum) Int() Int { return Int{int64(s.hi), s.lo} }

// Double returns the value of a Sum made by [DoubleSum].
func (s Sum) Double() Double {
	return Double{math.Float64frombits(s.hi), math.Float64frombits(s.lo)}
}

// Int returns the sum as an integer; ok is false, and v the nearest Int, where
// it is not an integer or does not fit.
func (f *Float) Int() (v Int, ok bool) {
	m, exp := f.Big()
	ok = true
	if exp >= 0 {
		m.Lsh(m, uint(exp))
	} else {
		ok = m.Sign() == 0 || m.TrailingZeroBits() >= uint(-exp)
		m.Rsh(m, uint(-exp))
	}
	if m.BitLen() > 127 {
		if m.Sign() < 0 {
			return Int{math.MinInt64, 0}, false
		}
		return Int{math.MaxInt64, math.MaxUint64}, false
	}
	var hi big.Int
	v.Hi = hi.Rsh(m, 64).Int64()
	v.Lo = m.Sub(m, hi.Lsh(&hi, 64)).Uint64()
	return v, ok
}
