package radiometry

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// scenes makes items of some bands as reflectance times 10,000: each as bright as its
// light and its ground, in summer or, where seasons are two, in winter, which is darker
// by a third and of another colour.
func scenes(r *rand.Rand, n, bands, seasons int) []Item {
	items := make([]Item, n)
	for i := range items {
		winter := i%2 == 1 && seasons == 2
		light := math.Exp(0.25 * r.NormFloat64())
		it := &items[i]
		for b := range bands {
			usual := 800 + 300*float64(b)*(1+0.3*math.Sin(float64(b)))
			if winter {
				usual *= 0.66 * (1 + 0.2*math.Cos(float64(b)))
			}
			mean := usual * light * (1 + 0.05*r.NormFloat64())
			deviation := 0.3 * mean * math.Exp(0.2*r.NormFloat64())
			low := math.Max(1, 0.2*mean*(1+0.2*r.NormFloat64()))
			it.Mean, it.StdDev = append(it.Mean, mean), append(it.StdDev, deviation)
			it.Min, it.Max = append(it.Min, low), append(it.Max, mean+5*deviation*(1+0.1*r.Float64()))
		}
	}
	return items
}

func change(it *Item, by, plus float64) {
	for _, list := range [][]float64{it.Mean, it.Min, it.Max} {
		for b := range list {
			list[b] = by*list[b] + plus
		}
	}
	for b := range it.StdDev {
		it.StdDev[b] *= math.Abs(by)
	}
	if by < 0 {
		it.Min, it.Max = it.Max, it.Min
	}
}

// TestFind finds mistakes that are planted in 5 % to 50 % of the items of sets of one
// and of two seasons, with just these items, and none in the sets as they are.
func TestFind(t *testing.T) {
	for name, c := range map[string]struct {
		do   func(it *Item)
		says string
	}{
		"as they are":    {func(*Item) {}, ""},
		"shifted":        {func(it *Item) { change(it, 1, 3000) }, "was "},
		"baseline 04.00": {func(it *Item) { change(it, 1, 1000) }, "was "},
		"reflectance":    {func(it *Item) { change(it, 1e-4, 0) }, "of the others"},
		"8 bits":         {func(it *Item) { change(it, 1./64, 0) }, "of the others"},
		"inverted":       {func(it *Item) { change(it, -1, 14000) }, ""}, // of which nothing is said
	} {
		found, of := 0, 0
		for seasons := 1; seasons <= 2; seasons++ {
			for trial := range 20 {
				r := rand.New(rand.NewPCG(uint64(trial), uint64(seasons)))
				n := 20 + r.IntN(200)
				items := scenes(r, n, 6, seasons)
				odd := r.Perm(n)[:max(3, int(float64(n)*(0.05+0.4*r.Float64())))]
				slices.Sort(odd)
				for _, i := range odd {
					c.do(&items[i])
				}
				b := Find(items)
				of++
				switch {
				case c.says == "" && b != nil:
					t.Errorf("%s, %d seasons: %d of %d items, %s", name, seasons, len(b.Items), n, b.Sentence)
				case b == nil:
				case !strings.Contains(b.Sentence, c.says):
					t.Errorf("%s: %d of %d items, %s", name, len(b.Items), n, b.Sentence)
				case slices.Equal(b.Items, odd):
					found++
				}
			}
		}
		t.Logf("%s: found %d of %d", name, found, of)
		if always := name == "reflectance" || name == "8 bits" || name == "shifted"; always && found < of*9/10 {
			t.Errorf("%s: found %d of %d", name, found, of)
		}
	}
}

func TestFew(t *testing.T) {
	if Find(nil) != nil || Find(scenes(rand.New(rand.NewPCG(1, 2)), 9, 3, 1)) != nil {
		t.Error("too few items tell nothing")
	}
}
