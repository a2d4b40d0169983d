package bandkind

import (
	"context"
	"math"
	"math/rand"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/raster/codec"
	"github.com/bandprep/bandprep/raster/tally"
)

func add(p *tally.Bands, b *raster.Block) {
	for i := range b.Bands {
		p.Add(i, b)
	}
}

// kindOf makes images of reflectances with one more band and returns the kind of
// that band; others must be measurements.
func kindOf(t *testing.T, name string, scale float64, extra func(i, y, x int) float64) Kind {
	t.Helper()
	random := rand.New(rand.NewSource(4))
	const side, reflectances = 64, 5
	p := tally.New(reflectances+1, raster.Float64)
	for i := range 4 {
		var b raster.Block
		b.Reset(raster.Window{W: side, H: side}, reflectances+1, raster.StoreF64)
		for band := range reflectances {
			for y := range side {
				for x := range side {
					v := 800 + 300*float64(band) + 250*math.Sin(float64(x+3*band)/9) + 150*random.NormFloat64()
					b.F64[(band*side+y)*side+x] = math.Floor(v) * scale
				}
			}
		}
		for y := range side {
			for x := range side {
				b.F64[(reflectances*side+y)*side+x] = extra(i, y, x)
			}
		}
		add(p, &b)
	}
	kind := Measurement
	for _, v := range Judge(p.Summaries()) {
		if v.Band != reflectances {
			t.Errorf("%s: band %d %s", name, v.Band, v.Sentence)
			continue
		}
		kind = v.Kind
	}
	return kind
}

func TestKinds(t *testing.T) {
	random := rand.New(rand.NewSource(5))
	patch := func(y, x int) int { return (x/12 + 3*(y/10)) % 7 }
	for name, c := range map[string]struct {
		want  Kind
		extra func(i, y, x int) float64
	}{
		"scene classes":      {Classes, func(_, y, x int) float64 { return float64(patch(y, x) + 3) }},
		"land cover in tens": {Classes, func(_, y, x int) float64 { return float64(10 * (patch(y, x) + 1)) }},
		"a mask":             {Classes, func(_, y, x int) float64 { return float64(patch(y, x) % 2) }},
		"cloud probability":  {Classes, func(_, y, x int) float64 { return float64(patch(y, x) * 9 % 101) }},
		"Landsat's QA_PIXEL": {Bits, func(_, y, x int) float64 {
			return [7]float64{21824, 21826, 21888, 22280, 23888, 54596, 55052}[patch(y, x)]
		}},
		"HLS Fmask":    {Bits, func(_, y, x int) float64 { return [7]float64{64, 66, 68, 96, 128, 192, 224}[patch(y, x)] }},
		"elevation":    {Elevation, func(i, y, x int) float64 { return 900 + float64(500*i) + 3*float64(y) + 20*math.Sin(float64(x)/20) }},
		"sun zenith":   {Angle, func(i, y, x int) float64 { return 30 + 3*float64(i) + float64(y)/900 }},
		"view azimuth": {Angle, func(i, y, x int) float64 { return 200 + 12*float64(i) + float64(x)/300 }},
		"another reflectance": {Measurement, func(_, y, x int) float64 {
			return math.Floor(700 + 200*math.Sin(float64(y)/8) + 120*random.NormFloat64())
		}},
		"cirrus with few values": {Measurement, func(_, y, x int) float64 { return float64(7 + random.Intn(10)) }},
		"smooth cirrus in steps": {Measurement, func(_, y, x int) float64 {
			return math.Floor(12 + 4*math.Sin(float64(x+y)/9) + 0.2*random.NormFloat64())
		}},
		"one value":        {Measurement, func(_, y, x int) float64 { return 5 }},
		"vegetation index": {Measurement, func(_, y, x int) float64 { return 0.4 + 0.2*random.NormFloat64() }},
	} {
		if got := kindOf(t, name, 1, c.extra); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
		if c.want == Bits || c.want == Angle || c.want == Classes {
			if got := kindOf(t, name, 1e-4, c.extra); got != c.want {
				t.Errorf("%s beside reflectances as fractions: %v, want %v", name, got, c.want)
			}
		}
	}
}

// TestRealBands names the quality, elevation, land cover and water bands of
// chips that have them (bands 8 to 12, by the documentation of the set), and
// nothing in sets of measurements.
func TestRealBands(t *testing.T) {
	for set, want := range map[string][]Kind{
		"water-12band":        {7: Bits, 8: Elevation, 9: Elevation, 10: Classes, 11: Classes},
		"floods-13band":       nil,
		"floods-radar-2band":  nil,
		"naip-4band":          nil,
		"hls-10band-float":    nil,
		"enmap-224band":       nil,
		"landsat7-6band":      nil,
		"terrain-5band-float": nil,
		"terrain-4band-float": nil,
	} {
		paths, _ := filepath.Glob(testfile.Shared(t, "multispectral", set, "*.tif*"))
		var p *tally.Bands
		for _, path := range paths[:min(len(paths), 16)] {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			s, err := codec.Open(raster.Bytes(data), raster.Options{})
			if err != nil {
				t.Fatal(err)
			}
			// −9999 is declared in some sets only.
			view := raster.NewView(s, raster.ViewOptions{NoData: []float64{-9999}})
			h := view.Header()
			if p == nil {
				p = tally.New(len(h.Bands), h.Type)
			}
			var b raster.Block
			w := h.Window().Intersect(raster.Window{W: 512, H: 512})
			if err := view.Read(context.Background(), w, &b); err != nil {
				t.Fatal(err)
			}
			add(p, &b)
		}
		if p == nil {
			t.Errorf("%s: no images", set)
			continue
		}
		got := make([]Kind, len(want))
		for _, v := range Judge(p.Summaries()) {
			if want == nil {
				t.Errorf("%s: band %d %s", set, v.Band+1, v.Sentence)
			} else {
				got[v.Band] = v.Kind
				t.Logf("%s: band %d %s", set, v.Band+1, v.Sentence)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", set, got, want)
		}
	}
}
