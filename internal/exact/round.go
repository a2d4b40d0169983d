package exact

import (
	"math"
	"math/big"
	"math/bits"
)

// Float64 returns the float64 nearest to the sum, ties to even; ±Inf beyond
// the range of float64.
func (f *Float) Float64() float64 {
	m, exp := f.Big()
	return round(m, exp, false)
}

// Round returns the double-double nearest to the sum: Hi is the nearest
// float64, Lo the float64 nearest to what is left. Beyond the range of float64
// Hi is infinite and Lo 0.
func (f *Float) Round() Double {
	t := f.Triple()
	return Double{t.Hi, t.Mid}
}

// Triple returns the triple-double nearest to the sum: Hi is the nearest
// float64, Mid the float64 nearest to what is left, Lo the one nearest to what
// is left then. Beyond the range of float64 Hi is infinite and the others 0.
func (f *Float) Triple() Triple {
	m, exp := f.Big()
	var parts [3]float64
	for i := range parts {
		x := round(m, exp, false)
		parts[i] = x
		if x == 0 || math.IsInf(x, 0) {
			break
		}
		part, e := split(x)
		b := new(big.Int).SetUint64(part)
		if x < 0 {
			b.Neg(b)
		}
		if e < exp {
			m.Lsh(m, uint(exp-e))
			exp = e
		}
		m.Sub(m, b.Lsh(b, uint(e-exp)))
	}
	return Triple{parts[0], parts[1], parts[2]}
}

// Quo returns the float64 nearest to num·2^exp / den, ties to even. den must
// be positive.
func Quo(num, den *big.Int, exp int) float64 {
	s := max(0, 66-num.BitLen()+den.BitLen())
	var q, r big.Int
	q.Lsh(num, uint(s))
	q.QuoRem(&q, den, &r)
	if q.Sign() == 0 { // num is 0: else q has 65 bits
		return 0
	}
	return round(&q, exp-s, r.Sign() != 0)
}

// SqrtQuo returns the float64 nearest to the square root of num·2^exp / den,
// ties to even. num must not be negative, den must be positive.
func SqrtQuo(num, den *big.Int, exp int) float64 {
	s := max(0, 130-num.BitLen()+den.BitLen())
	if (exp-s)&1 != 0 {
		s++
	}
	var q, r, root big.Int
	q.Lsh(num, uint(s))
	q.QuoRem(&q, den, &r)
	root.Sqrt(&q)
	inexact := r.Sign() != 0 || r.Mul(&root, &root).Cmp(&q) != 0
	return round(&root, (exp-s)/2, inexact)
}

// QuoDouble returns the double-double nearest to num·2^exp / den. den must be
// positive.
func QuoDouble(num, den *big.Int, exp int) Double {
	hi := Quo(num, den, exp)
	if hi == 0 || math.IsInf(hi, 0) {
		return Double{Hi: hi}
	}
	h, e := split(hi)
	b := new(big.Int).SetUint64(h)
	if hi < 0 {
		b.Neg(b)
	}
	b.Mul(b, den)
	n := num
	if e < exp {
		n = new(big.Int).Lsh(num, uint(exp-e))
		exp = e
	}
	b.Lsh(b, uint(e-exp))
	return Double{hi, Quo(b.Sub(n, b), den, exp)}
}

// round returns the float64 nearest to m·2^exp, ties to even; sticky says that
// the true magnitude is a little larger, by less than one unit of m.
func round(m *big.Int, exp int, sticky bool) float64 {
	n := m.BitLen()
	if n == 0 {
		return 0
	}
	var top uint64
	if n > 64 {
		sticky = sticky || m.TrailingZeroBits() < uint(n-64)
		var t big.Int
		top = t.Rsh(t.Abs(m), uint(n-64)).Uint64()
		exp += n - 64
	} else {
		top = new(big.Int).Abs(m).Uint64()
	}
	f := compose(top, sticky, exp)
	if m.Sign() < 0 {
		return -f
	}
	return f
}

// compose returns the float64 nearest to m·2^exp, ties to even, with the
// precision that float64 has at that magnitude; sticky as in round.
func compose(m uint64, sticky bool, exp int) float64 {
	if m == 0 {
		return 0
	}
	z := bits.LeadingZeros64(m)
	m <<= z
	exp -= z
	precision := min(53, 53+(exp+63)+1022) // fewer bits for subnormal numbers
	if precision < 0 {
		return 0
	}
	drop := uint(64 - precision)
	var q uint64
	if drop < 64 {
		q = m >> drop
	}
	half := uint64(1) << (drop - 1)
	if rest := m & (half<<1 - 1); rest > half || rest == half && (sticky || q&1 != 0) {
		q++
	}
	return math.Ldexp(float64(q), exp+int(drop))
}
