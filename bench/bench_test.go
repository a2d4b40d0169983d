//go:build linux

package main

import (
	"math"
	"testing"
)

// The texts are what the programs print (GDAL 3.6.2, vips 8.14.1 on a photo of
// three bands, cut to two lines; scripts of the peers), shortened.
func TestAnswers(t *testing.T) {
	for _, c := range []struct {
		name string
		read answer
		out  string
		want []float64
	}{
		{"bandprep", statistics, `{"bands":[{"mean":2.5,"stddev":1},{"mean":3,"stddev":0.5}]}`, []float64{2.5, 3, 1, 0.5}},
		{"pca fit", variances, `{"explained_variance":[4,2]}`, []float64{4, 2}},
		{"gdalinfo", gdalinfo, "    STATISTICS_MEAN=1483.0188140869\n    STATISTICS_STDDEV=167.91302606298\n", []float64{1483.0188140869, 167.91302606298}},
		{"vips", vips, "10 2\n0 255 58590576 7010748996 104.161024 40.175088292852323 135 192 295 192\n" +
			"0 255 19963343 2598605247 106.47116266666667 50.230796938903246 135 192 295 192\n", []float64{106.47116266666667, 50.230796938903246}},
		{"C", tjdec, "files 1 bad 0 px 2 sum [4, 6, 8] sumsq [10, 20, 32] wall 0.1", []float64{2, 3, 4, 1, 1, 0}},
		{"Python, 0 to 1", quoted(2, 255), "mean01 ['0.5'] std01 ['0.2']", []float64{127.5, 51}},
	} {
		got, err := c.read([]byte(c.out))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if d, err := difference(got, c.want); err != nil || d > 1e-15 {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
	for _, read := range []answer{statistics, gdalinfo, vips, tjdec, quoted(6, 1)} {
		if got, err := read([]byte("{}")); err == nil && len(got) > 0 {
			t.Errorf("an answer %v out of nothing", got)
		}
	}
}

func TestDifference(t *testing.T) {
	if d, err := difference([]float64{0, 2}, []float64{0, 2.5}); err != nil || math.Abs(d-0.2) > 1e-15 {
		t.Errorf("difference %v, %v; want 0.2", d, err)
	}
	if _, err := difference([]float64{1}, nil); err == nil {
		t.Error("answers of different length were compared")
	}
}

func TestMedian(t *testing.T) {
	for _, c := range []struct {
		v    []float64
		want float64
	}{{[]float64{3}, 3}, {[]float64{9, 1, 5}, 5}, {[]float64{4, 1, 2, 3}, 2.5}} {
		if got := median(c.v); got != c.want {
			t.Errorf("median(%v) = %v, want %v", c.v, got, c.want)
		}
	}
}

func TestChoose(t *testing.T) {
	all := (&bench{}).jobs()
	some, err := choose(all, "scene,jpeg")
	if err != nil || len(some) != 2 || some[0].name != "jpeg" || some[1].name != "scene" {
		t.Errorf("chose %v, %v", some, err)
	}
	if _, err := choose((&bench{}).jobs(), "jpeg,nonsense"); err == nil {
		t.Error("an unknown job was accepted")
	}
	for _, j := range (&bench{}).jobs() {
		for _, n := range j.needs {
			if recipes()[n] == nil {
				t.Errorf("%s needs %s, which has no recipe", j.name, n)
			}
		}
	}
}
