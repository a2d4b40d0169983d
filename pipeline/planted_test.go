package pipeline_test

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/raster/codec"
)

// plant is something that is put into a set of real images, which are clean.
type plant struct {
	set  string
	what string
	some bool // in a third of the images, else in all
	// header changes that of an image, at one of its samples, of a band; key is a
	// number of the image.
	header func(h *raster.Header)
	at     func(v, key float64, band, y, x int, h *raster.Header) float64
	kind   string // of the decision
	flag   string
}

// planted opens images with what is planted in them. Where a set has nodata of its
// own, samples of the band stand.
func planted(p *plant) func(raster.File, raster.Options) (raster.Source, error) {
	return func(f raster.File, o raster.Options) (raster.Source, error) {
		src, err := codec.Open(f, o)
		if err != nil {
			return nil, err
		}
		h := src.Header()
		var b raster.Block
		if err := src.Read(context.Background(), h.Window(), &b); err != nil {
			return nil, err
		}
		was, nodata := len(h.Bands), math.NaN()
		if v := h.Bands[0].NoData; v != nil {
			nodata = *v
		}
		h.Bands = slices.Clone(h.Bands)
		for i := range h.Bands {
			h.Bands[i].NoData = nil
		}
		if h.Format == "jpeg" {
			h.Format = "png" // whose samples are not smeared by coding
		}
		if p.header != nil {
			p.header(&h)
		}
		m := &inMemory{Source: src, h: h}
		m.b.Reset(h.Window(), len(h.Bands), h.Type.Storage())
		n := h.Window().Pixels()
		key := b.At(n/2, h.Type) + b.At(n/3, h.Type)
		valid := make([][]float64, was)
		for i := range n * was {
			if v := b.At(i, h.Type); v != nodata {
				valid[i/n] = append(valid[i/n], v)
			}
		}
		for i := range n * len(h.Bands) {
			band, y, x := i/n, i%n/h.Width, i%h.Width
			v := b.At(min(band, was-1)*n+i%n, h.Type)
			if v == nodata {
				v = valid[min(band, was-1)][i*7919%len(valid[min(band, was-1)])]
			}
			if p.at != nil && (!p.some || math.Mod(key, 3) == 0) {
				v = p.at(v, key, band, y, x, &h)
			}
			m.set(i, v)
		}
		return m, nil
	}
}

// inMemory is an image in memory.
type inMemory struct {
	raster.Source
	h raster.Header
	b raster.Block
}

func (m *inMemory) set(i int, v float64) {
	switch {
	case m.b.U8 != nil:
		m.b.U8[i] = uint8(v)
	case m.b.U16 != nil:
		m.b.U16[i] = uint16(int64(v) + m.h.Type.Bias())
	default:
		m.b.F64[i] = v
	}
}

func (m *inMemory) Header() raster.Header                 { return m.h }
func (m *inMemory) Tasks(w raster.Window) []raster.Window { return []raster.Window{w} }
func (m *inMemory) Read(_ context.Context, w raster.Window, dst *raster.Block) error {
	dst.Reset(w, m.b.Bands, m.b.Storage())
	n, all := w.Pixels(), m.b.Window.Pixels()
	for i := range n * m.b.Bands {
		at := i/n*all + (w.Y+i%n/w.W)*m.b.Window.W + w.X + i%n%w.W
		switch {
		case m.b.U8 != nil:
			dst.U8[i] = m.b.U8[at]
		case m.b.U16 != nil:
			dst.U16[i] = m.b.U16[at]
		default:
			dst.F64[i] = m.b.F64[at]
		}
	}
	return nil
}

// sentinels plants values of which no header tells: rectangles in all bands and in
// one, in all images and in some.
func sentinels(set string, values ...float64) (list []plant) {
	for k, v := range values {
		share := []int{4, 12}[k%2] // of 20 columns
		for _, some := range []bool{false, true} {
			band := -1
			if some {
				band = k % 3
			}
			list = append(list, plant{set: set, what: fmt.Sprint(v, " in band ", band), some: some, kind: "undeclared_nodata",
				flag: "--nodata " + asGiven(v),
				at: func(old, _ float64, b, y, x int, h *raster.Header) float64 {
					if (band < 0 || b == band) && (20*x/h.Width < share) && y > 3 {
						return v
					}
					return old
				}})
		}
	}
	return list
}

// asGiven is a value as a user gives it.
func asGiven(v float64) string {
	if math.Abs(v) < 1e15 {
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return strconv.FormatFloat(v, 'g', -1, 32)
}

// collar plants zeros in all bands beyond an edge; elsewhere nothing is 0.
func collar(set, what string, some bool, out func(y, x float64) bool) plant {
	return plant{set: set, what: what, some: some, kind: "undeclared_nodata", flag: "--nodata 0",
		at: func(v, key float64, b, y, x int, h *raster.Header) float64 {
			if out(float64(y)/float64(h.Height), float64(x)/float64(h.Width)) {
				return 0
			}
			return max(v, 1)
		}}
}

// another plants a band behind the others.
func another(set, what string, at func(y, x int, key float64) float64) plant {
	return plant{set: set, what: what, kind: "band_kinds", header: func(h *raster.Header) { h.Bands = append(h.Bands, raster.Band{}) },
		at: func(v, key float64, b, y, x int, h *raster.Header) float64 {
			if b == len(h.Bands)-1 {
				return at(y, x, key)
			}
			return v
		}}
}

// Whatever of these is planted in real images is named with the flag that takes it
// out, and nothing else is; without it nothing is.
func TestPlanted(t *testing.T) {
	if testing.Short() {
		t.Skip("60 passes over images")
	}
	var list []plant
	list = append(list, sentinels("scenes", -9999, -32768, 32767, -20000, 30000)...)
	list = append(list, sentinels("landsat", 65535, 2, 9)...)
	list = append(list, sentinels("reflectance", -9999, -32768, 32767, -3.4028234663852886e38, 1e20, -99999, 9.96920996838687e36, -7777, -3.4e38, -1e34, 1e15)...)
	for _, set := range []string{"scenes", "landsat", "reflectance"} {
		for what, out := range map[string]func(y, x float64) bool{
			"strip on the left": func(y, x float64) bool { return x < 0.25 },
			"slanting strip":    func(y, x float64) bool { return x > 0.85-0.3*y },
			"corner":            func(y, x float64) bool { return x+y < 0.5 },
			"frame":             func(y, x float64) bool { return math.Abs(x-0.5) > 0.4 || math.Abs(y-0.5) > 0.4 },
		} {
			list = append(list, collar(set, what, false, out))
		}
		for what, at := range map[string]func(y, x int, key float64) float64{
			"classes":   func(y, x int, _ float64) float64 { return []float64{10, 20, 30, 40, 80}[(x/9+y/7)%5] },
			"bits":      func(y, x int, _ float64) float64 { return []float64{64, 68, 72, 96, 130, 132, 160, 224}[(x/5+y/11)%8] },
			"elevation": func(y, x int, key float64) float64 { return 1200 + float64(3*x+2*y) + 150*math.Mod(key, 7) },
		} {
			list = append(list, another(set, what, at))
		}
	}
	list = append(list, collar("photos", "strip in some photos", true, func(y, x float64) bool { return x > 0.8 }))
	alpha := func(varies bool) plant {
		return plant{set: "photos", what: fmt.Sprint("alpha, varying: ", varies), header: func(h *raster.Header) {
			h.Format, h.AlphaUnsure = "tiff", true
			h.Bands = append(h.Bands, raster.Band{Color: raster.Alpha})
		}, at: func(v, key float64, b, y, x int, h *raster.Header) float64 {
			switch {
			case b < 3:
				return v
			case varies:
				return float64((7*int(v) + 3*x) % 251)
			case 3*x < h.Width:
				return 0
			}
			return 255
		}}
	}
	infrared, transparent := alpha(true), alpha(false)
	infrared.kind, infrared.flag = "alpha", "--alpha mask"
	transparent.kind, transparent.flag = "transparent", "--alpha band"
	list = append(list, infrared, transparent)

	bands := map[string]int{"scenes": 13, "landsat": 7, "reflectance": 10}
	found := 0
	for _, p := range list {
		if p.kind == "band_kinds" {
			p.flag = "--bands 1-" + strconv.Itoa(bands[p.set])
		}
		got := whatIsSaid(t, &p)
		if len(got) != 1 || got[0].Kind != p.kind || got[0].Flag != p.flag {
			t.Errorf("%s, %s: %+v, want %s with %s", p.set, p.what, got, p.kind, p.flag)
			continue
		}
		found++
	}
	t.Logf("%d of %d are named", found, len(list))
	if len(list) < 60 {
		t.Errorf("%d are planted", len(list))
	}
	for _, set := range []string{"scenes", "landsat", "reflectance", "photos"} {
		if got := whatIsSaid(t, &plant{set: set}); len(got) > 0 {
			t.Errorf("%s without a plant: %+v", set, got)
		}
	}
}

// whatIsSaid returns the decisions that had a rival about a set with a plant.
func whatIsSaid(t *testing.T, p *plant) (said []decision.Decision) {
	t.Helper()
	o := opening(planted(p), 2)
	o.Some = true
	dir := testfile.Project(p.set)
	if _, err := os.Stat(dir); err != nil {
		dir = filepath.Join(testfile.Shared(t), p.set)
	}
	got, _, _, err := statistics(inspect(t, o, dir), o, allItems)
	if err != nil {
		t.Fatalf("%s, %s: %v", p.set, p.what, err)
	}
	for _, d := range got.Decisions {
		if d.Effect > decision.Noted {
			said = append(said, d)
		}
	}
	return said
}
