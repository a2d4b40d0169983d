package pca

import (
	"bytes"
	"math"
	"reflect"
	"strings"
	"testing"
)

// small is a covariance whose eigenvalues are 6, 3 and 1 by construction:
// rotations of diag(6, 3, 1) by hand.
func small() (bands []string, mean []float64, cov [][]float64) {
	return []string{"a", "b", "c"}, []float64{10, -20, 30},
		[][]float64{{4.5, 1.5, 0}, {1.5, 4.5, 0}, {0, 0, 1}}
}

func TestFitSmall(t *testing.T) {
	bands, mean, cov := small()
	m, err := Fit(bands, mean, cov, Options{})
	if err != nil {
		t.Fatal(err)
	}
	h := math.Sqrt(0.5)
	for i, want := range [][]float64{{h, h, 0}, {h, -h, 0}, {0, 0, 1}} {
		if !near(m.Components[i], want, 1e-15) {
			t.Errorf("component %d is %v, want %v", i+1, m.Components[i], want)
		}
	}
	if !near(m.ExplainedVariance, []float64{6, 3, 1}, 1e-14) {
		t.Errorf("explained variance %v", m.ExplainedVariance)
	}
	if !near(m.ExplainedVarianceRatio, []float64{.6, .3, .1}, 1e-15) {
		t.Errorf("ratio %v", m.ExplainedVarianceRatio)
	}
}

func TestModelSurvivesJSON(t *testing.T) {
	bands, mean, cov := small()
	m, err := Fit(bands, mean, cov, Options{Components: 2, Standardize: true, Whiten: true})
	if err != nil {
		t.Fatal(err)
	}
	m.Output = &Output{Low: []float64{-1, -0.1}, High: []float64{1.0 / 3, 2}}
	var first bytes.Buffer
	if err := m.Write(&first); err != nil {
		t.Fatal(err)
	}
	back, err := Read(strings.NewReader(first.String()))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(m, back) {
		t.Errorf("read %+v, wrote %+v", back, m)
	}
}

func near(a, b []float64, eps float64) bool {
	for i := range a {
		if !(math.Abs(a[i]-b[i]) <= eps) {
			return false
		}
	}
	return len(a) == len(b)
}
