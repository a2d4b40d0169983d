package exact

import (
	"math/big"
	"math/rand/v2"
	"testing"
)

// wrap reduces b to a signed number of 128 bits.
func wrap(b *big.Int) *big.Int {
	modulus := new(big.Int).Lsh(big.NewInt(1), 128)
	b.Mod(b, modulus)
	if b.Bit(127) == 1 {
		b.Sub(b, modulus)
	}
	return b
}

// The oracle is math/big.
func TestIntAgainstBig(t *testing.T) {
	r := rand.New(rand.NewPCG(25, 26))
	number := func() Int {
		v := Int{int64(r.Uint64()) >> r.IntN(64), r.Uint64() >> r.IntN(64)}
		if r.IntN(4) == 0 {
			v = FromInt64(int64(r.Uint64()) >> r.IntN(64))
		}
		return v
	}
	for range 20000 {
		a, b := number(), number()
		m, k := int64(r.Uint64())>>r.IntN(64), int64(r.Uint64())>>r.IntN(64)
		n := uint(r.IntN(64))
		for _, c := range []struct {
			name string
			got  Int
			want *big.Int
		}{
			{"Add", a.Add(b), new(big.Int).Add(a.Big(), b.Big())},
			{"Sub", a.Sub(b), new(big.Int).Sub(a.Big(), b.Big())},
			{"MulInt64", a.MulInt64(m), new(big.Int).Mul(a.Big(), big.NewInt(m))},
			{"Mul64", Mul64(m, k), new(big.Int).Mul(big.NewInt(m), big.NewInt(k))},
			{"Shl", a.Shl(n), new(big.Int).Lsh(a.Big(), n)},
			{"FromUint64", FromUint64(a.Lo), new(big.Int).SetUint64(a.Lo)},
		} {
			if c.got.Big().Cmp(wrap(c.want)) != 0 {
				t.Fatalf("%s of %v, %v, %d, %d, %d: %v, want %v", c.name, a, b, m, k, n, c.got, c.want)
			}
		}
		want, _ := new(big.Float).SetInt(a.Big()).Float64() // nearest, ties to even
		if got := a.Float64(); got != want {
			t.Fatalf("Float64 of %v: %g, want %g", a, got, want)
		}
		if a.IsInt64() != a.Big().IsInt64() || a.String() != a.Big().String() {
			t.Fatalf("%v", a)
		}
	}
}
