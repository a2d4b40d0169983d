package stats

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/exact"
	"github.com/bandprep/bandprep/raster"
)

// roundTrip writes m in both forms and reads it back.
func roundTrip(t *testing.T, m Moments) {
	t.Helper()
	raw, err := m.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	var a, b Moments
	if err := a.UnmarshalBinary(raw); err != nil {
		t.Fatalf("%+v: %v", m, err)
	}
	same(t, a, m)
	text, err := json.Marshal(m) // a value, not a pointer
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &b); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	same(t, b, m)
}

// What any samples yield is valid and comes back equal.
func TestMomentsMarshal(t *testing.T) {
	r := rand.New(rand.NewPCG(101, 102))
	for _, kind := range append(testTypes, raster.Float16) {
		for range 60 {
			p := randomPicture(r, kind, 1+r.IntN(5), 1+r.IntN(60))
			if kind == raster.Float16 {
				for i := range p.x {
					p.x[i] = math.Trunc(math.Mod(p.x[i], 2048))
				}
			}
			for _, o := range []Options{{}, {NoProducts: true}, {Complete: true}} {
				m := p.moments(o)
				if err := m.Validate(); err != nil {
					t.Fatalf("%+v: %v", m, err)
				}
				roundTrip(t, m)
				roundTrip(t, m.Select([]int{p.bands - 1, 0}))
			}
		}
	}
}

// Sums that are rounded, vanish or leave the range of float64.
func TestMomentsMarshalExtremes(t *testing.T) {
	r := rand.New(rand.NewPCG(103, 104))
	for range 300 {
		x := make([][]float64, 2)
		for b := range x {
			exp := r.IntN(2098) - 1074
			for range 5 {
				x[b] = append(x[b], math.Ldexp(r.Float64()-0.5, exp-r.IntN(60)))
			}
		}
		m := item(raster.Float64, x...).moments(Options{})
		if err := m.Validate(); err != nil && !errors.Is(err, ErrRange) {
			t.Fatalf("%v: %v", x, err)
		}
		roundTrip(t, m)
	}
	huge := item(raster.Float64, []float64{1e200, 2}).moments(Options{})
	if err := huge.Validate(); !errors.Is(err, ErrRange) {
		t.Errorf("squares of 1e200: %v", err)
	}
	roundTrip(t, huge)
	large := item(raster.Uint64, []float64{1 << 63, 1 << 63, 1 << 63, 1 << 63, 1 << 63}).moments(Options{})
	if err := large.Validate(); !errors.Is(err, ErrRange) {
		t.Errorf("squares of 2^63: %v", err)
	}
	roundTrip(t, large)
}

func TestMomentsJSON(t *testing.T) {
	p := item(raster.Float32, []float64{0.5, 1.5}, []float64{7, 7}).without(99, 7)
	got, err := json.Marshal(p.moments(Options{}))
	want := `{"type":"float32","bands":2,"pixels":2,"valid":[2,0],"min":[0.5,null],"max":[1.5,null],"complete":2,` +
		`"sum":["2 0 0","0 0 0"],"sum_squares":["2.5 0 0","0 0 0"],"sum_complete":["2 0 0","0 0 0"],` +
		`"sum_products":["2.5 0 0","0 0 0","0 0 0"],"dead":[false,true]}`
	if err != nil || string(got) != want {
		t.Errorf("%v\ngot  %s\nwant %s", err, got, want)
	}
	for _, text := range []string{`{}`, `[]`, `{"type":"uint8","bands":1}`, strings.Replace(want, `"2.5 0 0"`, `"2.5"`, 1), strings.Replace(want, "float32", "float12", 1)} {
		if err := new(Moments).UnmarshalJSON([]byte(text)); err == nil {
			t.Errorf("%s was taken", text)
		}
	}
}

// Each change contradicts what is left; the samples are 3, 5 and 3, 4.
func TestValidateRefuses(t *testing.T) {
	for _, kind := range []raster.SampleType{raster.Uint8, raster.Uint64, raster.Float64} {
		sum := func(v int64) exact.Sum {
			if kind.IsFloat() {
				return exact.TripleSum(exact.Triple{Hi: float64(v)})
			}
			return exact.IntSum(exact.FromInt64(v))
		}
		for what, change := range map[string]func(m *Moments){
			"pixels":               func(m *Moments) { m.Pixels = 1 },
			"negative pixels":      func(m *Moments) { m.Pixels, m.Complete = -1, -1 },
			"complete":             func(m *Moments) { m.Complete = 3 },
			"negative complete":    func(m *Moments) { m.Complete = -1 },
			"valid":                func(m *Moments) { m.Valid[0] = 3 },
			"negative valid":       func(m *Moments) { m.Valid[0] = -1 },
			"valid below complete": func(m *Moments) { m.Valid[1] = 1 },
			"type":                 func(m *Moments) { m.Type = raster.Unknown },
			"type beyond":          func(m *Moments) { m.Type = raster.Float64 + 1 },
			"no bands":             func(m *Moments) { *m = Moments{Type: m.Type} },
			"minimum":              func(m *Moments) { m.Min[0] = 6 },
			"NaN minimum":          func(m *Moments) { m.Min[0] = math.NaN() },
			"infinite maximum":     func(m *Moments) { m.Max[0] = math.Inf(1) },
			"sum below":            func(m *Moments) { m.Sum[0] = sum(5) },
			"sum above":            func(m *Moments) { m.Sum[0] = sum(11) },
			"squares below":        func(m *Moments) { m.SumSquares[0] = sum(31) },
			"squares above":        func(m *Moments) { m.SumSquares[0] = sum(51) },
			"complete sum below":   func(m *Moments) { m.SumComplete[1] = sum(5) },
			"complete sum above":   func(m *Moments) { m.SumComplete[1] = sum(9) },
			"own product below":    func(m *Moments) { m.SumProducts[0] = sum(31) },
			"own product above":    func(m *Moments) { m.SumProducts[0] = sum(35) },
			"product":              func(m *Moments) { m.SumProducts[1] = sum(30) },
			"negative product":     func(m *Moments) { m.SumProducts[1] = sum(-30) },
			"no dead band":         func(m *Moments) { m.Dead = make([]bool, 2) },
			"living dead band":     func(m *Moments) { m.Dead = []bool{true, false} },
			"list":                 func(m *Moments) { m.Max = m.Max[:1] },
			"products":             func(m *Moments) { m.SumProducts = m.SumProducts[:2] },
			"dead list":            func(m *Moments) { m.Dead = []bool{true} },
		} {
			m := item(kind, []float64{3, 5}, []float64{3, 4}).moments(Options{})
			if err := m.Validate(); err != nil {
				t.Fatal(err)
			}
			change(&m)
			if err := m.Validate(); err == nil {
				t.Errorf("%s, %s: valid", kind, what)
			}
		}
	}
	dead := item(raster.Uint8, []float64{3, 5}, []float64{0, 0}).without(99, 0).moments(Options{})
	if err := dead.Validate(); err != nil {
		t.Fatal(err)
	}
	dead.Min[1], dead.Max[1] = 0, 0
	if dead.Validate() == nil {
		t.Error("extremes without samples are valid")
	}
	dead.Min[1], dead.Max[1] = math.NaN(), math.NaN()
	dead.SumSquares[1] = exact.IntSum(exact.FromInt64(1))
	if dead.Validate() == nil {
		t.Error("squares without samples are valid")
	}
	half := item(raster.Uint8, []float64{3, 5}).moments(Options{})
	half.Max[0] = 5.5
	if half.Validate() == nil {
		t.Error("a maximum of 5.5 in uint8 is valid")
	}
}

// Bounds hold with equality for samples that attain them.
func TestValidateAttained(t *testing.T) {
	for _, x := range [][]float64{{7, 7, 7}, {0, 0}, {0.1, 0.1, 0.1}, {1e-200, 1e-200, 1e-200}, {-5e-324, -5e-324}, {1e8 + 0.1, 1e8 + 0.1, 1e8 + 0.1}, {-3, 3}} {
		kind := raster.Float64
		m := item(kind, x, x).moments(Options{})
		if err := m.Validate(); err != nil {
			t.Errorf("%v: %v", x, err)
		}
	}
}

// A sum of squares that no samples have is an error, never a panic.
func TestNegativeVariance(t *testing.T) {
	m := item(raster.Uint8, []float64{3, 5}).moments(Options{})
	m.SumSquares[0] = exact.IntSum(exact.FromInt64(31)) // 32 would be a variance of 0
	if NewTotal().Add(&m) == nil || NewItemSample().Add(&m) == nil {
		t.Error("a negative variance was counted")
	}
	if _, stddev := m.MeanStdDev(0, 0); !math.IsNaN(stddev) {
		t.Errorf("the root of a negative variance is %v", stddev)
	}
	m.SumSquares[0] = exact.IntSum(exact.FromInt64(32))
	if err := NewTotal().Add(&m); err != nil {
		t.Error(err)
	}
	if _, stddev := m.MeanStdDev(0, 0); stddev != 0 {
		t.Errorf("standard deviation %v, want 0", stddev)
	}
}

// FuzzMoments reads any bytes in both forms. What is accepted comes back
// equal, and is folded without a panic.
func FuzzMoments(f *testing.F) {
	for _, p := range []picture{
		item(raster.Uint8, []float64{1, 2, 255}, []float64{0, 0, 3}), item(raster.Float32, []float64{0.5, 1.5}, []float64{7, 7}).without(99, 7),
		item(raster.Int64, []float64{-1 << 60, 1 << 60}), item(raster.Float64, []float64{1e200}),
	} {
		for _, o := range []Options{{}, {NoProducts: true}} {
			m := p.moments(o)
			raw, _ := m.MarshalBinary()
			text, _ := m.MarshalJSON()
			f.Add(raw)
			f.Add(text)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var m Moments
		if m.UnmarshalBinary(data) != nil && m.UnmarshalJSON(data) != nil {
			return
		}
		roundTrip(t, m)
		raw, _ := m.MarshalBinary()
		if again, _ := m.AppendBinary([]byte{9}); !bytes.Equal(again[1:], raw) {
			t.Fatal("the same moments have other bytes")
		}
		for b := range m.Bands {
			m.MeanStdDev(b, 0)
			m.MeanStdDev(b, 1)
		}
		sum, sample := NewTotal(), NewItemSample()
		if err := sum.Add(&m); err == nil {
			sum.Summary(0)
			sum.Summary(1)
		}
		if err := sample.Add(&m); err == nil {
			sample.Estimates(0.95, 0)
		}
	})
}

// The allowance for rounding is as small as rounding: a sum of squares that is
// too small by 2⁻¹²⁰ of it is refused.
func TestValidateIsTight(t *testing.T) {
	m := item(raster.Float64, []float64{0.5, 0.5}).moments(Options{NoProducts: true})
	if err := m.Validate(); err != nil {
		t.Fatal(err)
	}
	m.SumSquares[0] = exact.TripleSum(exact.Triple{Hi: 0.5, Mid: -0x1p-121})
	if m.Validate() == nil {
		t.Error("a variance below 0 is valid")
	}
}
