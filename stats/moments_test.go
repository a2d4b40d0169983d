package stats

import (
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/bandprep/bandprep/exact"
	"github.com/bandprep/bandprep/raster"
)

// picture is an item for tests: true values, band after band.
type picture struct {
	t     raster.SampleType
	bands int
	n     int
	x     []float64
	valid []bool // nil: all
}

// block returns the pixels from, …, to−1 of p as they would be stored.
func (p picture) block(from, to int) *raster.Block {
	b := new(raster.Block)
	n := to - from
	b.Reset(raster.Window{W: n, H: 1}, p.bands, p.t.Storage())
	for band := range p.bands {
		for i := range n {
			v := p.x[band*p.n+from+i]
			switch k := band*n + i; {
			case b.U8 != nil:
				b.U8[k] = uint8(v)
			case b.U16 != nil:
				b.U16[k] = uint16(int64(v) + p.t.Bias())
			default:
				b.F64[k] = v
			}
		}
	}
	if p.valid != nil {
		flags := b.MakeValid()
		for band := range p.bands {
			copy(flags[band*n:][:n], p.valid[band*p.n+from:])
		}
	}
	return b
}

func (p picture) accumulate(o Options, cuts ...int) *Accumulator {
	a := NewAccumulator(p.bands, p.t, o)
	from := 0
	for _, to := range append(cuts, p.n) {
		a.Add(p.block(from, to))
		from = to
	}
	return a
}

func (p picture) moments(o Options) Moments {
	m := p.accumulate(o).Moments()
	return m
}

// oracle computes moments sample by sample, in sums whose own oracle is
// math/big.
func (p picture) oracle(o Options) Moments {
	valid := func(b, i int) bool {
		v := p.x[b*p.n+i]
		skip := o.Skip != nil && o.Skip[b]
		return !skip && (p.valid == nil || p.valid[b*p.n+i]) && !math.IsNaN(v) && !math.IsInf(v, 0)
	}
	dead := make([]bool, p.bands)
	anyDead := false
	for b := range dead {
		dead[b] = true
		for i := range p.n {
			dead[b] = dead[b] && !valid(b, i)
		}
		anyDead = anyDead || dead[b]
	}
	complete := func(i int) bool {
		living := false
		for b := range dead {
			if !dead[b] && !valid(b, i) {
				return false
			}
			living = living || !dead[b]
		}
		return living
	}
	m := Moments{Type: p.t, Bands: p.bands, Pixels: int64(p.n)}
	if anyDead {
		m.Dead = dead
	}
	sum := func(f func(i int) (x, y float64, ok bool)) exact.Sum {
		var s exact.Float
		for i := range p.n {
			if x, y, ok := f(i); ok {
				s.AddProduct(x, y)
			}
		}
		if p.t.IsInteger() {
			v, _ := s.Int()
			return exact.IntSum(v)
		}
		return exact.TripleSum(s.Triple())
	}
	for i := range p.n {
		if complete(i) {
			m.Complete++
		}
	}
	for b := range p.bands {
		at := func(i int) float64 { return p.x[b*p.n+i] }
		counts := func(i int) bool { return valid(b, i) && (!o.Complete || complete(i)) }
		n, lo, hi := int64(0), math.NaN(), math.NaN()
		for i := range p.n {
			if counts(i) {
				if n++; n == 1 {
					lo, hi = at(i), at(i)
				}
				lo, hi = min(lo, at(i)), max(hi, at(i))
			}
		}
		m.Valid, m.Min, m.Max = append(m.Valid, n), append(m.Min, lo), append(m.Max, hi)
		m.Sum = append(m.Sum, sum(func(i int) (float64, float64, bool) { return at(i), 1, counts(i) }))
		m.SumSquares = append(m.SumSquares, sum(func(i int) (float64, float64, bool) { return at(i), at(i), counts(i) }))
		m.SumComplete = append(m.SumComplete, sum(func(i int) (float64, float64, bool) { return at(i), 1, complete(i) && !dead[b] }))
		for c := b; !o.NoProducts && c < p.bands; c++ {
			m.SumProducts = append(m.SumProducts, sum(func(i int) (float64, float64, bool) {
				return at(i), p.x[c*p.n+i], complete(i) && !dead[b] && !dead[c]
			}))
		}
	}
	return m
}

// same compares moments, NaN being equal to NaN.
func same(t *testing.T, got, want Moments) {
	t.Helper()
	if got, want := withoutNaN(got), withoutNaN(want); !reflect.DeepEqual(got, want) {
		t.Fatalf("got  %+v\nwant %+v", got, want)
	}
}

func withoutNaN(m Moments) Moments {
	for _, list := range []*[]float64{&m.Min, &m.Max} {
		*list = slices.Clone(*list)
		for i, v := range *list {
			if math.IsNaN(v) {
				(*list)[i] = math.MaxFloat64
			}
		}
	}
	return m
}

var testTypes = []raster.SampleType{
	raster.Uint8, raster.Int8, raster.Uint16, raster.Int16, raster.Uint32, raster.Int32, raster.Uint64, raster.Int64, raster.Float32, raster.Float64,
}

func randomPicture(r *rand.Rand, t raster.SampleType, bands, n int) picture {
	p := picture{t: t, bands: bands, n: n, x: make([]float64, bands*n)}
	low, high := t.Range()
	style := r.IntN(4)
	for i := range p.x {
		switch {
		case t.IsInteger():
			low, high := max(low, -1<<53), min(high, 1<<53)
			switch style {
			case 0:
				p.x[i] = low + math.Floor(r.Float64()*(high-low+1))
			case 1:
				p.x[i] = []float64{low, high}[r.IntN(2)]
			case 2:
				p.x[i] = math.Floor(min(high, 100+r.Float64()*20))
			default:
				p.x[i] = high
			}
			if t.Bits() == 64 { // squares that fit
				p.x[i] = math.Trunc(p.x[i] / 8)
			}
		case style == 0:
			p.x[i] = r.NormFloat64()
		case style == 1:
			p.x[i] = math.Ldexp(r.NormFloat64(), r.IntN(120)-60)
		case style == 2:
			p.x[i] = 1e6 + r.Float64()
		default:
			p.x[i] = 0.1
		}
		if t == raster.Float32 {
			p.x[i] = float64(float32(p.x[i]))
		}
		if t.IsFloat() && r.IntN(50) == 0 {
			p.x[i] = []float64{math.NaN(), math.Inf(1), math.Inf(-1), 0, math.SmallestNonzeroFloat32}[r.IntN(5)]
		}
	}
	switch r.IntN(4) {
	case 0:
		p.valid = make([]bool, bands*n)
		for i := range p.valid {
			p.valid[i] = r.IntN(10) > 0
		}
	case 1: // a dead band and a band that comes alive late
		p.valid = make([]bool, bands*n)
		dead, late := r.IntN(bands+1), r.IntN(bands+1)
		for b := range bands {
			for i := range n {
				p.valid[b*n+i] = b != dead && (b != late || i > n/2)
			}
		}
	}
	return p
}

func TestMomentsAgainstOracle(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for _, kind := range testTypes {
		for range 60 {
			p := randomPicture(r, kind, 1+r.IntN(5), 1+r.IntN(60))
			for _, o := range []Options{{}, {NoProducts: true}, {Complete: true}, {Complete: true, NoProducts: true}} {
				want := p.oracle(o)
				same(t, p.moments(o), want)
				a, b := r.IntN(p.n+1), r.IntN(p.n+1)
				same(t, p.accumulate(o, min(a, b), max(a, b)).Moments(), want)
			}
		}
	}
}
