package stats

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"github.com/bandprep/bandprep/exact"
	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/raster"
)

// photos returns the moments of a folder of photos, by Pillow's decoder.
func photos(t *testing.T, folder string) []Moments {
	t.Helper()
	data, err := os.ReadFile(testfile.Shared(t, "photos-"+folder+"-sums.json"))
	if err != nil {
		t.Fatal(err)
	}
	var rows map[string]struct {
		Pixels   int64
		Sum      []int64
		Products []int64 `json:"sum_products"`
	}
	if err := json.Unmarshal(data, &rows); err != nil {
		t.Fatal(err)
	}
	names := make([]string, 0, len(rows))
	for name := range rows {
		names = append(names, name)
	}
	slices.Sort(names)
	var items []Moments
	for _, name := range names {
		r := rows[name]
		m := Moments{
			Type: raster.Uint8, Bands: 3, Pixels: r.Pixels, Complete: r.Pixels, Valid: []int64{r.Pixels, r.Pixels, r.Pixels},
			Min: []float64{0, 0, 0}, Max: []float64{255, 255, 255}, // not in the file, and not used
		}
		for b := range 3 {
			m.Sum = append(m.Sum, exact.IntSum(exact.FromInt64(r.Sum[b])))
			m.SumSquares = append(m.SumSquares, exact.IntSum(exact.FromInt64(r.Products[Pair(b, b, 3)])))
		}
		m.SumComplete = m.Sum
		for _, p := range r.Products {
			m.SumProducts = append(m.SumProducts, exact.IntSum(exact.FromInt64(p)))
		}
		items = append(items, m)
	}
	return items
}

type truth struct{ mean, stddev float64 }

func truths(t *testing.T, items []Moments) (all []truth) {
	for _, b := range total(t, items...).Summary(0).Bands {
		all = append(all, truth{b.Mean, b.StdDev})
	}
	return all
}

func (v truth) within(e Estimate) (mean, stddev bool) {
	covers := func(i *[2]float64, x float64) bool {
		const slack = 1e-8 // intervals are rounded
		return i[0]*(1-slack) <= x && x <= i[1]*(1+slack)
	}
	return covers(e.MeanInterval, v.mean), covers(e.StdDevInterval, v.stddev)
}

// The 95 % interval of 50 photos drawn from a folder covers the constants of
// all its photos about as often as it says. The photos of imagenet-sample
// differ in size by a factor of several hundred.
func TestCoverage(t *testing.T) {
	for _, c := range []struct {
		folder    string
		low, high float64
	}{{"clothing", 0.93, 0.97}, {"imagenet-sample", 0.91, 0.99}} {
		items := photos(t, c.folder)
		want := truths(t, items)
		r := rand.New(rand.NewPCG(61, 62))
		const draws, n = 2000, 50
		var hits [3][2]int
		for range draws {
			s := NewItemSample()
			for _, i := range r.Perm(len(items))[:n] {
				if err := s.Add(&items[i]); err != nil {
					t.Fatal(err)
				}
			}
			for b, e := range s.Estimates(0.95, int64(len(items))) {
				mean, stddev := want[b].within(e)
				hits[b][0] += boolToInt(mean)
				hits[b][1] += boolToInt(stddev)
			}
		}
		for b := range hits {
			for k, what := range []string{"mean", "stddev"} {
				covered := float64(hits[b][k]) / draws
				t.Logf("%s, band %d, %s: %.1f %%", c.folder, b+1, what, 100*covered)
				if covered < c.low || covered > c.high {
					t.Errorf("%s, band %d, %s: covered in %.1f %% of draws", c.folder, b+1, what, 100*covered)
				}
			}
		}
	}
}

// Stopping when the interval looks narrow enough is a selection; the interval
// must hold what it says then, too.
func TestCoverageAtStoppingTime(t *testing.T) {
	for _, c := range []struct {
		folder    string
		tolerance float64
		draws     int
	}{{"clothing", 0.005, 20}, {"imagenet-sample", 0.005, 20}, {"clothing", 0.1, 200}, {"imagenet-sample", 0.1, 600}} {
		items := photos(t, c.folder)
		want := truths(t, items)
		r := rand.New(rand.NewPCG(63, 64))
		var hits [3][2]int
		read := 0
		for range c.draws {
			s := NewStopper(Tolerance{Tolerance: c.tolerance}, int64(len(items)))
			for _, i := range r.Perm(len(items)) {
				done, err := s.Add(&items[i])
				if err != nil {
					t.Fatal(err)
				}
				if done {
					break
				}
			}
			read += s.Items()
			for b, e := range s.Estimates(0.95, int64(len(items))) {
				mean, stddev := want[b].within(e)
				hits[b][0] += boolToInt(mean)
				hits[b][1] += boolToInt(stddev)
				if s.Items() < len(items) && (e.MeanInterval[1]-e.MeanInterval[0] > 2.001*c.tolerance*e.StdDev || e.StdDevInterval[1] > 1.001*(1+c.tolerance)*e.StdDev) {
					t.Fatalf("stopped with %+v", e)
				}
			}
		}
		t.Logf("%s, tolerance %g: %d of %d read", c.folder, c.tolerance, read/c.draws, len(items))
		for b := range hits {
			for k, what := range []string{"mean", "stddev"} {
				if covered := float64(hits[b][k]) / float64(c.draws); covered < 0.92 {
					t.Errorf("%s, band %d, %s: covered in %.1f %% of draws", c.folder, b+1, what, 100*covered)
				}
			}
		}
	}
}

// Values computed by hand from the definition of the jackknife: images of two
// pixels with means 1, 3, 8; leaving one out gives means 5.5, 4.5, 2.
func TestEstimate(t *testing.T) {
	s := NewItemSample()
	for _, x := range [][]float64{{0, 2}, {2, 4}, {8, 8}} {
		m := item(raster.Uint8, x).moments(Options{})
		if err := s.Add(&m); err != nil {
			t.Fatal(err)
		}
	}
	e := s.Estimates(0.95, 0)[0]
	near(t, "mean", e.Mean, 4, 1e-15)
	near(t, "stddev", e.StdDev, math.Sqrt((16+4+4+0+16+16)/6.0), 1e-15)
	// Variance 2/3·(1.5² + 0.5² + 2²) = 13/3; freedom 2; t = 4.30265272991.
	near(t, "interval", e.MeanInterval[1], 4+4.30265272991*math.Sqrt(13.0/3), 1e-8)
	near(t, "design effect", e.DesignEffect, (13.0/3)/(56.0/6/6), 1e-8)
	near(t, "effective samples", e.EffectiveSamples, (56.0/6)/(13.0/3), 1e-8)
	if all := s.Estimates(0.95, 3)[0]; *all.MeanInterval != [2]float64{4, 4} {
		t.Errorf("nothing is left to draw: %v", all.MeanInterval)
	}
}

func TestEstimateUndefined(t *testing.T) {
	s := NewItemSample()
	one := item(raster.Float32, []float64{1, 2}, []float64{math.NaN(), math.NaN()}).moments(Options{})
	if err := s.Add(&one); err != nil {
		t.Fatal(err)
	}
	e := s.Estimates(0.95, 10)
	if e[0].MeanInterval != nil || e[0].Mean != 1.5 || !math.IsNaN(e[1].Mean) || e[1].StdDevInterval != nil {
		t.Errorf("%+v", e)
	}
	other := item(raster.Uint8, []float64{1}).moments(Options{})
	if s.Add(&other) == nil {
		t.Error("kinds were mixed")
	}
	constant := NewItemSample()
	for range 5 {
		m := item(raster.Float64, []float64{0.1, 0.1, 0.1}).moments(Options{})
		if err := constant.Add(&m); err != nil {
			t.Fatal(err)
		}
	}
	if e := constant.Estimates(0.95, 10)[0]; e.StdDev != 0 || e.StdDevInterval == nil || *e.StdDevInterval != [2]float64{0, 0} || *e.MeanInterval != [2]float64{0.1, 0.1} {
		t.Errorf("constant band: %+v", e)
	}
}

func TestBatches(t *testing.T) {
	items := photos(t, "clothing")
	s := NewItemSample()
	for i := range items {
		if err := s.Add(&items[i]); err != nil {
			t.Fatal(err)
		}
	}
	want := truths(t, items)
	for b, c := range s.Batches(64, 20, 42) {
		near(t, "mean of all", c.AllMean, want[b].mean, 1e-12)
		near(t, "stddev of all", c.AllStdDev, want[b].stddev, 1e-12)
		if len(c.Mean) != 20 || c.MeanRange[0] != slices.Min(c.Mean) || c.StdDevRange[1] != slices.Max(c.StdDev) {
			t.Errorf("%+v", c)
		}
		// Means of 64 of 420 photos scatter like the jackknife says, roughly.
		if c.MeanStdDev < 0.02*c.AllStdDev || c.MeanStdDev > 0.2*c.AllStdDev {
			t.Errorf("means scatter by %g, stddev %g", c.MeanStdDev, c.AllStdDev)
		}
	}
	whole := s.Batches(len(items), 2, 1)[0]
	near(t, "a batch of everything", whole.Mean[0], whole.AllMean, 1e-14)
}

// A brighter group is told from the rest; two halves of one folder are not.
func TestCompare(t *testing.T) {
	items := photos(t, "clothing")
	r := rand.New(rand.NewPCG(65, 66))
	var a, b []*Moments
	for i, k := range r.Perm(len(items)) {
		if i%5 == 0 {
			b = append(b, &items[k])
		} else {
			a = append(a, &items[k])
		}
	}
	same, err := Compare(slices.Values(a), slices.Values(b), CompareOptions{Permutations: 199, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range same {
		if math.Abs(d.MeanShift) > 0.25 || d.MeanP < 0.02 || d.StdDevP < 0.02 {
			t.Errorf("random halves differ: %+v", d)
		}
	}
	slices.SortFunc(b, func(x, y *Moments) int { return x.Sum[0].Int().Sub(y.Sum[0].Int()).MulInt64(1).Big().Sign() })
	bright := b[len(b)/2:]
	d, err := Compare(slices.Values(a), slices.Values(bright), CompareOptions{Permutations: 199, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if d[0].MeanShift < 0.1 || d[0].MeanP > 0.01 {
		t.Errorf("bright photos do not differ: %+v", d[0])
	}
	reverse, err := Compare(slices.Values(bright), slices.Values(a), CompareOptions{Permutations: 199, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "shift the other way", reverse[0].MeanShift, -d[0].MeanShift, 1e-9)
	near(t, "ratio the other way", reverse[0].StdDevRatio, 1/d[0].StdDevRatio, 1e-9)
	if none, err := Compare(slices.Values(a), slices.Values(a[:0]), CompareOptions{}); err != nil || !math.IsNaN(none[0].MeanShift) || !math.IsNaN(none[0].MeanP) {
		t.Errorf("%+v %v", none, err)
	}
}

// By hand: means 1 and 5, variances 1 and 1, shift 4; of the six ways to deal
// four items into pairs, two are as far apart.
func TestCompareByHand(t *testing.T) {
	var items []*Moments
	for _, x := range [][]float64{{0, 2}, {0, 2}, {4, 6}, {4, 6}} {
		m := item(raster.Uint8, x).moments(Options{})
		items = append(items, &m)
	}
	d, err := Compare(slices.Values(items[:2]), slices.Values(items[2:]), CompareOptions{Permutations: 3000})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "shift", d[0].MeanShift, 4, 1e-15)
	near(t, "ratio", d[0].StdDevRatio, 1, 1e-15)
	near(t, "p", d[0].MeanP, 1.0/3, 0.1)
}
