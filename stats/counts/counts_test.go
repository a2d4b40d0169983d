package counts

import (
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/bandprep/bandprep/raster"
)

func TestPercentileOfNothing(t *testing.T) {
	if !math.IsNaN(NewHistogram(raster.Uint8).Percentile(50)) || !math.IsNaN(new(Sketch).Percentile(50)) {
		t.Error("a percentile of no samples is a number")
	}
	h := NewHistogram(raster.Uint16)
	h.Counts[65535] = 1
	for _, p := range []float64{0, 1e-9, 50, 100} {
		if h.Percentile(p) != 65535 {
			t.Errorf("%g %% of one sample: %g", p, h.Percentile(p))
		}
	}
}

// Merging equals one pass, bit for bit, and the error is bounded.
func TestSketchLaws(t *testing.T) {
	r := rand.New(rand.NewPCG(53, 54))
	for range 100 {
		var all Sketch
		parts := make([]Sketch, 3)
		x := make([]float64, 1+r.IntN(200))
		for i := range x {
			x[i] = math.Ldexp(r.NormFloat64(), r.IntN(60)-30)
			if r.IntN(10) == 0 {
				x[i] = 0
			}
			all.Add(x[i])
			parts[r.IntN(3)].Add(x[i])
		}
		var merged Sketch
		for _, i := range r.Perm(3) {
			merged.Merge(&parts[i])
		}
		if !reflect.DeepEqual(merged, all) {
			t.Fatalf("merged %+v\none pass %+v", merged, all)
		}
		slices.Sort(x)
		for range 20 {
			p := 100 * r.Float64()
			got, want := all.Percentile(p), x[rank(p, int64(len(x)))-1]
			if math.Abs(got-want) > SketchError*math.Abs(want) {
				t.Errorf("percentile %g = %.17g, want %.17g", p, got, want)
			}
		}
	}
}

func TestCount(t *testing.T) {
	r := rand.New(rand.NewPCG(55, 56))
	for _, n := range []int{0, 3, 513, 1000, 2048} {
		x := make([]uint8, n)
		want := make([]uint64, 256)
		for i := range x {
			x[i] = uint8(r.IntN(256) & r.IntN(256))
			want[x[i]]++
		}
		got := make([]uint64, 256)
		if Add(got, x); !slices.Equal(got, want) {
			t.Errorf("n %d: %v, want %v", n, got, want)
		}
	}
}

func TestMergeRefuses(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("histograms of different kinds were merged")
		}
	}()
	new(Histogram).Merge(NewHistogram(raster.Uint8))
}
