package stats

import (
	"crypto/sha256"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/bandprep/bandprep/raster"
)

// Every build and processor gives the same bits: vector code and plain Go, 32
// and 64 bits, with and without fused multiply-add. The digest was computed on
// amd64; run the test with GOARCH=386, GOARCH=arm64 and -tags noasm.
func TestSameBits(t *testing.T) { variants(t, testSameBits) }

func testSameBits(t *testing.T) {
	const want = "6a300ffe0fe53e00"
	h := sha256.New()
	r := rand.New(rand.NewPCG(81, 82))
	for _, kind := range testTypes {
		sum, sample := NewTotal(), NewItemSample()
		var groups [2][]*Moments
		for k := range 12 {
			p := picture{t: kind, bands: 4, n: 200 + r.IntN(2*chunk)}
			p.x = make([]float64, p.bands*p.n)
			for i := range p.x {
				switch {
				case kind == raster.Uint8:
					p.x[i] = float64(r.IntN(200 + k))
				case kind.IsInteger():
					p.x[i] = float64(r.IntN(100 + k))
				default:
					p.x[i] = math.Ldexp(float64(float32(r.IntN(1<<24))), k-r.IntN(30))
				}
			}
			if k%4 == 0 {
				p.valid = make([]bool, len(p.x))
				for i := range p.valid {
					p.valid[i] = r.IntN(9) > 0
				}
			}
			a := p.accumulate(Options{Histograms: true}, p.n/3)
			m := a.Moments()
			fmt.Fprintf(h, "%+v\n", m)
			for _, s := range a.Sketches() {
				fmt.Fprintln(h, s.Percentile(2), s.Percentile(50), s.Percentile(99.9))
			}
			for _, s := range a.Histograms() {
				fmt.Fprintln(h, s.Percentile(2), s.Percentile(50), s.Percentile(99.9))
			}
			if err := sum.Add(&m); err != nil {
				t.Fatal(err)
			}
			if err := sample.Add(&m); err != nil {
				t.Fatal(err)
			}
			groups[k%2] = append(groups[k%2], &m)
		}
		fmt.Fprintf(h, "%+v\n%+v\n", sum.Summary(0), sum.Summary(1))
		for _, e := range sample.Estimates(0.95, 100) {
			fmt.Fprintln(h, e.Mean, e.StdDev, *e.MeanInterval, *e.StdDevInterval, e.DesignEffect, e.EffectiveSamples)
		}
		fmt.Fprintf(h, "%+v\n", sample.Batches(5, 3, 1))
		d, err := Compare(slices.Values(groups[0]), slices.Values(groups[1]), CompareOptions{Permutations: 99})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(h, "%+v\n", d)
	}
	if got := fmt.Sprintf("%x", h.Sum(nil)[:8]); got != want {
		t.Errorf("digest %s, want %s", got, want)
	}
}
