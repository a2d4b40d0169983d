package table

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/bandprep/bandprep/exact"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/stats"
)

// drawFloat draws any float64 in any bits: NaNs, infinities, −0 and whole
// numbers among them.
func drawFloat(t *rapid.T, name string) float64 {
	return rapid.OneOf(
		rapid.Map(rapid.Uint64(), math.Float64frombits),
		rapid.Map(rapid.Int64Range(-70000, 70000), func(n int64) float64 { return float64(n) }),
		rapid.SampledFrom([]float64{math.NaN(), math.Inf(1), math.Inf(-1), math.Copysign(0, -1), 1 << 53, 1<<53 - 1, -1 << 53, 1 - 1<<53, 0.1, 1e300}),
	).Draw(t, name)
}

// drawSums draws sums of the kind that belongs to the type.
func drawSums(t *rapid.T, name string, n int, integer, wide bool) []exact.Sum {
	list := make([]exact.Sum, n)
	for i := range list {
		switch {
		case !integer:
			list[i] = exact.TripleSum(exact.Triple{Hi: drawFloat(t, name), Mid: drawFloat(t, name), Lo: drawFloat(t, name)})
		case wide:
			list[i] = exact.IntSum(exact.Int{Hi: rapid.Int64().Draw(t, name), Lo: rapid.Uint64().Draw(t, name)})
		default:
			list[i] = exact.IntSum(exact.FromInt64(rapid.Int64().Draw(t, name)))
		}
	}
	return list
}

func drawMoments(t *rapid.T) stats.Moments {
	m := stats.Moments{
		Type:     rapid.SampledFrom(allTypes()).Draw(t, "type"),
		Bands:    rapid.IntRange(1, 6).Draw(t, "bands"),
		Pixels:   rapid.Int64Min(0).Draw(t, "pixels"),
		Complete: rapid.Int64Min(0).Draw(t, "complete"),
	}
	n, integer, wide := m.Bands, stats.IntegerSums(m.Type), rapid.Bool().Draw(t, "wide")
	valid, dead := rapid.Bool().Draw(t, "all valid"), rapid.Bool().Draw(t, "some dead")
	for range n {
		m.Min, m.Max = append(m.Min, drawFloat(t, "min")), append(m.Max, drawFloat(t, "max"))
		v := m.Pixels
		if !valid {
			v = rapid.Int64Range(0, m.Pixels).Draw(t, "valid")
		}
		m.Valid = append(m.Valid, v)
		if dead {
			m.Dead = append(m.Dead, rapid.Bool().Draw(t, "dead"))
		}
	}
	if valid && rapid.Bool().Draw(t, "all complete") {
		m.Complete = m.Pixels
	}
	m.Sum = drawSums(t, "sum", n, integer, wide)
	m.SumSquares = drawSums(t, "squares", n, integer, wide)
	m.SumComplete = m.Sum
	if rapid.Bool().Draw(t, "own sums") {
		m.SumComplete = drawSums(t, "complete sums", n, integer, wide)
	}
	if rapid.Bool().Draw(t, "products") {
		m.SumProducts = drawSums(t, "products", stats.Pairs(n), integer, wide)
		if rapid.Bool().Draw(t, "squares are the diagonal") {
			for i := range n {
				m.SumProducts[stats.Pair(i, i, n)] = m.SumSquares[i]
			}
		}
	}
	return m
}

func allTypes() (list []raster.SampleType) {
	for t := range raster.SampleType(32) {
		if parsed, err := raster.ParseSampleType(t.String()); err == nil && parsed == t {
			list = append(list, t)
		}
	}
	return list
}

// text writes moments so that NaNs and zeros of either sign are told apart.
func text(m stats.Moments) string {
	var extremes []uint64
	for i := range m.Min {
		extremes = append(extremes, math.Float64bits(m.Min[i]), math.Float64bits(m.Max[i]))
	}
	m.Min, m.Max = nil, nil
	return fmt.Sprintf("%x %#v", extremes, m)
}

func TestPackedMomentsComeBack(t *testing.T) {
	if n := len(allTypes()); n < 10 {
		t.Fatalf("only %d sample types", n)
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawMoments(t), drawMoments(t)
		data := packed(AppendMoments(AppendMoments(nil, &a), &b))
		for _, want := range []stats.Moments{a, b} {
			if got := data.moments(); text(got) != text(want) {
				t.Fatalf("got  %s\nwant %s", text(got), text(want))
			}
		}
		if len(data) != 0 {
			t.Fatalf("%d bytes are left", len(data))
		}
	})
}

// TestPackedMomentsOfBlocks packs what accumulators really give.
func TestPackedMomentsOfBlocks(t *testing.T) {
	for _, typ := range allTypes() {
		for _, o := range []stats.Options{{}, {NoProducts: true}, {Skip: []bool{false, true, false}}} {
			acc := stats.NewAccumulator(3, typ, o)
			var b raster.Block
			b.Reset(raster.Window{W: 5, H: 4}, 3, typ.Storage())
			for i := range 60 {
				switch {
				case b.U8 != nil:
					b.U8[i] = byte(i * 37)
				case b.U16 != nil:
					b.U16[i] = uint16(i * 3701)
				default:
					b.F64[i] = float64(i) * 3.5
					if typ.IsInteger() {
						b.F64[i] = float64(i * 4)
					}
				}
			}
			acc.Add(&b)
			want := acc.Moments()
			data := packed(AppendMoments(nil, &want))
			if got := data.moments(); text(got) != text(want) || len(data) != 0 {
				t.Errorf("%s %+v: got %+v, want %+v", typ, o, got, want)
			}
		}
	}
}

// TestPackedMomentsAreSmall holds the size that the memory per item is made of.
func TestPackedMomentsAreSmall(t *testing.T) {
	acc := stats.NewAccumulator(3, raster.Uint8, stats.Options{})
	var b raster.Block
	b.Reset(raster.Window{W: 32, H: 32}, 3, raster.Uint8.Storage())
	for i := range b.U8 {
		b.U8[i] = byte(i * i)
	}
	acc.Add(&b)
	m := acc.Moments()
	if n := len(AppendMoments(nil, &m)); n > 60 {
		t.Errorf("a photo of 32×32 pixels takes %d bytes", n)
	}
}
