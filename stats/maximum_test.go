package stats_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/stats"
)

// TestCompareClustersKeepsItsPromise holds that two random halves of clusters
// have a p of at most α in at most α of all cases, for bands that go together
// and items of a cluster that resemble each other.
func TestCompareClustersKeepsItsPromise(t *testing.T) {
	const repeats = 500
	r := rand.New(rand.NewPCG(7, 7))
	levels := []float64{0.01, 0.05, 0.1, 0.5}
	below := make([]int, len(levels))
	for range repeats {
		sides := [2]*stats.Clusters{stats.NewClusters(), stats.NewClusters()}
		for c := range 30 {
			level := r.NormFloat64() * 3
			for range 1 + r.IntN(4) {
				m := twoPixels(100+level+r.NormFloat64(), 80-level+r.NormFloat64(), 50+r.NormFloat64())
				if err := sides[c%2].Add(fmt.Sprint(c), &m); err != nil {
					t.Fatal(err)
				}
			}
		}
		p := stats.CompareClusters(sides[0], sides[1], 199, r.Uint64()).P
		for i, level := range levels {
			if p <= level {
				below[i]++
			}
		}
	}
	for i, level := range levels {
		// Three standard errors of the binomial distribution.
		if most := level*repeats + 3*math.Sqrt(level*(1-level)*repeats); float64(below[i]) > most {
			t.Errorf("p is at most %v in %d of %d cases", level, below[i], repeats)
		}
	}
}

// TestCompareClustersSees holds that a shift of one band of three is seen, and
// that as many items in few clusters prove nothing.
func TestCompareClustersSees(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	p := func(clusters int) float64 {
		sides := [2]*stats.Clusters{stats.NewClusters(), stats.NewClusters()}
		for i := range 80 {
			m := twoPixels(100+r.NormFloat64(), 80+r.NormFloat64(), 50+float64(i%2)*5)
			if err := sides[i%2].Add(fmt.Sprint(i/2%clusters), &m); err != nil {
				t.Fatal(err)
			}
		}
		return stats.CompareClusters(sides[0], sides[1], 999, 1).P
	}
	if got := p(40); got != 0.001 {
		t.Errorf("40 clusters: p %v", got)
	}
	if got := p(3); !math.IsNaN(got) {
		t.Errorf("3 clusters: p %v", got)
	}
}

func twoPixels(means ...float64) stats.Moments {
	b := &raster.Block{Window: raster.Window{W: 2, H: 1}, Bands: len(means)}
	for _, m := range means {
		b.F64 = append(b.F64, m-2, m+2)
	}
	a := stats.NewAccumulator(len(means), raster.Float64, stats.Options{NoProducts: true})
	a.Add(b)
	return a.Moments()
}
