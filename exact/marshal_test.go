package exact

import (
	"encoding"
	"encoding/json"
	"math"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"
)

type coder[T any] interface {
	*T
	encoding.BinaryAppender
	encoding.BinaryMarshaler
	encoding.BinaryUnmarshaler
	encoding.TextAppender
	encoding.TextMarshaler
	encoding.TextUnmarshaler
}

func same[T comparable](a, b *T) bool { return *a == *b }

func sameFloat(a, b *Float) bool {
	var d Float
	d.Merge(a)
	d.Sub(b)
	m, _ := d.Big()
	return m.Sign() == 0
}

// roundTrip writes v in both forms and reads it back; appending must keep what
// is there.
func roundTrip[T any, P coder[T]](t *testing.T, v P, equal func(a, b *T) bool) {
	t.Helper()
	raw, err := v.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	text, err := v.MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	if b, _ := v.AppendBinary([]byte("ab")); string(b) != "ab"+string(raw) {
		t.Errorf("AppendBinary: %q, MarshalBinary %q", b, raw)
	}
	if b, _ := v.AppendText([]byte("ab")); string(b) != "ab"+string(text) {
		t.Errorf("AppendText: %q, MarshalText %q", b, text)
	}
	var a, b P = new(T), new(T)
	if err := a.UnmarshalBinary(raw); err != nil || !equal(a, v) {
		t.Errorf("%q came back from binary as %v: %v", text, a, err)
	}
	if err := b.UnmarshalText(text); err != nil || !equal(b, v) {
		t.Errorf("%q came back from text as %v: %v", text, b, err)
	}
}

func TestMarshal(t *testing.T) {
	r := rand.New(rand.NewPCG(21, 22))
	for range 2000 {
		v := Int{int64(r.Uint64()) >> r.IntN(64), r.Uint64()}
		roundTrip(t, &v, same)
		var f Float
		for range r.IntN(20) {
			f.AddProduct(anyFinite(r), anyFinite(r))
			f.Add(anyFinite(r))
		}
		roundTrip(t, &f, sameFloat)
		d, tr := f.Round(), f.Triple()
		roundTrip(t, &d, same)
		roundTrip(t, &tr, same)
		s := TripleSum(tr)
		roundTrip(t, &s, same)
	}
	for _, v := range []Int{{}, MinInt, MaxInt, {-1, math.MaxUint64}, {0, 1 << 63}} {
		roundTrip(t, &v, same)
	}
}

// Notations fixed by hand: other programs may read them.
func TestMarshalNotation(t *testing.T) {
	var f Float
	f.Add(-0.3) // -0x13333333333333p-54, as Python's (-0.3).hex() says in other digits
	f.Add(0)
	for _, c := range []struct {
		v            encoding.TextMarshaler
		text, binary string
	}{
		{Int{-1, 1 << 63}, "-9223372036854775808", "\x00\x00\x00\x00\x00\x00\x00\x80\xff\xff\xff\xff\xff\xff\xff\xff"},
		{MinInt, "-170141183460469231731687303715884105728", strings.Repeat("\x00", 15) + "\x80"},
		{Double{0.1, -1e-20}, "0.1 -1e-20", "\x9a\x99\x99\x99\x99\x99\xb9\x3f\x23\x42\x92\x0c\xa1\x9c\xc7\xbb"},
		{Triple{Hi: math.Inf(1)}, "+Inf 0 0", "\x00\x00\x00\x00\x00\x00\xf0\x7f" + strings.Repeat("\x00", 16)},
		{IntSum(FromInt64(5)), strings.Repeat("0", 16) + "05" + strings.Repeat("0", 30), strings.Repeat("\x00", 8) + "\x05" + strings.Repeat("\x00", 15)},
		{&f, "-0x13333333333333p-54", "\xca\xff\x01\x13\x33\x33\x33\x33\x33\x33"},
		{new(Float), "0x0p0", "\x00\x00\x00"},
	} {
		text, err := c.v.MarshalText()
		if err != nil || string(text) != c.text {
			t.Errorf("text %q, want %q: %v", text, c.text, err)
		}
		raw, err := c.v.(encoding.BinaryMarshaler).MarshalBinary()
		if err != nil || string(raw) != c.binary {
			t.Errorf("%s: binary %q, want %q: %v", c.text, raw, c.binary, err)
		}
	}
	list, err := json.Marshal(map[string]any{"n": FromInt64(7), "x": Triple{Hi: 1}})
	if want := `{"n":"7","x":"1 0 0"}`; err != nil || string(list) != want {
		t.Errorf("%s, want %s: %v", list, want, err)
	}
}

// Equal sums have equal bytes, whatever was added and taken away.
func TestFloatMarshalIsCanonical(t *testing.T) {
	r := rand.New(rand.NewPCG(23, 24))
	for range 300 {
		var a, b Float
		var x []float64
		for range 10 {
			x = append(x, anyFinite(r))
		}
		b.Add(1e300)
		b.AddProduct(5e-324, 5e-324)
		for i := range x {
			a.Add(x[i])
			b.Add(x[len(x)-1-i])
		}
		b.AddProduct(-5e-324, 5e-324)
		b.Add(-1e300)
		ta, _ := a.MarshalText()
		tb, _ := b.MarshalText()
		if string(ta) != string(tb) {
			t.Fatalf("%s and %s", ta, tb)
		}
	}
}

func TestUnmarshalRefuses(t *testing.T) {
	half := math.Nextafter(1, 2) - 1 // two halves of a unit beside 1: 1 is not the nearest
	parts := func(x ...float64) string { return string(appendFloats(nil, x...)) }
	for _, c := range []struct {
		v encoding.BinaryUnmarshaler
		b string
	}{
		{new(Int), ""}, {new(Int), strings.Repeat("a", 15)}, {new(Int), strings.Repeat("a", 17)},
		{new(Double), parts(1)}, {new(Double), parts(1, 0, 0)}, {new(Double), parts(1, half)}, {new(Double), parts(0, 1)},
		{new(Double), parts(math.NaN(), 0)}, {new(Double), parts(0, math.NaN())}, {new(Double), parts(math.Inf(1), 1)}, {new(Double), parts(1, math.Inf(1))},
		{new(Triple), parts(1, 0)}, {new(Triple), parts(1, 0, half)}, {new(Triple), parts(1, half/2, 1e-40)}, {new(Triple), parts(1, half/4, half/8)},
		{new(Triple), parts(math.Inf(1), 0, 1)}, {new(Triple), parts(math.Inf(1), math.NaN(), 0)}, {new(Triple), parts(1, 0, math.NaN())},
		{new(Sum), strings.Repeat("a", 23)}, {new(Sum), strings.Repeat("a", 25)},
		{new(Float), "\x00\x00"}, {new(Float), "\x00\x00\x02\x01"}, {new(Float), "\x7f\xf7\x00\x01"}, {new(Float), "\x80\x08\x00\x01"},
		{new(Float), "\x00\x00\x00" + strings.Repeat("\xff", 545)}, {new(Float), "\x01\x00\x00" + strings.Repeat("\xff", 272)},
	} {
		if err := c.v.UnmarshalBinary([]byte(c.b)); err == nil {
			t.Errorf("%T took %q", c.v, c.b)
		}
	}
	for _, c := range []struct {
		v encoding.TextUnmarshaler
		s string
	}{
		{new(Int), ""}, {new(Int), "1.5"}, {new(Int), "170141183460469231731687303715884105728"}, {new(Int), "-170141183460469231731687303715884105729"},
		{new(Int), strings.Repeat("0", 41)}, {new(Int), "0x10"},
		{new(Double), "1"}, {new(Double), "1 0 0"}, {new(Double), "1  0"}, {new(Double), "1e400 0"}, {new(Double), "one 0"}, {new(Double), "NaN 0"},
		{new(Triple), "1 0"}, {new(Triple), "1 0 0 0"}, {new(Triple), "1 0 " + strings.Repeat("0", 200)}, {new(Triple), "1 1 0"},
		{new(Sum), "00"}, {new(Sum), strings.Repeat("g", 48)}, {new(Sum), strings.Repeat("0", 50)},
		{new(Float), ""}, {new(Float), "0x"}, {new(Float), "0xp0"}, {new(Float), "1p0"}, {new(Float), "0x1"}, {new(Float), "0x-1p0"}, {new(Float), "--0x1p0"}, {new(Float), "0x+1p0"},
		{new(Float), "0x1p-2177"}, {new(Float), "0x1p2176"}, {new(Float), "0x1p99999"}, {new(Float), "0x1gp0"}, {new(Float), "0x1p"}, {new(Float), "0x" + strings.Repeat("0", 2000) + "p0"},
	} {
		if err := c.v.UnmarshalText([]byte(c.s)); err == nil {
			t.Errorf("%T took %q", c.v, c.s)
		}
	}
}

// A sum at either end of the range is written and read, one beyond is an error.
func TestFloatMarshalRange(t *testing.T) {
	for _, text := range []string{"0x1p-2176", "-0x1p2175"} {
		var f Float
		if err := f.UnmarshalText([]byte(text)); err != nil {
			t.Fatal(err)
		}
		roundTrip(t, &f, sameFloat)
		if got, _ := f.MarshalText(); string(got) != text {
			t.Errorf("%s came back as %s", text, got)
		}
	}
	var f Float
	f.AddInt(FromInt64(1), 2176)
	if _, err := f.MarshalBinary(); err == nil {
		t.Error("2^2176 was written")
	}
	if _, err := f.MarshalText(); err == nil {
		t.Error("2^2176 was written")
	}
	f.AddInt(FromInt64(-1), 2176) // 0 again
	f.AddInt(FromInt64(-3), 2170)
	roundTrip(t, &f, sameFloat)
	m, exp := f.Big()
	if m.Lsh(m, uint(exp+2176)); m.Cmp(new(big.Int).Lsh(big.NewInt(-3), 2170+2176)) != 0 {
		t.Errorf("-3·2^2170 is %v·2^-2176", m)
	}
}

// What is refused leaves the destination alone.
func TestUnmarshalKeeps(t *testing.T) {
	f, tr := new(Float), Triple{Hi: 3}
	f.Add(2)
	if f.UnmarshalText([]byte("0x1p5000")) == nil || f.UnmarshalBinary([]byte("a")) == nil || f.Float64() != 2 {
		t.Errorf("%v after errors, want 2", f.Float64())
	}
	if tr.UnmarshalText([]byte("1 2 3")) == nil || tr != (Triple{Hi: 3}) {
		t.Errorf("%v after an error", tr)
	}
	if err := f.UnmarshalText([]byte("0x10p0")); err != nil || f.Float64() != 16 {
		t.Errorf("%v: %v; want 16 in place of 2", f.Float64(), err)
	}
}

// fuzzEncoding reads any bytes in both forms. What is accepted has to come
// back equal from both.
func fuzzEncoding[T any, P coder[T]](f *testing.F, equal func(a, b *T) bool, seeds ...P) {
	f.Add([]byte("1 0"))
	for _, s := range seeds {
		raw, _ := s.MarshalBinary()
		text, _ := s.MarshalText()
		f.Add(raw)
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if v := P(new(T)); v.UnmarshalBinary(data) == nil {
			roundTrip(t, v, equal)
		}
		if v := P(new(T)); v.UnmarshalText(data) == nil {
			roundTrip(t, v, equal)
		}
	})
}

func FuzzIntEncoding(f *testing.F) { fuzzEncoding(f, same, &Int{-3, 5}, &MaxInt, &MinInt) }
func FuzzSumEncoding(f *testing.F) { fuzzEncoding(f, same, &Sum{1, 2, 3}) }
func FuzzDoubleEncoding(f *testing.F) {
	fuzzEncoding(f, same, &Double{0.1, -1e-20}, &Double{Hi: math.Inf(-1)})
}
func FuzzTripleEncoding(f *testing.F) { fuzzEncoding(f, same, &Triple{1e8, 1e-9, -1e-30}, &Triple{}) }
func FuzzFloatEncoding(f *testing.F) {
	var a, b Float
	a.Add(1e300)
	a.AddProduct(5e-324, -5e-324)
	b.Add(-0.3)
	fuzzEncoding(f, sameFloat, &a, &b, new(Float))
}
