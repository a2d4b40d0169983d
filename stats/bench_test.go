package stats

import (
	"math/rand/v2"
	"testing"

	"github.com/bandprep/bandprep/raster"
)

// What an item costs beside its pixels.
func BenchmarkItem(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	for _, c := range []struct {
		name  string
		kind  raster.SampleType
		bands int
	}{{"uint8x3", raster.Uint8, 3}, {"uint16x13", raster.Uint16, 13}, {"float32x4", raster.Float32, 4}, {"float32x224", raster.Float32, 224}} {
		p := picture{t: c.kind, bands: c.bands, n: 32 * 32}
		p.x = make([]float64, p.bands*p.n)
		for i := range p.x {
			p.x[i] = float64(float32(r.IntN(200)))
		}
		block := p.block(0, p.n)
		a := NewAccumulator(c.bands, c.kind, Options{})
		a.Add(block)
		m := a.Moments()
		b.Run(c.name+"/accumulate", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				a.Reset()
				a.Add(block)
			}
		})
		b.Run(c.name+"/moments", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				a.Moments()
			}
		})
		b.Run(c.name+"/meanstddev", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				for band := range m.Bands {
					m.MeanStdDev(band, 0)
				}
			}
		})
		b.Run(c.name+"/total", func(b *testing.B) {
			b.ReportAllocs()
			t := NewTotal()
			for b.Loop() {
				if err := t.Add(&m); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(c.name+"/summary", func(b *testing.B) {
			b.ReportAllocs()
			t := NewTotal()
			if err := t.Add(&m); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				t.Summary(0)
			}
		})
	}
}
