package exact

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

const wide = 5000 // bits of a big.Float that holds any sum of the tests exactly

func exactly(x float64) *big.Float { return new(big.Float).SetPrec(wide).SetFloat64(x) }

func anyFinite(r *rand.Rand) float64 {
	switch r.IntN(6) {
	case 0:
		return math.Float64frombits(r.Uint64() &^ (0x7ff << 52)) // subnormal or 0
	case 1:
		return float64(r.IntN(512) - 256)
	case 2:
		return math.Copysign(math.MaxFloat64, r.Float64()-0.5)
	}
	for {
		if x := math.Float64frombits(r.Uint64()); !math.IsNaN(x) && !math.IsInf(x, 0) {
			return x
		}
	}
}

func nearest(t *testing.T, want *big.Float, got float64) {
	t.Helper()
	w, _ := want.Float64() // nearest, ties to even
	if w != got {
		t.Fatalf("got %g, want %g", got, w)
	}
}

// The oracle is math/big with 5000 bits, in which no sum of the test rounds.
func TestFloatAgainstBig(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		var f Float
		want := exactly(0)
		for range r.IntN(40) {
			x, y := anyFinite(r), anyFinite(r)
			if r.IntN(2) == 0 {
				f.Add(x)
				want.Add(want, exactly(x))
			} else {
				f.AddProduct(x, y)
				want.Add(want, new(big.Float).SetPrec(wide).Mul(exactly(x), exactly(y)))
			}
		}
		nearest(t, want, f.Float64())
		d := f.Round()
		nearest(t, want, d.Hi)
		if !math.IsInf(d.Hi, 0) {
			nearest(t, want.Sub(want, exactly(d.Hi)), d.Lo)
			tr := f.Triple()
			nearest(t, want.Sub(want, exactly(d.Lo)), tr.Lo)
			if tr.Hi != d.Hi || tr.Mid != d.Lo {
				t.Fatalf("%v and %v", tr, d)
			}
		}
	}
}

func TestFloatMergeSubCarry(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	var a, b, all Float
	for i := range 1000 {
		x := anyFinite(r)
		all.Add(x)
		if i%3 == 0 {
			a.AddProduct(x, 1)
		} else {
			b.Add(x)
		}
		if i%100 == 0 {
			a.carry()
			all.adds = maxAdds // forces a carry at the next Add
		}
	}
	m := new(Float)
	m.Merge(&b)
	m.Merge(&a)
	if m.Round() != all.Round() {
		t.Errorf("merged %v, one pass %v", m.Round(), all.Round())
	}
	m.Sub(&b)
	if m.Round() != a.Round() {
		t.Errorf("after Sub %v, want %v", m.Round(), a.Round())
	}
	m.Sub(&a)
	if (m.Round() != Double{}) {
		t.Errorf("a − a = %v", m.Round())
	}
}

func TestQuotients(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 2000 {
		num := randomBig(r, 1+r.IntN(400))
		den := randomBig(r, 1+r.IntN(200))
		den.Add(den, big.NewInt(1))
		exp := r.IntN(2400) - 1300
		q := new(big.Rat).SetFrac(num, den)
		two := new(big.Rat).SetInt(new(big.Int).Lsh(big.NewInt(1), uint(max(exp, -exp))))
		if exp < 0 {
			two.Inv(two)
		}
		q.Mul(q, two)
		want, _ := q.Float64() // nearest, ties to even
		if got := Quo(num, den, exp); got != want {
			t.Fatalf("Quo = %g, want %g", got, want)
		}
		if d := QuoDouble(num, den, exp); !math.IsInf(d.Hi, 0) {
			want, _ := q.Sub(q, new(big.Rat).SetFloat64(d.Hi)).Float64()
			if d.Lo != want && math.Abs(d.Hi) > 1e-250 {
				t.Fatalf("QuoDouble.Lo = %g, want %g", d.Lo, want)
			}
			q.Add(q, new(big.Rat).SetFloat64(d.Hi))
		}
		// The root of q lies within half a unit of the result.
		s := SqrtQuo(num, den, exp)
		if s == 0 || math.IsInf(s, 0) {
			continue
		}
		if square(mid(s, math.Nextafter(s, math.Inf(1)))).Cmp(q) < 0 || square(mid(s, math.Nextafter(s, 0))).Cmp(q) > 0 {
			t.Fatalf("SqrtQuo = %g is not the nearest", s)
		}
	}
}

func TestQuotientsOfInts(t *testing.T) {
	r := rand.New(rand.NewPCG(15, 16))
	for i := range 20000 {
		a, b := 1+r.Int64N(1<<(1+r.IntN(40))), 1+r.Int64N(1<<(1+r.IntN(40)))
		num := Int{r.Int64() >> (2 + r.IntN(60)), r.Uint64()}
		switch i % 4 {
		case 0:
			num = FromInt64(r.Int64() >> r.IntN(63))
		case 1: // a square, or next to one: the root is a float64, or close
			num = Mul64(a, b).MulInt64(r.Int64N(3000)).MulInt64(1 + r.Int64N(2))
		case 2: // halfway between two float64
			h := int64(1)<<53 + 2*r.Int64N(1<<52) + 1
			a, b = 1, 1
			num = Mul64(h, h)
			num.Lo += uint64(r.IntN(3)) // Lo of an odd square is no 2⁶⁴−1 or so
		}
		want := SqrtQuo(num.Big(), Mul64(a, b).Big(), 0)
		if got := SqrtQuoInt(num, a, b); got != want {
			t.Fatalf("√(%v/(%d·%d)) = %.17g, want %.17g", num, a, b, got, want)
		}
		if got, want := QuoInt(num, a), Quo(num.Big(), big.NewInt(a), 0); num.Hi >= 0 && got != want {
			t.Fatalf("%v/%d = %.17g, want %.17g", num, a, got, want)
		}
		var f Float
		f.AddQuo(num, uint64(a), false)
		m, exp := f.Big()
		q := new(big.Int).Lsh(num.Big(), 128)
		q.Quo(q, big.NewInt(a))
		if m.Lsh(m, uint(exp+2176)); m.Cmp(q.Lsh(q, 2176-128)) != 0 {
			t.Fatalf("%v/%d", num, a)
		}
		if f.AddQuo(num, uint64(a), true); f.Float64() != 0 {
			t.Fatal("subtracting does not undo adding")
		}
	}
}

func mid(a, b float64) *big.Rat {
	m := new(big.Rat).Add(new(big.Rat).SetFloat64(a), new(big.Rat).SetFloat64(b))
	return m.Quo(m, big.NewRat(2, 1))
}

func square(a *big.Rat) *big.Rat { return new(big.Rat).Mul(a, a) }

func TestFloatInt(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 500 {
		v := Int{int64(r.Uint64()) >> r.IntN(64), r.Uint64()}
		var f Float
		f.AddInt(v, 0)
		if got, ok := f.Int(); !ok || got != v {
			t.Fatalf("%v came back as %v", v, got)
		}
		if f.Float64() != v.Float64() {
			t.Fatalf("%v: Float64 %g, want %g", v, f.Float64(), v.Float64())
		}
		f.AddInt(v, 0)
		f.Sub(&f)
		f.AddInt(v, -3)
		if got, ok := f.Int(); ok != (v.Lo&7 == 0) || got != shiftRight(v, 3) {
			t.Fatalf("%v/8 = %v, %v", v, got, ok)
		}
	}
	var f Float
	f.Add(math.MaxFloat64)
	if _, ok := f.Int(); ok {
		t.Error("1.8e308 does not fit an Int")
	}
}

func shiftRight(v Int, n uint) Int { return Int{v.Hi >> n, v.Lo>>n | uint64(v.Hi)<<(64-n)} }

func TestSum(t *testing.T) {
	if v := (Int{-5, 7}); IntSum(v).Int() != v {
		t.Error("Int does not come back")
	}
	if d := (Double{1, -1e-20}); TripleSum(Triple{Hi: d.Hi, Mid: d.Lo}).Double() != d {
		t.Error("Double does not come back")
	}
	if d := (Triple{1, -1e-20, 1e-50}); TripleSum(d).Triple() != d {
		t.Error("Triple does not come back")
	}
}

func BenchmarkFloat(b *testing.B) {
	x := make([]float64, 4096)
	r := rand.New(rand.NewPCG(9, 9))
	for i := range x {
		x[i] = r.NormFloat64()
	}
	b.ReportAllocs()
	for _, k := range []string{"Add", "AddProduct"} {
		b.Run(k, func(b *testing.B) {
			b.SetBytes(int64(8 * len(x)))
			var f Float
			for b.Loop() {
				for _, v := range x {
					if k == "Add" {
						f.Add(v)
					} else {
						f.AddProduct(v, v)
					}
				}
			}
		})
	}
}

func randomBig(r *rand.Rand, bits int) *big.Int {
	n := new(big.Int)
	for ; bits > 0; bits -= 64 {
		n.Lsh(n, 64)
		n.Or(n, new(big.Int).SetUint64(r.Uint64()>>max(0, 64-bits)))
	}
	return n
}

func BenchmarkTriple(b *testing.B) {
	var f Float
	for i := range 1000 {
		f.AddSquare(float64(i) / 7)
	}
	b.ReportAllocs()
	for b.Loop() {
		f.Triple()
	}
}

// Chunks that are as large as maxAdds terms can make them take one more.
func TestFloatFullChunks(t *testing.T) {
	for _, sign := range []float64{1, -1} {
		var f Float
		f.Add(sign)
		for i := range f.chunks {
			f.chunks[i] = int64(sign) * maxAdds * mask32
		}
		f.adds = maxAdds
		want, exp := f.Big()
		one := new(big.Int).Lsh(big.NewInt(int64(sign)), uint(-exp))
		f.Add(sign)
		got, after := f.Big()
		if after != exp || got.Cmp(want.Add(want, one)) != 0 {
			t.Errorf("%v·2^%d, want %v·2^%d", got, after, want, exp)
		}
	}
}
