package exact

import (
	"encoding/binary"
	"math"
	"math/big"
)

// Double is the unevaluated sum Hi + Lo of two float64 with |Lo| at most half
// a unit in the last place of Hi: about 106 bits.
type Double struct{ Hi, Lo float64 }

// Triple is the unevaluated sum Hi + Mid + Lo of three float64, each the
// nearest to what the ones before it leave: about 159 bits. A sum of 2⁵⁰
// squares of float64 values of one binary exponent fits exactly; a double-double
// is too short for the squares of values such as 10⁸ + 0.1.
type Triple struct{ Hi, Mid, Lo float64 }

// Sum is a finished sum, either an [Int] or a [Triple] in 24 bytes. Which of
// the two it is stands elsewhere: it follows from the type of the samples.
// Equal sums are == .
type Sum struct{ a, b, c uint64 }

// IntSum returns v as a Sum.
func IntSum(v Int) Sum { return Sum{a: uint64(v.Hi), b: v.Lo} }

// TripleSum returns t as a Sum.
func TripleSum(t Triple) Sum {
	return Sum{math.Float64bits(t.Hi), math.Float64bits(t.Mid), math.Float64bits(t.Lo)}
}

// Int returns the value of a Sum made by [IntSum].
func (s Sum) Int() Int { return Int{int64(s.a), s.b} }

// Triple returns the value of a Sum made by [TripleSum].
func (s Sum) Triple() Triple {
	return Triple{math.Float64frombits(s.a), math.Float64frombits(s.b), math.Float64frombits(s.c)}
}

// Double returns the double-double nearest to a Sum made by [TripleSum].
func (s Sum) Double() Double { return Double{math.Float64frombits(s.a), math.Float64frombits(s.b)} }

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
	if v, fits := fromBig(m); fits {
		return v, ok
	}
	if m.Sign() < 0 {
		return MinInt, false
	}
	return MaxInt, false
}

// fromBig returns m as an Int; ok is false where it does not fit.
func fromBig(m *big.Int) (v Int, ok bool) {
	var hi, lo big.Int
	if hi.Rsh(m, 64); !hi.IsInt64() {
		return Int{}, false
	}
	return Int{hi.Int64(), lo.Sub(m, lo.Lsh(&hi, 64)).Uint64()}, true
}

// SumOf returns the Sum whose 24 bytes, those of [Sum.AppendBinary], b begins
// with. It panics where b is shorter.
func SumOf(b []byte) Sum {
	return Sum{binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[8:]), binary.LittleEndian.Uint64(b[16:])}
}
