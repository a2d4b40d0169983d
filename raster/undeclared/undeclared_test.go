package undeclared

import (
	"context"
	"io/fs"
	"math"
	"math/rand"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/raster/codec"
	"github.com/bandprep/bandprep/raster/tally"
)

// picture makes an image of samples.
func picture(t raster.SampleType, bands, side int, at func(b, y, x int) float64) *raster.Block {
	b := new(raster.Block)
	b.Reset(raster.Window{W: side, H: side}, bands, t.Storage())
	for band := range bands {
		for y := range side {
			for x := range side {
				i, v := (band*side+y)*side+x, at(band, y, x)
				switch {
				case b.U8 != nil:
					b.U8[i] = uint8(v)
				case b.U16 != nil:
					b.U16[i] = uint16(int64(v) + t.Bias())
				case t == raster.Float32:
					b.F64[i] = float64(float32(v))
				default:
					b.F64[i] = v
				}
			}
		}
	}
	return b
}

// detection counts images and looks for collars.
type detection struct {
	*Detector
	counts *tally.Bands
}

func detect(bands int, t raster.SampleType) *detection {
	return &detection{New(t), tally.New(bands, t)}
}

func (d *detection) Add(b *raster.Block) {
	d.Detector.Add(b)
	for i := range b.Bands {
		d.counts.Add(i, b)
	}
}

func (d *detection) Findings() []Finding { return d.Detector.Findings(d.counts.Summaries()) }

func findings(t raster.SampleType, placed bool, images ...*raster.Block) []Finding {
	d := detect(images[0].Bands, t)
	for _, b := range images {
		h := raster.Header{Width: b.Window.W, Height: b.Window.H}
		if placed {
			h.Geo = &raster.GeoReference{}
		}
		d.Begin(&h)
		d.Add(b)
	}
	return d.Findings()
}

// TestSentinels plants values of every kind in data of 100 to 200, in 30 % of
// the samples and in some of them, and nodata of two kinds.
func TestSentinels(t *testing.T) {
	random := rand.New(rand.NewSource(1))
	for typ, values := range map[raster.SampleType][]float64{
		raster.Float32: {-math.MaxFloat32, math.MaxFloat32, -3.4e38, 1e20, 9.969209968386869e36, -999, -9999, -99999, -10000, -1e34, -32767,
			-32768, 1e30, 65535, -9, 999, 0, -1, 32767, 2147483647, 1e10},
		raster.Float64: {-math.MaxFloat64, math.MaxFloat64, -9999, -1e300, 9.969209968386869e36},
		raster.Int16:   {-9999, -999, 32767, -32768, -32767, -1, 9999, -5555},
		raster.Uint16:  {65535, 9999, 0, 65534, 32767},
		raster.Int32:   {math.MinInt32, math.MaxInt32, -9999, -2147483647, 1 << 24},
		raster.Uint32:  {math.MaxUint32, 1 << 31},
		raster.Uint8:   {255},
	} {
		for _, v := range values {
			for _, share := range []float64{0.3, 0.03} {
				b := picture(typ, 1, 48, func(_, y, x int) float64 {
					if random.Float64() < share {
						return v
					}
					return 100 + math.Floor(float64(100*random.Float64()))
				})
				want := v
				if typ == raster.Float32 {
					want = float64(float32(v))
				}
				f := findings(typ, false, b)
				if len(f) != 1 || f[0].Kind != Spike || f[0].Value != want || math.Abs(f[0].Share-share) > 0.03 {
					t.Errorf("%v, %v in %v: %+v", typ, v, share, f)
				}
			}
		}
	}
	both := picture(raster.Int16, 2, 64, func(b, y, x int) float64 {
		switch {
		case b == 1 && y < 9:
			return -9999
		case b == 1 && y < 12:
			return -32768
		}
		return float64((x*7+y*13)%300 + b)
	})
	f := findings(raster.Int16, false, both)
	if len(f) != 2 || f[0].Value != -9999 || f[1].Value != -32768 || !slices.Equal(f[0].Bands, []int{1}) {
		t.Errorf("two kinds: %+v", f)
	}
	resampled := picture(raster.Float32, 1, 96, func(_, y, x int) float64 {
		v := 100 + float64((x*7+y*13)%100)
		switch {
		case x < 20:
			return -9999
		case x == 20 && y%2 == 0:
			return (v - 9999) * float64(y) / 96 // between both
		}
		return v
	})
	if f := findings(raster.Float32, false, resampled); len(f) != 1 || f[0].Value != -9999 {
		t.Errorf("resampled edge: %+v", f)
	}
}

// likenesses are images of kinds that hold no nodata.
func likenesses() map[string]struct {
	t      raster.SampleType
	images []*raster.Block
} {
	random := rand.New(rand.NewSource(2))
	noise := func(n int) float64 { return float64(random.Intn(n)) }
	type set = struct {
		t      raster.SampleType
		images []*raster.Block
	}
	several := func(t raster.SampleType, bands, side int, at func(i, b, y, x int) float64) set {
		s := set{t: t}
		for i := range 8 {
			s.images = append(s.images, picture(t, bands, side, func(b, y, x int) float64 { return at(i, b, y, x) }))
		}
		return s
	}
	disc := func(y, x, side int) float64 { return math.Hypot(float64(2*x-side), float64(2*y-side)) / float64(side) }
	return map[string]set{
		"digits": several(raster.Uint8, 1, 28, func(i, _, y, x int) float64 {
			if d := disc(y, x, 28); d > 0.3 && d < 0.5 {
				return 30 + noise(226)
			}
			return 0
		}),
		"fundus": several(raster.Uint8, 3, 96, func(i, b, y, x int) float64 {
			if d := disc(y, x, 96); d > 0.9 {
				return 0
			}
			return 60 + 20*float64(b) + noise(90)
		}),
		"fundus, cut above and below": several(raster.Uint8, 3, 96, func(i, b, y, x int) float64 {
			if d := math.Hypot(float64(2*x-96), float64(2*y-96)/1.5) / 96; d > 0.95 {
				return 0
			}
			return 60 + 20*float64(b) + noise(90)
		}),
		"X-ray with black collimation": several(raster.Uint8, 1, 96, func(i, _, y, x int) float64 {
			if i < 2 && (x < 10+y/8 || x > 80) {
				return 0
			}
			return 50 + noise(150)
		}),
		"X-ray of 12 bits": several(raster.Uint16, 1, 64, func(i, _, y, x int) float64 {
			if x < 6 {
				return 0
			}
			return 400 + noise(3600)
		}),
		"CT with padding": several(raster.Int16, 1, 96, func(i, _, y, x int) float64 {
			switch d := disc(y, x, 96); {
			case d > 1:
				return -2000
			case d > 0.7:
				return -1024 + noise(40)
			case d > 0.6:
				return -1000 + noise(1200)
			}
			return -100 + noise(1700)
		}),
		"cells": several(raster.Uint16, 1, 96, func(i, _, y, x int) float64 {
			if (x/8+y/8)%3 == 0 {
				return 300 + noise(4000)
			}
			return noise(120)
		}),
		"letterboxed photos": several(raster.Uint8, 3, 96, func(i, b, y, x int) float64 {
			if i < 3 && (y < 12 || y >= 84) {
				return 0
			}
			return math.Min(noise(256)+float64(b), 255)
		}),
		"photos with black on the left and right": several(raster.Uint8, 3, 96, func(i, b, y, x int) float64 {
			if i < 3 && (x < 20 || x >= 76) {
				return 0
			}
			return math.Min(noise(256)+float64(b), 255)
		}),
		"product on white": several(raster.Uint8, 3, 96, func(i, b, y, x int) float64 {
			switch d := disc(y, x, 96); {
			case d > 0.62:
				return 255
			case d > 0.58: // a soft edge
				return 200 + noise(55)
			}
			return 20 + noise(140)
		}),
		"overexposed":      several(raster.Uint8, 3, 64, func(i, b, y, x int) float64 { return math.Min(noise(400), 255) }),
		"saturated sensor": several(raster.Uint16, 3, 64, func(i, b, y, x int) float64 { return math.Min(float64(i*1000)+noise(80000), 65535) }),
		"classes":          several(raster.Uint8, 1, 64, func(i, _, y, x int) float64 { return [5]float64{0, 1, 2, 3, 255}[(x/9+y/7)%5] }),
		"mask":             several(raster.Uint8, 1, 64, func(i, _, y, x int) float64 { return 255 * float64((x/20+y/20)%2) }),
		"a hot pixel": several(raster.Float32, 1, 64, func(i, _, y, x int) float64 {
			if i == 3 && x == 5 && y == 5 {
				return 1e6
			}
			return float64(random.NormFloat64())
		}),
		"elevation with the sea": several(raster.Float32, 1, 64, func(i, _, y, x int) float64 {
			return math.Max(0, 40*math.Sin(float64(x)/9)*math.Cos(float64(y)/7)+noise(3))
		}),
	}
}

// TestNothingToFind has likenesses of images without nodata, alone and as sets.
func TestNothingToFind(t *testing.T) {
	for name, c := range likenesses() {
		if f := findings(c.t, false, c.images...); len(f) > 0 {
			t.Errorf("%s: %+v", name, f)
		}
		if f := findings(c.t, false, c.images[0]); len(f) > 0 {
			t.Errorf("%s, one: %+v", name, f)
		}
	}
}

// TestCollars has scenes turned on their grid, tiles at the edge of one, and
// coasts.
func TestCollars(t *testing.T) {
	const n = 160
	random := rand.New(rand.NewSource(3))
	scene := func(content func(y, x float64) bool) *raster.Block {
		return picture(raster.Uint16, 4, n, func(b, y, x int) float64 {
			if !content(float64(y)/n, float64(x)/n) {
				return 0
			}
			return float64(1 + random.Intn(3000) + 10*b)
		})
	}
	full := scene(func(y, x float64) bool { return true })
	turned := func(angle float64) func(y, x float64) bool {
		return func(y, x float64) bool {
			s, c := math.Sincos(angle)
			u, v := float64((x-0.5)*c)+float64((y-0.5)*s), float64((y-0.5)*c)-float64((x-0.5)*s)
			return math.Abs(u) < 0.38 && math.Abs(v) < 0.38
		}
	}
	coast := func(y, x float64) bool {
		return x > 0.3+0.1*math.Sin(19*y)+0.06*math.Sin(47*y+1)+0.03*math.Sin(101*y)
	}
	for name, c := range map[string]struct {
		content func(y, x float64) bool
		found   bool
	}{
		"turned by 12°":       {turned(0.21), true},
		"turned by 40°":       {turned(0.7), true},
		"not turned":          {turned(0), true},
		"right edge":          {func(y, x float64) bool { return x < 0.8 }, true},
		"slanting right edge": {func(y, x float64) bool { return x < 0.9-0.3*y }, true},
		"lower corner":        {func(y, x float64) bool { return x+y < 1.7 }, true},
		"coast":               {coast, false},
		"lake inside":         {func(y, x float64) bool { return math.Hypot(x-0.5, y-0.5) > 0.2 }, false},
		"disc":                {func(y, x float64) bool { return math.Hypot(x-0.5, y-0.5) < 0.48 }, false},
		"all of it":           {func(y, x float64) bool { return true }, false},
		"nothing":             {func(y, x float64) bool { return false }, false},
	} {
		b := scene(c.content)
		f := findings(raster.Uint16, true, b, full)
		if got := len(f) == 1 && f[0].Kind == Collar && f[0].Value == 0 && len(f[0].Bands) == 4; got != c.found || len(f) > 1 {
			t.Errorf("%s: %+v", name, f)
		}
	}
	edge := scene(func(y, x float64) bool { return x < 0.9-0.3*y })
	if f := findings(raster.Uint16, false, full, edge, full, full); len(f) != 1 {
		t.Errorf("a minority without a place: %+v", f)
	}
	if f := findings(raster.Uint16, false, edge, edge, edge, full); len(f) != 0 {
		t.Errorf("a majority without a place: %+v", f)
	}
}

// TestRealSets finds nothing in clean sets of real images, and what is planted
// in each of them.
func TestRealSets(t *testing.T) {
	root := testfile.Shared(t)
	for _, set := range []string{"photos/clothing", "photos/imagenet-sample", "multispectral/water-12band", "multispectral/naip-4band",
		"multispectral/enmap-224band", "multispectral/terrain-5band-float", "multispectral/sentinel2-jp2", "multispectral/landsat7-6band"} {
		var paths []string
		filepath.WalkDir(filepath.Join(root, set), func(path string, e fs.DirEntry, err error) error {
			if err == nil && !e.IsDir() && slices.Contains([]string{".jpg", ".jpeg", ".tif", ".tiff", ".jp2"}, strings.ToLower(filepath.Ext(path))) {
				paths = append(paths, path)
			}
			return nil
		})
		var clean, planted *detection
		for i := range min(len(paths), 16) {
			data, err := os.ReadFile(paths[i*len(paths)/min(len(paths), 16)])
			if err != nil {
				t.Fatal(err)
			}
			s, err := codec.Open(raster.Bytes(data), raster.Options{})
			if err != nil {
				continue
			}
			s = raster.NewView(s, raster.ViewOptions{})
			h := s.Header()
			if clean == nil {
				clean, planted = detect(len(h.Bands), h.Type), detect(len(h.Bands), h.Type)
			} else if len(h.Bands) != clean.counts.Len() || h.Type != clean.t || h.Width*h.Height > 4<<20 {
				continue
			}
			var b raster.Block
			if h.Width*h.Height > 4<<20 {
				h.Width, h.Height = 2048, 2048
			}
			if err := s.Read(context.Background(), h.Window(), &b); err != nil {
				t.Fatal(err)
			}
			clean.Begin(&h)
			clean.Add(&b)
			if h.Type == raster.Uint8 {
				continue // every value may be one of a photo
			}
			n := b.Window.Pixels()
			for p := range n / 10 {
				if b.U16 != nil {
					b.U16[p*10] = uint16(-9999 + h.Type.Bias())
					if h.Type == raster.Uint16 {
						b.U16[p*10] = 65535
					}
				} else {
					b.F64[p*10] = -3.4028234663852886e38
				}
			}
			planted.Begin(&h)
			planted.Add(&b)
		}
		if clean == nil {
			t.Errorf("%s: no image", set)
			continue
		}
		if f := clean.Findings(); len(f) > 0 {
			t.Errorf("%s: %+v", set, f)
		}
		if f := planted.Findings(); clean.t != raster.Uint8 && (len(f) != 1 || !slices.Equal(f[0].Bands, []int{0})) {
			t.Errorf("%s, planted: %+v", set, f)
		}
	}
}
