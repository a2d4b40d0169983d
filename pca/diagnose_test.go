package pca

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// scatterOf sums up pixels the slow way.
func scatterOf(planes [][]float64) Scatter {
	d, n := len(planes), len(planes[0])
	s := Scatter{N: int64(n), Mean: make([]float64, d), Cov: zeros(d, d)}
	for i, p := range planes {
		for _, v := range p {
			s.Mean[i] += v / float64(n)
		}
	}
	for i := range d {
		for j := range d {
			for p := range n {
				s.Cov[i][j] += (planes[i][p] - s.Mean[i]) * (planes[j][p] - s.Mean[j]) / float64(n)
			}
		}
	}
	return s
}

// correlated returns pixels of d bands that are mixtures of each other around
// an offset.
func correlated(r *rand.Rand, d, n int, offset float64) [][]float64 {
	mix := zeros(d, d)
	for i := range mix {
		for j := range mix[i] {
			mix[i][j] = r.NormFloat64() / float64(1+j)
		}
	}
	planes := zeros(d, n)
	for p := range n {
		for j := range d {
			x := r.NormFloat64()
			for b := range d {
				planes[b][p] += mix[b][j] * x
			}
		}
		for b := range d {
			planes[b][p] += offset * float64(b+1)
		}
	}
	return planes
}

func join(groups ...[][]float64) [][]float64 {
	all := make([][]float64, len(groups[0]))
	for _, g := range groups {
		for b := range all {
			all[b] = append(all[b], g[b]...)
		}
	}
	return all
}

func names(d int) []string {
	n := make([]string, d)
	for i := range n {
		n[i] = string(rune('a' + i))
	}
	return n
}

func TestPoolEqualsUnion(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		d := rapid.IntRange(1, 5).Draw(t, "bands")
		var groups []Scatter
		var all [][][]float64
		for range rapid.IntRange(1, 5).Draw(t, "groups") {
			g := correlated(r, d, 1+r.IntN(20), r.NormFloat64()*100)
			all = append(all, g)
			groups = append(groups, scatterOf(g), Scatter{})
		}
		first := groups[0].clone()
		got, want := Pool(groups...), scatterOf(join(all...))
		if got.N != want.N {
			t.Fatalf("%d pixels, want %d", got.N, want.N)
		}
		for i := range d {
			if math.Abs(got.Mean[i]-want.Mean[i]) > 1e-9 || !near(got.Cov[i], want.Cov[i], 1e-8) {
				t.Fatalf("%v, want %v", got, want)
			}
			if groups[0].Mean[i] != first.Mean[i] || !near(groups[0].Cov[i], first.Cov[i], 0) {
				t.Fatal("Pool changed its argument")
			}
		}
	})
}

// TestFidelityEqualsPixels projects and reconstructs every pixel and compares
// the errors with those computed from moments.
func TestFidelityEqualsPixels(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	const d, n = 6, 500
	train, other := correlated(r, d, n, 10), correlated(r, d, n, 11)
	s, noise := scatterOf(train), scatterOf(correlated(r, d, n, 0))
	for _, o := range []Options{{}, {Components: 1}, {Standardize: true}, {Whiten: true, Components: 2}, {Components: d}} {
		models := map[string]*Model{}
		var err error
		if models["pca"], err = Fit(names(d), s.Mean, s.Cov, o); err != nil {
			t.Fatal(err)
		}
		if !o.Standardize {
			if models["mnf"], err = FitNoise(names(d), s.Mean, s.Cov, noise.Cov, o); err != nil {
				t.Fatal(err)
			}
		}
		for name, m := range models {
			for _, pixels := range [][][]float64{train, other} {
				y, back := zeros(len(m.Components), n), zeros(d, n)
				m.Project(y, pixels)
				m.Reconstruct(back, y)
				lost, total := 0.0, 0.0
				want := make([]float64, d)
				for b := range d {
					sum := 0.0
					for p := range n {
						e := back[b][p] - pixels[b][p]
						sum += e * e / n
						off := (pixels[b][p] - m.Mean[b]) / m.Scale[b]
						total += off * off / n
					}
					lost += sum / m.Scale[b] / m.Scale[b]
					want[b] = math.Sqrt(sum)
				}
				f, err := m.Fidelity(scatterOf(pixels))
				if err != nil {
					t.Fatal(err)
				}
				if !near(f.Band, want, 1e-6) || math.Abs(f.Outside-lost/total) > 1e-9 {
					t.Errorf("%s %+v: %v and %v, pixels give %v and %v", name, o, f.Band, f.Outside, want, lost/total)
				}
			}
			own, _ := m.Fidelity(s)
			if math.Abs(own.Outside-own.Expected) > 1e-9 || len(m.Components) < d && math.Abs(own.Excess-1) > 1e-9 || own.Drifted() {
				t.Errorf("%s %+v on its own data: %+v", name, o, own)
			}
			far, _ := m.Fidelity(scatterOf(correlated(r, d, n, 200)))
			if len(m.Components) < 4 && !far.Drifted() {
				t.Errorf("%s %+v on other data: %+v", name, o, far)
			}
		}
	}
}

// TestSeparation has classes that differ in the band of least variance only,
// and then in the band of most.
func TestSeparation(t *testing.T) {
	class := func(mean ...float64) Scatter {
		return Scatter{N: 100, Mean: mean, Cov: [][]float64{{100, 0, 0}, {0, 10, 0}, {0, 0, 1}}}
	}
	for _, c := range []struct {
		name    string
		classes []Scatter
		want    Separation
		warns   bool
	}{
		// B has one entry, 4 or 400: half the distance squared. W is the
		// covariance above, so FisherAll is 4/1, and 400/100.
		{"least variance", []Scatter{class(0, 0, 0), {}, class(0, 0, 4)}, Separation{Between: 0, Fisher: 0, FisherAll: 4}, true},
		{"most variance", []Scatter{class(0, 0, 0), class(40, 0, 0)}, Separation{Between: 1, Fisher: 4, FisherAll: 4}, false},
	} {
		all := Pool(c.classes...)
		m, err := Fit(names(3), all.Mean, all.Cov, Options{Components: 2})
		if err != nil {
			t.Fatal(err)
		}
		got, err := m.Separation(c.classes)
		if err != nil {
			t.Fatal(err)
		}
		if !near([]float64{got.Between, got.Fisher, got.FisherAll}, []float64{c.want.Between, c.want.Fisher, c.want.FisherAll}, 1e-9) {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
		if (got.Warning() != "") != c.warns {
			t.Errorf("%s: warning %q", c.name, got.Warning())
		}
	}
	m := &Model{Bands: names(3)}
	if _, err := m.Separation([]Scatter{class(0, 0, 0), {}}); err == nil {
		t.Error("one class was separated")
	}
}

// TestStandardErrors refits from pixels without each item, and checks the size
// of the error on independent items of normal pixels: the variance of a sample
// variance λ of n pixels is 2λ²/n.
func TestStandardErrors(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 9))
	const items, n = 40, 200
	var scatters []Scatter
	var pixels [][][]float64
	for range items {
		p := zeros(2, n)
		for i := range n {
			p[0][i], p[1][i] = 3*r.NormFloat64(), r.NormFloat64()
		}
		pixels = append(pixels, p)
		scatters = append(scatters, scatterOf(p))
	}
	all := Pool(scatters...)
	m, err := Fit(names(2), all.Mean, all.Cov, Options{})
	if err != nil {
		t.Fatal(err)
	}
	e, err := StandardErrors(m, append(scatters, Scatter{}))
	if err != nil {
		t.Fatal(err)
	}
	var first [][]float64
	for out := range pixels {
		rest := scatterOf(join(append(append([][][]float64{}, pixels[:out]...), pixels[out+1:]...)...))
		fit, err := Fit(names(2), rest.Mean, rest.Cov, Options{})
		if err != nil {
			t.Fatal(err)
		}
		first = append(first, fit.ExplainedVariance)
	}
	for c := range 2 {
		if want := jackknifeError(first, c); math.Abs(e.Variance[c]-want) > 6e-9*want {
			t.Errorf("component %d: %v, refitting gives %v", c+1, e.Variance[c], want)
		}
		if want := m.ExplainedVariance[c] * math.Sqrt(2.0/(items*n)); e.Variance[c] < want/1.5 || e.Variance[c] > want*1.5 {
			t.Errorf("component %d: %v, normal pixels should give about %v", c+1, e.Variance[c], want)
		}
	}
	if e.Groups != items || e.Warning(m) != "" {
		t.Errorf("%d groups, warning %q", e.Groups, e.Warning(m))
	}
	if w := (Errors{Variance: []float64{9, 1}}).Warning(m); w == "" {
		t.Error("no warning where errors are larger than the distance")
	}
	if _, err := StandardErrors(m, scatters[:1]); err == nil {
		t.Error("one item has a standard error")
	}
}

// TestFitLaws holds for every covariance: orthonormal components, their
// variances add up, and the sign rule.
func TestFitLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		d := rapid.IntRange(1, 8).Draw(t, "bands")
		s := scatterOf(correlated(r, d, 3*d+1, 5))
		o := Options{Components: d, Standardize: rapid.Bool().Draw(t, "standardize")}
		m, err := Fit(names(d), s.Mean, s.Cov, o)
		if err != nil {
			t.Fatal(err)
		}
		if err := m.Validate(); err != nil {
			t.Fatal(err)
		}
		sum := m.Cumulative()[d-1]
		if math.Abs(sum-1) > 1e-12 {
			t.Fatalf("all components explain %v", sum)
		}
		for c, row := range m.Components {
			low, high := 0.0, 0.0
			for _, v := range row {
				low, high = min(low, v), max(high, v)
			}
			if high < -low*(1-1e-9) {
				t.Fatalf("component %d: %v", c+1, row)
			}
		}
	})
}
