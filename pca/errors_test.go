package pca

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"
)

func TestFitRefuses(t *testing.T) {
	bands, mean, cov := small()
	with := func(i, j int, v float64) [][]float64 {
		_, _, c := small()
		c[i][j] = v
		return c
	}
	for _, c := range []struct {
		name  string
		bands []string
		mean  []float64
		cov   [][]float64
		o     Options
		want  string
	}{
		{"no bands", nil, nil, nil, Options{}, "no bands"},
		{"too many components", bands, mean, cov, Options{Components: 4}, "4 components out of 3 bands"},
		{"negative components", bands, mean, cov, Options{Components: -1}, "-1 components"},
		{"share above one", bands, mean, cov, Options{Variance: 1.5}, "share of variance"},
		{"NaN share", bands, mean, cov, Options{Variance: math.NaN()}, "share of variance"},
		{"both", bands, mean, cov, Options{Components: 2, Variance: 0.9}, "exclude each other"},
		{"short mean", bands, mean[:2], cov, Options{}, "2 means"},
		{"short row", bands, mean, [][]float64{cov[0], cov[1][:2], cov[2]}, Options{}, "row 2"},
		{"NaN mean", bands, []float64{1, math.NaN(), 2}, cov, Options{}, "band b"},
		{"negative variance", bands, mean, with(2, 2, -1), Options{}, "band c"},
		{"infinite covariance", bands, mean, with(0, 1, math.Inf(1)), Options{}, "a and b"},
		{"asymmetric", bands, mean, with(0, 1, 1.6), Options{}, "one way"},
		{"nothing varies", bands, mean, [][]float64{{0, 0, 0}, {0, 0, 0}, {0, 0, 0}}, Options{}, "no band varies"},
		{"constant band standardized", bands, mean, with(2, 2, 0), Options{Standardize: true}, "band c is constant (30 "},
		{"constant band whitened", bands, mean, with(2, 2, 0), Options{Whiten: true}, "span only 2 dimensions"},
	} {
		_, err := Fit(c.bands, c.mean, c.cov, c.o)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}

func TestFitNoiseRefuses(t *testing.T) {
	bands, mean, cov := small()
	for _, c := range []struct {
		name  string
		noise [][]float64
		o     Options
		want  string
	}{
		{"no noise in a band", [][]float64{{1, 0, 0}, {0, 0, 0}, {0, 0, 1}}, Options{}, "band b has no noise"},
		{"dependent noise", [][]float64{{1, 1, 0}, {1, 1, 0}, {0, 0, 1}}, Options{}, "only 2 dimensions"},
		{"standardize", cov, Options{Standardize: true}, "nothing to standardize"},
		{"shape", cov[:2], Options{}, "noise: "},
	} {
		_, err := FitNoise(bands, mean, cov, c.noise, c.o)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}

func TestFitWarns(t *testing.T) {
	bands, mean, _ := small()
	for _, c := range []struct {
		name string
		cov  [][]float64
		o    Options
		want string
	}{
		{"dominant band", [][]float64{{1, 0, 0}, {0, 98, 0}, {0, 0, 1.1}}, Options{}, "band b alone holds 97.9 %"},
		{"constant band", [][]float64{{2, 0, 0}, {0, 0, 0}, {0, 0, 1}}, Options{}, "band b is constant"},
		{"dependent bands", [][]float64{{2, 2, 0}, {2, 2, 0}, {0, 0, 1}}, Options{}, "only 2 dimensions"},
		{"equal variances", [][]float64{{2, 0, 0}, {0, 1.999, 0}, {0, 0, 1}}, Options{}, "components 1 and 2 explain nearly the same"},
		{"equal variance left out", [][]float64{{3, 0, 0}, {0, 1.999, 0}, {0, 0, 2}}, Options{Components: 2}, "components 2 and 3 explain"},
	} {
		m, err := Fit(bands, mean, c.cov, c.o)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
		} else if len(m.Warnings) != 1 && c.name != "dependent bands" && c.name != "constant band" || !strings.Contains(strings.Join(m.Warnings, "\n"), c.want) {
			t.Errorf("%s: %q, want %q", c.name, m.Warnings, c.want)
		}
	}
	_, _, cov := small()
	if m, _ := Fit(bands, mean, cov, Options{}); len(m.Warnings) != 0 {
		t.Errorf("unasked warnings %q", m.Warnings)
	}
	if m, _ := Fit(bands, mean, [][]float64{{1, 0, 0}, {0, 98, 0}, {0, 0, 1.1}}, Options{Standardize: true, Components: 1}); strings.Contains(strings.Join(m.Warnings, ""), "alone") {
		t.Errorf("standardized, but %q", m.Warnings)
	}
}

func TestVarianceChoosesComponents(t *testing.T) {
	bands, mean, cov := small() // ratios .6, .3, .1
	for share, want := range map[float64]int{1e-9: 1, 0.6: 1, 0.61: 2, 0.9: 2, 0.91: 3, 1: 3} {
		m, err := Fit(bands, mean, cov, Options{Variance: share})
		if err != nil || len(m.Components) != want {
			t.Errorf("share %v: %d components, want %d (%v)", share, len(m.Components), want, err)
		}
	}
	m, err := Fit(bands, mean, [][]float64{{2, 2, 0}, {2, 2, 0}, {0, 0, 1}}, Options{Variance: 1})
	if err != nil || len(m.Components) != 2 {
		t.Errorf("all variance of data of rank 2: %v, %v", m, err)
	}
}

func TestMatch(t *testing.T) {
	bands, mean, cov := small()
	m, err := Fit(bands, mean, cov, Options{})
	if err != nil {
		t.Fatal(err)
	}
	m.SampleType = "uint16"
	if index, err := m.Match([]string{"x", "a", "b", "y", "c"}, "uint16"); err != nil || len(index) != 3 || index[0] != 1 || index[1] != 2 || index[2] != 4 {
		t.Errorf("bands among others: %v, %v", index, err)
	}
	for _, c := range []struct {
		bands  []string
		sample string
		want   string
	}{
		{[]string{"a", "b"}, "uint16", "no band c"},
		{[]string{"b", "a", "c"}, "uint16", "in the order"},
		{[]string{"a", "b", "c"}, "float32", "may differ in scale"},
	} {
		if _, err := m.Match(c.bands, c.sample); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v %s: %v, want %q", c.bands, c.sample, err, c.want)
		}
	}
}

// TestReadRefuses changes one value of a good model at a time.
func TestReadRefuses(t *testing.T) {
	bands, mean, cov := small()
	m, err := Fit(bands, mean, cov, Options{Components: 2})
	if err != nil {
		t.Fatal(err)
	}
	m.Output = &Output{Low: []float64{-1, -1}, High: []float64{1, 1}}
	var good bytes.Buffer
	if err := m.Write(&good); err != nil {
		t.Fatal(err)
	}
	for path, value := range map[string]any{
		"type": "ica", "bands": []string{"a"}, "mean": []float64{1}, "scale": []float64{1, 0, 1},
		"components": [][]float64{{1, 0, 0}, {0.1, 1, 0}}, "explained_variance": []float64{3, 6},
		"explained_variance_ratio": []float64{0.6, 1.3}, "inverse": [][]float64{{1, 0, 0}},
		"output": Output{Low: []float64{1, 1}, High: []float64{1, 2}}, "total_variance": -1,
	} {
		var fields map[string]any
		if err := json.Unmarshal(good.Bytes(), &fields); err != nil {
			t.Fatal(err)
		}
		fields[path] = value
		bad, _ := json.Marshal(fields)
		if _, err := Read(bytes.NewReader(bad)); err == nil {
			t.Errorf("%s = %v was read", path, value)
		}
	}
	for _, text := range []string{"", "null", "{}", "[]", "{\"type\":\"pca\"", strings.Replace(good.String(), "\"mean\"", "\"mean\": [1e999, 0, 0], \"x\"", 1)} {
		if _, err := Read(strings.NewReader(text)); err == nil {
			t.Errorf("%.40q was read", text)
		}
	}
	if (&Model{}).Write(new(bytes.Buffer)) == nil {
		t.Error("an empty model was written")
	}
}

func FuzzRead(f *testing.F) {
	bands, mean, cov := small()
	m, err := Fit(bands, mean, cov, Options{Whiten: true})
	if err != nil {
		f.Fatal(err)
	}
	var b bytes.Buffer
	if err := m.Write(&b); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add([]byte(`{"type":"mnf","bands":["a"],"mean":[0],"scale":[1],"components":[[2]],"inverse":[[0.5]],"explained_variance":[1],"explained_variance_ratio":[1]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := Read(bytes.NewReader(data))
		if err != nil {
			return
		}
		var first, second bytes.Buffer
		if err := m.Write(&first); err != nil {
			t.Fatalf("what was read is not written: %v", err)
		}
		again, err := Read(&first)
		if err != nil {
			t.Fatal(err)
		}
		if again.Write(&second); second.String() == "" {
			t.Fatal("not written again")
		}
		y := zeros(len(m.Components), 3)
		m.Project(y, zeros(len(m.Bands), 3))
	})
}

// What is beyond the range of float64 is an error that a caller can tell from
// others, and no panic.
func TestFitOutOfRange(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for what, c := range map[string]struct {
		mean []float64
		cov  [][]float64
	}{
		"mean":       {[]float64{inf, 0}, [][]float64{{1, 0}, {0, 1}}},
		"NaN mean":   {[]float64{0, nan}, [][]float64{{1, 0}, {0, 1}}},
		"variance":   {[]float64{0, 0}, [][]float64{{1, 0}, {0, inf}}},
		"covariance": {[]float64{0, 0}, [][]float64{{1, -inf}, {-inf, 1}}},
		"NaN":        {[]float64{0, 0}, [][]float64{{1, nan}, {nan, 1}}},
		"total":      {[]float64{0, 0}, [][]float64{{1.5e308, 0}, {0, 1.5e308}}},
		"value":      {[]float64{0, 0}, [][]float64{{8e307, 8e307}, {8e307, 9.9e307}}},
	} {
		for _, o := range []Options{{}, {Components: 2, Whiten: true}} {
			m, err := Fit(names(2), c.mean, c.cov, o)
			if what == "value" && err == nil {
				if err := m.Validate(); err != nil {
					t.Errorf("%s: %v", what, err)
				}
				continue
			}
			if !errors.Is(err, ErrRange) {
				t.Errorf("%s: %v", what, err)
			}
			if _, err := FitNoise(names(2), c.mean, c.cov, [][]float64{{1, 0}, {0, 2}}, o); !errors.Is(err, ErrRange) {
				t.Errorf("%s: noise: %v", what, err)
			}
		}
	}
}

// Very large and very small covariances give the same components as others.
func TestFitScale(t *testing.T) {
	want, err := Fit(names(2), []float64{0, 0}, [][]float64{{5, 2}, {2, 3}}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, exp := range []int{-1000, -300, -50, 50, 300, 1000} {
		cov := [][]float64{{math.Ldexp(5, exp), math.Ldexp(2, exp)}, {math.Ldexp(2, exp), math.Ldexp(3, exp)}}
		m, err := Fit(names(2), []float64{0, 0}, cov, Options{})
		if err != nil {
			t.Fatal(err)
		}
		for c := range m.Components {
			if !near(m.Components[c], want.Components[c], 0) || m.ExplainedVariance[c] != math.Ldexp(want.ExplainedVariance[c], exp) {
				t.Errorf("2^%d: component %v of variance %v", exp, m.Components[c], m.ExplainedVariance[c])
			}
		}
	}
}

func TestScatterOutOfRange(t *testing.T) {
	m, err := Fit(names(2), []float64{0, 0}, [][]float64{{5, 2}, {2, 3}}, Options{Components: 1})
	if err != nil {
		t.Fatal(err)
	}
	good := Scatter{N: 3, Mean: []float64{1, 2}, Cov: [][]float64{{5, 2}, {2, 3}}}
	for _, bad := range []Scatter{
		{N: 3, Mean: []float64{1, math.NaN()}, Cov: good.Cov},
		{N: 3, Mean: good.Mean, Cov: [][]float64{{5, 2}, {math.Inf(1), 3}}},
	} {
		_, fidelity := m.Fidelity(bad)
		_, separation := m.Separation([]Scatter{good, bad})
		_, standard := StandardErrors(m, []Scatter{bad, good})
		for where, err := range map[string]error{"Fidelity": fidelity, "Separation": separation, "StandardErrors": standard} {
			if !errors.Is(err, ErrRange) {
				t.Errorf("%s: %v", where, err)
			}
		}
	}
}
