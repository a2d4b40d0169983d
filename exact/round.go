package exact

import (
	"math"
	"math/big"
	"math/bits"
)

// Float64 returns the float64 nearest to the sum, ties to even; ±Inf beyond
// the range of float64.
func (f *Float) Float64() float64 {
	var parts [1]float64
	f.expand(parts[:])
	return parts[0]
}

// Round returns the double-double nearest to the sum: Hi is the nearest
// float64, Lo the float64 nearest to what is left. Beyond the range of float64
// Hi is infinite and Lo 0.
func (f *Float) Round() Double {
	var parts [2]float64
	f.expand(parts[:])
	return Double{parts[0], parts[1]}
}

// Triple returns the triple-double nearest to the sum: Hi is the nearest
// float64, Mid the float64 nearest to what is left, Lo the one nearest to what
// is left then. Beyond the range of float64 Hi is infinite and the others 0.
func (f *Float) Triple() Triple {
	var parts [3]float64
	f.expand(parts[:])
	return Triple{parts[0], parts[1], parts[2]}
}

// expand sets each of parts to the float64 nearest to what the ones before it
// leave of the sum.
func (f *Float) expand(parts []float64) {
	var buf [16]int64
	rest := Float{low: f.low, chunks: append(buf[:0], f.chunks...)}
	for i := range parts {
		x := rest.leading()
		parts[i] = x
		if x == 0 || math.IsInf(x, 0) {
			return
		}
		m, e := decompose(x)
		zeros := bits.TrailingZeros64(m) // keeps to the chunks that are there
		rest.addBits(0, m>>zeros, e+zeros, x > 0)
	}
}

// leading returns the float64 nearest to f and carries f.
func (f *Float) leading() float64 {
	f.carry()
	c := f.chunks
	n := len(c)
	for n > 0 && c[n-1] == 0 {
		n--
	}
	if n == 0 {
		return 0
	}
	negative := c[n-1] < 0
	if negative {
		f.negate()
		defer f.negate()
		f.carry()
		c = f.chunks
		for n = len(c); c[n-1] == 0; n-- {
		}
	}
	// 64 bits from the highest that is set, and whether there are more.
	m, exp := uint64(c[n-1]), 32*(f.low+n-1)+lowest
	zeros := bits.LeadingZeros64(m)
	m <<= zeros
	exp -= zeros
	sticky := false
	for i, room := n-2, zeros; i >= 0; i-- {
		d := uint64(c[i])
		if room >= 32 {
			m |= d << (room - 32)
			room -= 32
			continue
		}
		m |= d >> (32 - room)
		sticky = sticky || d<<(32+room) != 0
		room = 0
	}
	x := compose(m, sticky, exp)
	if negative {
		return -x
	}
	return x
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
