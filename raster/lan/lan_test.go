package lan

import (
	"context"
	"math/rand/v2"
	"testing"

	"github.com/bandprep/bandprep/internal/conform"
	"github.com/bandprep/bandprep/raster"
)

// The images were written, or at least read, by GDAL; see testdata/make.py for
// their content.
func TestRead(t *testing.T) {
	for name, c := range map[string]struct {
		typ    raster.SampleType
		sample func(b, y, x int) int
	}{
		"u1.lan": {raster.Uint8, func(b, y, x int) int { return (b*40 + y*7 + x) % 120 }},
		"i2.lan": {raster.Int16, func(b, y, x int) int { return (b*40+y*7+x)%120 - 60 }},
		"u4.lan": {raster.Uint8, func(b, y, x int) int { return (b + y + x) % 16 }},
	} {
		s, err := Open(raster.Bytes(conform.Testdata(t, name)), raster.Options{})
		if err != nil {
			t.Fatal(name, err)
		}
		h := s.Header()
		if h.Height != 5 || len(h.Bands) != 3 || h.Type != c.typ {
			t.Fatalf("%s: %+v", name, h)
		}
		if want := [6]float64{1000, 30, 0, 8000, 0, -30}; h.Geo == nil || h.Geo.Transform != want {
			t.Errorf("%s: %+v", name, h.Geo)
		}
		w := raster.Window{X: 1, Y: 2, W: 5, H: 3}
		var b raster.Block
		if err := s.Read(context.Background(), w, &b); err != nil {
			t.Fatal(name, err)
		}
		for i := range 3 * w.Pixels() {
			if got, want := b.At(i, h.Type), float64(c.sample(i/15, i%15/5+w.Y, i%5+w.X)); got != want {
				t.Fatalf("%s: sample %d: %v, want %v", name, i, got, want)
			}
		}
	}
}

func FuzzOpen(f *testing.F) {
	f.Add(conform.Testdata(f, "u1.lan"))
	f.Add(conform.Testdata(f, "u4.lan"))
	f.Fuzz(func(t *testing.T, data []byte) { conform.Hostile(t, Open, data) })
}

// Damaged files give typed errors.
func TestDamaged(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	conform.Mutate(t, Open, conform.Testdata(t, "i2.lan"), r, 300)
	conform.Mutate(t, Open, conform.Testdata(t, "u4.lan"), r, 300)
}
