package pca

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestLimits compares with sorted components, on a skewed distribution.
func TestLimits(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 9))
	const n = 20000
	planes := zeros(3, n)
	for i := range n {
		planes[0][i] = 5000 + 100*r.ExpFloat64()
		planes[1][i] = planes[0][i] + r.NormFloat64()
		planes[2][i] = 7
	}
	s := scatterOf(planes)
	for _, whiten := range []bool{false, true} {
		m, err := Fit(names(3), s.Mean, s.Cov, Options{Components: 2, Whiten: whiten})
		if err != nil {
			t.Fatal(err)
		}
		y := zeros(2, n)
		m.Project(y, planes)
		valid := make([]bool, n)
		for i := range valid {
			valid[i] = i%3 > 0
		}
		a, b := m.NewLimits(), m.NewLimits()
		a.Add([][]float64{y[0][:n/2], y[1][:n/2]}, valid[:n/2])
		b.Add([][]float64{y[0][n/2:], y[1][n/2:]}, valid[n/2:])
		b.Add([][]float64{{math.NaN()}, {math.NaN()}}, nil)
		a.Merge(b)
		out, err := a.Output(2, 98)
		if err != nil {
			t.Fatal(err)
		}
		for c := range 2 {
			var kept []float64
			for i, v := range y[c] {
				if valid[i] {
					kept = append(kept, v)
				}
			}
			slices.Sort(kept)
			sd := m.deviations()[c]
			low, high := kept[len(kept)*2/100], kept[len(kept)*98/100]
			if math.Abs(out.Low[c]-low) > 0.01*sd || math.Abs(out.High[c]-high) > 0.01*sd {
				t.Errorf("component %d: %v to %v, sorted pixels give %v to %v", c+1, out.Low[c], out.High[c], low, high)
			}
		}
		m.Output = out
		if err := m.Validate(); err != nil {
			t.Error(err)
		}
	}
}

func TestLimitsRefuse(t *testing.T) {
	bands, mean, _ := small()
	m, err := Fit(bands, mean, [][]float64{{1, 0, 0}, {0, 2, 0}, {0, 0, 0}}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	l := m.NewLimits()
	if _, err := l.Output(2, 98); err == nil {
		t.Error("limits of no pixel")
	}
	l.Add([][]float64{{0, 1}, {0, 1}, {0, 0}}, nil)
	for _, p := range [][2]float64{{0, 98}, {2, 100}, {50, 50}, {math.NaN(), 98}} {
		if _, err := l.Output(p[0], p[1]); err == nil {
			t.Errorf("percentages %v were accepted", p)
		}
	}
	for _, out := range []*Output{m.NormalOutput(), func() *Output { o, _ := l.Output(2, 98); return o }()} {
		m.Output = out
		if err := m.Validate(); err != nil {
			t.Errorf("component without variance: %v", err)
		}
	}
	if low := m.NormalOutput().Low[0]; math.Abs(low+2.053748910631823*math.Sqrt2) > 1e-12 {
		t.Errorf("normal limit %v", low)
	}
}
