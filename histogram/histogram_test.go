package histogram

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/bandprep/bandprep/raster"
)

var types = []raster.SampleType{raster.Uint8, raster.Uint16, raster.Uint32, raster.Uint64, raster.Int8, raster.Int16, raster.Int32, raster.Int64,
	raster.Float16, raster.Float32, raster.Float64}

// The numbers of bins are those of the definition: a bin for each value of 8
// bits; eight for each doubling from 8 on, for both signs, and the 8 values below.
func TestBins(t *testing.T) {
	for typ, want := range map[raster.SampleType]int{
		raster.Uint8: 256, raster.Int8: 256,
		raster.Uint16: 8 + 13*8, raster.Uint32: 8 + 29*8, raster.Uint64: 8 + 61*8,
		raster.Int16: 2*(8+12*8) - 1 + 1, // one 0, and −32768 has no counterpart
		raster.Int32: 2*(8+28*8) - 1 + 1, raster.Int64: 2*(8+60*8) - 1,
		raster.Float16: 2*(8+64*8) - 1, raster.Float32: 2*(8+64*8) - 1, raster.Float64: 2*(8+64*8) - 1,
	} {
		if got := Bins(typ); got != want {
			t.Errorf("%s: %d bins, want %d", typ, got, want)
		}
	}
}

// Values that share a bin agree in sign, exponent and the first three bits of the
// mantissa, as math.Frexp gives them, and values that do not differ in one.
func TestSignExponentMantissa(t *testing.T) {
	parts := func(typ raster.SampleType, v float64) [3]float64 {
		if typ.IsFloat() {
			v = math.Trunc(v * (1 << 35))
		}
		if typ.Bits() == 8 || math.Abs(v) < 8 {
			return [3]float64{math.Trunc(v)}
		}
		m, e := math.Frexp(math.Abs(v))
		return [3]float64{math.Copysign(1, v), float64(e), math.Floor(m * 16)}
	}
	r := rand.New(rand.NewPCG(1, 2))
	for _, typ := range types {
		low, high := typ.Range()
		if typ.IsFloat() {
			low, high = math.Nextafter(-floatLimit, 0), math.Nextafter(floatLimit, 0)
		}
		last := 0.0
		for range 20_000 {
			v := math.Exp2(r.Float64()*80-40) * float64(1-2*r.IntN(2))
			if r.IntN(4) == 0 {
				v = last * (1 + r.Float64()/8)
			}
			if v = min(max(v, low), high); typ.IsInteger() {
				v = math.Trunc(v)
			}
			if same := parts(typ, v) == parts(typ, last); same != (Of(typ, v) == Of(typ, last)) {
				t.Fatalf("%s: %v in bin %d, %v in bin %d", typ, v, Of(typ, v), last, Of(typ, last))
			}
			last = v
		}
	}
}

// Every value lies between the edges of its bin, and edges ascend.
func TestEdges(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, typ := range types {
		edges := Edges(typ)
		if len(edges) != Bins(typ)+1 || !slices.IsSorted(edges) {
			t.Fatalf("%s: %d edges for %d bins, or not in order", typ, len(edges), Bins(typ))
		}
		least, most := typ.Range()
		if typ.IsFloat() {
			least, most = -floatLimit, floatLimit
		}
		for i := range 20_000 {
			v := math.Exp2(r.Float64()*72-40) * float64(1-2*r.IntN(2))
			switch i {
			case 0:
				v = least
			case 1:
				v = most
			}
			if v = min(max(v, least), most); typ.IsInteger() {
				v = math.Trunc(v)
			}
			if bin := Of(typ, v); v < edges[bin] || v > edges[bin+1] {
				t.Fatalf("%s: %v in bin %d from %v to %v", typ, v, bin, edges[bin], edges[bin+1])
			}
		}
	}
}

// However an item is cut, the counts are the same, and those of a plain count of
// every sample that is valid and finite.
func TestCounter(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, typ := range types {
		const bands, w = 2, 50
		whole, cut, plain := NewCounter(bands, typ), NewCounter(bands, typ), make([]int64, bands*Bins(typ))
		for k := range 3 {
			var b raster.Block
			b.Reset(raster.Window{W: w, H: 1}, bands, typ.Storage())
			low, high := typ.Range()
			if k > 0 {
				b.MakeValid()
			}
			for i := range bands * w {
				v := math.Trunc(min(max(r.NormFloat64()*1000, low), high))
				switch typ.Storage() {
				case raster.StoreU8:
					b.U8[i] = uint8(v)
				case raster.StoreU16:
					b.U16[i] = uint16(int64(v) + typ.Bias())
				default:
					if b.F64[i] = v; r.IntN(9) == 0 && typ.IsFloat() {
						b.F64[i] = []float64{math.NaN(), math.Inf(1), math.Inf(-1), 1e300, -1e-300}[r.IntN(5)]
					}
				}
				if k > 0 {
					b.Valid[i] = r.IntN(3) > 0
				}
				if x := b.At(i, typ); (b.Valid == nil || b.Valid[i]) && !math.IsNaN(x) && !math.IsInf(x, 0) {
					plain[i/w*Bins(typ)+Of(typ, x)]++
				}
			}
			whole.Add(&b, 1)
			other := NewCounter(bands, typ)
			var part raster.Block
			for x := 0; x < w; x += 7 {
				part.Crop(&b, raster.Window{X: x, W: min(7, w-x), H: 1})
				other.Add(&part, 1)
			}
			cut.Merge(other)
		}
		if !slices.Equal(whole.Counts(), plain) || !slices.Equal(cut.Counts(), plain) {
			t.Errorf("%s: counts differ", typ)
		}
	}
}
