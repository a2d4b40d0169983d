package pipeline_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/internal/radiometry"
	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/pipeline/table"
)

// radiometricMistakes changes items as a mistake would; highest is the largest value of their type.
var radiometricMistakes = []struct {
	name string
	do   func(it *radiometry.Item, highest, deviation float64)
	says string
}{
	{"scaled down", func(it *radiometry.Item, _, _ float64) { multiply(it, 1e-4) }, "about 1/"},
	{"8 bits among 16", func(it *radiometry.Item, _, _ float64) { multiply(it, 256) }, "times those"},
	{"shifted", func(it *radiometry.Item, _, deviation float64) { add(it, 4*deviation) }, "was added"},
}

func multiply(it *radiometry.Item, by float64) {
	for b := range it.Mean {
		it.Mean[b], it.StdDev[b], it.Min[b], it.Max[b] = it.Mean[b]*by, it.StdDev[b]*by, it.Min[b]*by, it.Max[b]*by
	}
}

func add(it *radiometry.Item, what float64) {
	for b := range it.Mean {
		it.Mean[b], it.Min[b], it.Max[b] = it.Mean[b]+what, it.Min[b]+what, it.Max[b]+what
	}
}

func among(some, all []int) bool {
	return !slices.ContainsFunc(some, func(i int) bool { return !slices.Contains(all, i) })
}

// TestRadiometry plants mistakes in real sets, in 5 % to 45 % of the items: what is
// said is that mistake, of planted items only, and nothing of the sets as they are.
// Scaled items are always found; it counts how many of the others are.
func TestRadiometry(t *testing.T) {
	for _, set := range [][]string{{"multispectral", "water-12band"}, {"multispectral", "naip-4band"}, {"photos", "clothing"}, {"photos", "imagenet-sample"}} {
		made := measureTable(t, options(), testfile.Shared(t, set...))
		var clean []radiometry.Item
		highest := 0.0
		for i := range made.Rows.Len() {
			m := made.Rows.Moments(i)
			if m.Dead != nil {
				continue
			}
			mean, deviation := table.MeanStdDev(&m)
			clean = append(clean, radiometry.Item{Mean: mean, StdDev: deviation, Min: m.Min, Max: m.Max})
			highest = max(highest, slices.Max(m.Max))
		}
		if b := radiometry.Find(clean); b != nil {
			t.Errorf("%v as it is: %d items, %s", set, len(b.Items), b.Sentence)
		}
		var said []string
		for _, p := range radiometricMistakes {
			found := 0
			shares := []float64{0.05, 0.15, 0.3, 0.45}
			for k, share := range shares {
				items := make([]radiometry.Item, len(clean))
				deviation := 0.0
				for i, it := range clean {
					items[i] = radiometry.Item{Mean: slices.Clone(it.Mean), StdDev: slices.Clone(it.StdDev), Min: slices.Clone(it.Min), Max: slices.Clone(it.Max)}
					for _, s := range it.StdDev {
						deviation += s / float64(len(clean)*len(it.StdDev))
					}
				}
				odd := rand.New(rand.NewPCG(1, uint64(k))).Perm(len(items))[:max(3, int(share*float64(len(items))+0.999))]
				slices.Sort(odd)
				for _, i := range odd {
					p.do(&items[i], highest, deviation)
				}
				b := radiometry.Find(items)
				switch {
				case b == nil:
				case 2*len(b.Items) < len(odd) || !among(b.Items, odd) || !strings.Contains(b.Sentence, p.says):
					t.Errorf("%v, %s in %d of %d: %d items, %s", set, p.name, len(odd), len(items), len(b.Items), b.Sentence)
				default:
					found++
				}
			}
			if always := strings.Contains(p.says, "about") || strings.Contains(p.says, "times"); always && len(clean) >= 20 && found < len(shares) {
				t.Errorf("%v: %s is found %d times of %d", set, p.name, found, len(shares))
			}
			said = append(said, fmt.Sprintf("%s %d of %d", p.name, found, len(shares)))
		}
		t.Log(set, len(clean), "items: ", strings.Join(said, ", "))
	}
}
