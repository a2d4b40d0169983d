package exact

import (
	"math"
	"math/big"
	"math/bits"
)

// AddQuo adds num/den, rounded towards zero to a multiple of 2⁻¹²⁸, or
// subtracts it. num must not be negative.
func (f *Float) AddQuo(num Int, den uint64, subtract bool) {
	q1, r := uint64(num.Hi)/den, uint64(num.Hi)%den
	q0, r := bits.Div64(r, num.Lo, den)
	f1, r := bits.Div64(r, 0, den)
	f0, _ := bits.Div64(r, 0, den)
	f.addBits(q1, q0, 0, subtract)
	f.addBits(f1, f0, -128, subtract)
}

// QuoInt returns the float64 nearest to num/den, ties to even, as [Quo] does,
// and in most cases faster. num must not be negative, den must be positive.
func QuoInt(num Int, den int64) float64 {
	d := uint64(den)
	if uint64(num.Hi) >= d || num.Hi == 0 && num.Lo < d {
		return Quo(num.Big(), big.NewInt(den), 0) // beyond 64 bits, or below 1
	}
	q, r := bits.Div64(uint64(num.Hi), num.Lo, d)
	z := uint(bits.LeadingZeros64(q)) // as many more bits, of what is behind the point
	more, r := bits.Div64(r>>(64-z), r<<z, d)
	return compose(q<<z|more, r != 0, -int(z))
}

// SqrtQuoInt returns the float64 nearest to the square root of num/(a·b), ties
// to even, as [SqrtQuo] does, and in most cases faster. num must not be
// negative, a and b must be positive.
func SqrtQuoInt(num Int, a, b int64) float64 {
	if num == (Int{}) {
		return 0
	}
	den := Mul64(a, b)
	if s, ok := sqrtQuo(num.double(), den.double()); ok {
		return s
	}
	return SqrtQuo(num.Big(), den.Big(), 0)
}

// sqrtQuo computes √(n/d) as a double-double with a relative error below
// 2⁻⁹⁸. Hi is certain to be the nearest float64 unless Lo is as good as half a
// unit in its last place.
func sqrtQuo(n, d Double) (root float64, ok bool) {
	q := n.Hi / d.Hi
	p := float64(q * d.Hi)
	rest := n.Hi - p - math.FMA(q, d.Hi, -p)
	rest += n.Lo - float64(q*d.Lo)
	low := rest / d.Hi
	hi := q + low
	lo := low - (hi - q)

	s := math.Sqrt(hi)
	p = float64(s * s)
	rest = hi - p - math.FMA(s, s, -p) + lo
	low = rest / (2 * s)
	root = s + low
	lo = low - (root - s)

	mantissa := math.Float64bits(root) & (1<<52 - 1)
	unit := math.Nextafter(root, math.Inf(1)) - root
	return root, mantissa != 0 && math.Abs(lo) < unit*(0.5-1.0/(1<<30))
}

// double returns a as a double-double, nearly.
func (a Int) double() Double {
	hi := a.Float64()
	var h Int
	m, e := decompose(hi)
	if e >= 0 {
		h = Int{0, m}.Shl(uint(min(e, 63))).Shl(uint(max(0, e-63)))
	} else {
		h = Int{0, m >> uint(-e)}
	}
	if hi < 0 {
		h = Int{}.Sub(h)
	}
	return Double{hi, a.Sub(h).Float64()}
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
	h, e := decompose(hi)
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
