package stats

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/bandprep/bandprep/raster"
)

// part returns the pixels from, …, to−1 of p as a picture.
func (p picture) part(from, to int) picture {
	q := picture{t: p.t, bands: p.bands, n: to - from}
	for b := range p.bands {
		q.x = append(q.x, p.x[b*p.n+from:b*p.n+to]...)
		if p.valid != nil {
			q.valid = append(q.valid, p.valid[b*p.n+from:b*p.n+to]...)
		}
	}
	return q
}

// An item may be cut anywhere, its parts collected anywhere and merged in any
// order and grouping: the moments are those of one pass. Bands that are dead in
// some parts only, which decide what a complete pixel is, are among the cases.
func TestAccumulatorMerge(t *testing.T) {
	r := rand.New(rand.NewPCG(91, 92))
	for _, kind := range testTypes {
		for range 40 {
			p := randomPicture(r, kind, 1+r.IntN(4), 3+r.IntN(50))
			o := Options{NoProducts: r.IntN(3) == 0, Complete: r.IntN(2) == 0, Histograms: r.IntN(2) == 0}
			if r.IntN(5) == 0 {
				o.Skip = make([]bool, p.bands)
				o.Skip[r.IntN(p.bands)] = true
			}
			want := p.accumulate(o)
			same(t, want.Moments(), p.oracle(o))

			var parts []*Accumulator
			for from := 0; from < p.n; {
				to := min(p.n, from+1+r.IntN(20))
				parts = append(parts, p.part(from, to).accumulate(o))
				from = to
			}
			parts = append(parts, NewAccumulator(p.bands, kind, o)) // an empty one
			for len(parts) > 1 {
				i := r.IntN(len(parts))
				a := parts[i]
				parts = append(parts[:i], parts[i+1:]...)
				k := r.IntN(len(parts))
				before := fmt.Sprintf("%+v", a.Moments())
				parts[k].Merge(a)
				if after := fmt.Sprintf("%+v", a.Moments()); after != before {
					t.Fatalf("Merge wrote to its argument: %s, before %s", after, before)
				}
			}
			sameState(t, parts[0], want)

			parts[0].Reset()
			parts[0].Add(p.block(0, p.n))
			sameState(t, parts[0], want)
		}
	}
}

func sameState(t *testing.T, got, want *Accumulator) {
	t.Helper()
	same(t, got.Moments(), want.Moments())
	if !reflect.DeepEqual(got.Histograms(), want.Histograms()) || !reflect.DeepEqual(got.Sketches(), want.Sketches()) {
		t.Fatal("histograms or sketches differ")
	}
}

// Large blocks take other ways than small ones: chunks, full or in part.
func TestLargeBlocks(t *testing.T) {
	r := rand.New(rand.NewPCG(93, 94))
	for _, kind := range []raster.SampleType{raster.Uint8, raster.Int16, raster.Float32, raster.Int32} {
		for style := range 4 {
			p := picture{t: kind, bands: 3, n: 3*chunk + 100}
			p.x = make([]float64, p.bands*p.n)
			for i := range p.x {
				p.x[i] = float64(r.IntN(120))
			}
			if style > 0 {
				p.valid = make([]bool, len(p.x))
				for i := range p.valid {
					switch pixel := i % p.n; style {
					case 1: // one band is valid late in the image only
						p.valid[i] = i < 2*p.n || pixel > 2*chunk+50
					case 2: // a corner of nodata
						p.valid[i] = pixel > chunk/2
					case 3:
						p.valid[i] = r.IntN(20) > 0
					}
				}
			}
			for _, o := range []Options{{}, {Complete: true}} {
				same(t, p.accumulate(o).Moments(), p.oracle(o))
			}
		}
	}
}

func TestMergeRefuses(t *testing.T) {
	a := NewAccumulator(1, raster.Uint8, Options{})
	for _, o := range []*Accumulator{
		NewAccumulator(2, raster.Uint8, Options{}), NewAccumulator(1, raster.Uint16, Options{}),
		NewAccumulator(1, raster.Uint8, Options{NoProducts: true}), NewAccumulator(1, raster.Uint8, Options{Complete: true}),
		NewAccumulator(1, raster.Uint8, Options{Histograms: true}),
	} {
		if !panics(func() { a.Merge(o) }) {
			t.Error("accumulators of different kinds were merged")
		}
	}
	if !panics(func() { a.Add(&raster.Block{Window: raster.Window{W: 1, H: 1}, Bands: 1, U16: []uint16{1}}) }) {
		t.Error("a block of another storage class was added")
	}
}

func panics(f func()) (p bool) {
	defer func() { p = recover() != nil }()
	f()
	return false
}

// One pixel counted many times gives the moments of as many pixels.
func TestAddRepeated(t *testing.T) {
	r := rand.New(rand.NewPCG(93, 94))
	for _, kind := range testTypes {
		for range 40 {
			o := Options{NoProducts: r.IntN(3) == 0, Complete: r.IntN(2) == 0, Histograms: r.IntN(2) == 0}
			pixel := randomPicture(r, kind, 1+r.IntN(4), 1)
			times := 1 + r.IntN(5000)
			many := picture{t: kind, bands: pixel.bands, n: times}
			for b := range pixel.bands {
				for range times {
					many.x = append(many.x, pixel.x[b])
					if pixel.valid != nil {
						many.valid = append(many.valid, pixel.valid[b])
					}
				}
			}
			rest := randomPicture(r, kind, pixel.bands, 20)
			want, got := rest.accumulate(o), rest.accumulate(o)
			want.Add(many.block(0, times))
			got.AddRepeated(pixel.block(0, 1), int64(times))
			same(t, got.Moments(), want.Moments())
		}
	}
}
