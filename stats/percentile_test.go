package stats

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/stats/counts"
)

// Expected values: numpy 1.24.2, np.quantile(x, p/100, method='inverted_cdf').
// (np.percentile takes 99.9 % of 1000 for a little more than 999.)
func TestPercentilesOfNumpy(t *testing.T) {
	at := []float64{0, 2, 7, 25, 50, 75, 98, 99.9, 100}
	var x, y []float64
	for i := range int64(1000) {
		x = append(x, float64((i*i*31+i*7)%251))
		y = append(y, float64((i*i*7919+i)%65536-32768))
	}
	for _, c := range []struct {
		kind raster.SampleType
		x    []float64
		want []float64
	}{
		{raster.Uint8, x, []float64{0, 7, 16, 55, 123, 190, 245, 249, 249}},
		{raster.Int16, y, []float64{-32768, -31454, -28104, -16612, 730, 16210, 31188, 32544, 32612}},
	} {
		h := item(c.kind, c.x).accumulate(Options{Histograms: true}, 300).Histograms()[0]
		for i, p := range at {
			if got := h.Percentile(p); got != c.want[i] {
				t.Errorf("%s, %g %%: %g, want %g", c.kind, p, got, c.want[i])
			}
		}
	}
	var z []float64
	for i := range 1000 {
		v := math.Exp(float64(i*37%1000)/100 - 5)
		if i%5 == 0 {
			v = -v
		}
		z = append(z, v)
	}
	s := item(raster.Float64, z).accumulate(Options{Histograms: true}, 300).Sketches()[0]
	want := []float64{-141.17496392147675, -90.01713130052181, -54.598150033144236, -1.0, 0.012525358621074385,
		0.28365402649977045, 6.488296399286711, 42.09799016499691, 114.43420168015871, 145.47438165361007, 146.9364234956948}
	for i, p := range []float64{0, 1, 2, 10, 25, 50, 75, 90, 98, 99.9, 100} {
		near(t, "percentile", s.Percentile(p), want[i], counts.SketchError)
	}
}

// Histograms hold the valid samples, or those of complete pixels.
func TestHistogramsAgainstSamples(t *testing.T) {
	r := rand.New(rand.NewPCG(51, 52))
	for _, kind := range []raster.SampleType{raster.Uint8, raster.Int8, raster.Uint16, raster.Int16} {
		for range 20 {
			p := randomPicture(r, kind, 1+r.IntN(3), 1+r.IntN(60))
			for _, o := range []Options{{Histograms: true}, {Histograms: true, Complete: true}} {
				m := p.oracle(o)
				a := p.accumulate(o, r.IntN(p.n+1))
				for b, h := range a.Histograms() {
					if h.Total() != m.Valid[b] {
						t.Fatalf("%d samples, want %d", h.Total(), m.Valid[b])
					}
					if got := h.Percentile(0); got != m.Min[b] && m.Valid[b] > 0 {
						t.Fatalf("minimum %g, want %g", got, m.Min[b])
					}
					if got := h.Percentile(100); got != m.Max[b] && m.Valid[b] > 0 {
						t.Fatalf("maximum %g, want %g", got, m.Max[b])
					}
				}
			}
		}
	}
}
