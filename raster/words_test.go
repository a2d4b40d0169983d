package raster_test

import (
	"context"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/bandprep/bandprep/raster"
)

// memory is a source whose samples are in memory, as true values.
type memory struct {
	header  raster.Header
	samples []float64 // band after band, row after row
	valid   []bool    // nil: all
	closed  *int
}

func (m *memory) Header() raster.Header                 { return m.header }
func (m *memory) Tasks(w raster.Window) []raster.Window { return w.Rows(3, 1) }
func (m *memory) Close() error                          { *m.closed++; return nil }

// index is that of a sample of the whole image.
func (m *memory) index(band, y, x int) int { return (band*m.header.Height+y)*m.header.Width + x }

func (m *memory) Read(_ context.Context, w raster.Window, dst *raster.Block) error {
	if !m.header.Window().Contains(w) || w.Empty() {
		panic("read outside the image")
	}
	dst.Reset(w, len(m.header.Bands), m.header.Type.Storage())
	if m.valid != nil {
		dst.MakeValid()
	}
	i := 0
	for b := range m.header.Bands {
		for y := range w.H {
			for x := range w.W {
				at := m.index(b, w.Y+y, w.X+x)
				switch v := m.samples[at]; {
				case dst.U8 != nil:
					dst.U8[i] = uint8(v)
				case dst.U16 != nil:
					dst.U16[i] = uint16(int64(v) + m.header.Type.Bias())
				default:
					dst.F64[i] = v
				}
				if m.valid != nil {
					dst.Valid[i] = m.valid[at]
				}
				i++
			}
		}
	}
	return nil
}

// anyImage draws a small image; samples are few values, so that nodata occurs.
func anyImage(t *rapid.T, typ raster.SampleType, w, h, bands int) *memory {
	values := []float64{0, 1, 2, 3, 200, 255}
	switch typ {
	case raster.Int16:
		values = []float64{-32768, -9999, -1, 0, 7, 32767}
	case raster.Uint16:
		values = []float64{0, 1, 9, 4095, 65535}
	case raster.Float32:
		values = []float64{-9999, 0, 0.5, math.NaN(), math.Inf(1), 3}
	}
	n := w * h * bands
	m := &memory{header: raster.Header{Width: w, Height: h, Type: typ, Bands: make([]raster.Band, bands)}, closed: new(int)}
	m.samples = rapid.SliceOfN(rapid.SampledFrom(values), n, n).Draw(t, "samples")
	if rapid.Bool().Draw(t, "has mask") {
		m.header.HasMask = true
		m.valid = rapid.SliceOfN(rapid.Bool(), n, n).Draw(t, "valid")
	}
	return m
}

func anyType(t *rapid.T) raster.SampleType {
	return rapid.SampledFrom([]raster.SampleType{raster.Uint8, raster.Uint16, raster.Int16, raster.Float32}).Draw(t, "type")
}

func anyWindow(t *rapid.T, in raster.Window) raster.Window {
	x, y := rapid.IntRange(in.X, in.X+in.W-1).Draw(t, "x"), rapid.IntRange(in.Y, in.Y+in.H-1).Draw(t, "y")
	return raster.Window{X: x, Y: y, W: rapid.IntRange(1, in.X+in.W-x).Draw(t, "w"), H: rapid.IntRange(1, in.Y+in.H-y).Draw(t, "h")}
}

func side(t *rapid.T, name string) int { return rapid.IntRange(1, 9).Draw(t, name) }

// check reads a window of a source and compares every sample with what at says:
// its value, and whether it counts. NaN equals NaN.
func check(t *rapid.T, s raster.Source, w raster.Window, at func(band, y, x int) (float64, bool)) {
	t.Helper()
	h := s.Header()
	var b raster.Block
	// Dirt of an earlier use must not show through.
	b.Reset(raster.Window{W: 20, H: 20}, 5, h.Type.Storage())
	clear(b.MakeValid())
	if err := s.Read(context.Background(), w, &b); err != nil {
		t.Fatal(err)
	}
	if b.Window != w || b.Bands != len(h.Bands) {
		t.Fatalf("block of %v with %d bands, want %v with %d", b.Window, b.Bands, w, len(h.Bands))
	}
	i := 0
	for band := range b.Bands {
		for y := range w.H {
			for x := range w.W {
				want, counts := at(band, w.Y+y, w.X+x)
				got := b.At(i, h.Type)
				if valid := b.Valid == nil || b.Valid[i]; valid != counts {
					t.Fatalf("band %d, row %d, column %d: valid %v, want %v", band, w.Y+y, w.X+x, valid, counts)
				}
				if got != want && (got == got || want == want) {
					t.Fatalf("band %d, row %d, column %d: %v, want %v", band, w.Y+y, w.X+x, got, want)
				}
				i++
			}
		}
	}
}

// TestCrop reads windows of windows, also such as reach beyond the image.
func TestCrop(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := anyImage(t, anyType(t), side(t, "width"), side(t, "height"), rapid.IntRange(1, 3).Draw(t, "bands"))
		m.header.Geo = &raster.GeoReference{Transform: [6]float64{100, 2, 0.5, 50, 0.25, -2}}
		cut := raster.Window{X: rapid.IntRange(-3, 9).Draw(t, "cut x"), Y: rapid.IntRange(-3, 9).Draw(t, "cut y"), W: side(t, "cut w"), H: side(t, "cut h")}
		s := raster.NewCrop(m, cut)
		h := s.Header()
		if h.Width != cut.W || h.Height != cut.H {
			t.Fatalf("%d×%d", h.Width, h.Height)
		}
		// A corner of the crop lies on the map where it does in the image.
		x0, y0, x1, y1 := m.header.Geo.Bounds(cut)
		a0, b0, a1, b1 := h.Geo.Bounds(h.Window())
		if [4]float64{x0, y0, x1, y1} != [4]float64{a0, b0, a1, b1} {
			t.Fatalf("bounds %v %v %v %v, want %v %v %v %v", a0, b0, a1, b1, x0, y0, x1, y1)
		}
		at := func(band, y, x int) (float64, bool) {
			y, x = y+cut.Y, x+cut.X
			if y < 0 || x < 0 || y >= m.header.Height || x >= m.header.Width {
				return 0, false
			}
			i := m.index(band, y, x)
			return m.samples[i], m.valid == nil || m.valid[i]
		}
		if !h.HasMask && !m.header.Window().Contains(cut) {
			t.Fatal("reaches beyond the image, but says that it has no mask")
		}
		// Beyond the edge, signed samples are 0 as stored.
		low, _ := h.Type.Range()
		outside := func(band, y, x int) (float64, bool) {
			v, ok := at(band, y, x)
			inside := y+cut.Y >= 0 && x+cut.X >= 0 && y+cut.Y < m.header.Height && x+cut.X < m.header.Width
			if !inside && h.Type.Bias() != 0 {
				return low, ok
			}
			return v, ok
		}
		check(t, s, anyWindow(t, h.Window()), outside)
		var covered int
		for _, w := range s.Tasks(h.Window()) {
			covered += w.Pixels()
			check(t, s, w, outside)
		}
		if covered != cut.Pixels() {
			t.Fatalf("tasks cover %d of %d pixels", covered, cut.Pixels())
		}
		if s.Close(); *m.closed != 1 {
			t.Fatal("the source is not closed")
		}
	})
}

// TestBlockCrop cuts blocks out of blocks.
func TestBlockCrop(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := anyImage(t, anyType(t), side(t, "width"), side(t, "height"), rapid.IntRange(1, 3).Draw(t, "bands"))
		from := anyWindow(t, m.header.Window())
		var src, dst raster.Block
		if err := m.Read(context.Background(), from, &src); err != nil {
			t.Fatal(err)
		}
		w := anyWindow(t, from)
		w.W, w.H = w.W+3, w.H+2 // beyond the block: only what is there
		dst.Crop(&src, w)
		in := w.Intersect(from)
		if dst.Window != in {
			t.Fatalf("%v, want %v", dst.Window, in)
		}
		i := 0
		for b := range dst.Bands {
			for y := range in.H {
				for x := range in.W {
					at := m.index(b, in.Y+y, in.X+x)
					v := dst.At(i, m.header.Type)
					if v != m.samples[at] && v == v || (dst.Valid == nil || dst.Valid[i]) != (m.valid == nil || m.valid[at]) {
						t.Fatalf("band %d, row %d, column %d", b, y, x)
					}
					i++
				}
			}
		}
	})
}

// TestView picks bands, masks nodata and alpha, and keeps complete pixels.
func TestView(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bands := rapid.IntRange(1, 4).Draw(t, "bands")
		m := anyImage(t, anyType(t), side(t, "width"), side(t, "height"), bands)
		alpha := -1
		if bands > 1 && rapid.Bool().Draw(t, "has alpha") {
			alpha = rapid.IntRange(0, bands-1).Draw(t, "alpha")
			m.header.Bands[alpha].Color = raster.Alpha
		}
		own := rapid.SampledFrom([]float64{0, 1, -9999, 255, 0.5, 1e9}).Draw(t, "nodata of the file")
		for b := range bands {
			if rapid.Bool().Draw(t, "declares nodata") {
				m.header.Bands[b].NoData = &own
			}
		}
		o := raster.ViewOptions{
			Alpha:    rapid.SampledFrom([]raster.AlphaMode{raster.AlphaMask, raster.AlphaBand, raster.AlphaIgnore}).Draw(t, "mode"),
			Complete: rapid.Bool().Draw(t, "complete"),
		}
		if rapid.Bool().Draw(t, "picks") {
			o.Bands = rapid.SliceOfN(rapid.IntRange(0, bands-1), 1, 5).Draw(t, "picked")
		}
		if rapid.Bool().Draw(t, "replaces nodata") {
			o.NoData = []float64{rapid.SampledFrom([]float64{0, 7, 3}).Draw(t, "nodata")}
		}
		// The rules in plain words: all bands but alpha, unless it is a band or named.
		pick := o.Bands
		if pick == nil {
			for b := range bands {
				if b != alpha || o.Alpha == raster.AlphaBand {
					pick = append(pick, b)
				}
			}
		}
		s := raster.NewView(m, o)
		if got := len(s.Header().Bands); got != len(pick) {
			t.Fatalf("%d bands, want %d", got, len(pick))
		}
		single := func(band, y, x int) (float64, bool) {
			i := m.index(pick[band], y, x)
			v := m.samples[i]
			ok := m.valid == nil || m.valid[i]
			nodata := m.header.Bands[pick[band]].NoData
			if o.NoData != nil {
				nodata = &o.NoData[0]
			}
			ok = ok && (nodata == nil || v != *nodata)
			if alpha >= 0 && o.Alpha == raster.AlphaMask && !slices.Contains(pick, alpha) {
				ok = ok && m.samples[m.index(alpha, y, x)] != 0
			}
			return v, ok
		}
		at := single
		if o.Complete {
			at = func(band, y, x int) (float64, bool) {
				all := true
				for b := range pick {
					v, ok := single(b, y, x)
					all = all && ok && v-v == 0
				}
				v, _ := single(band, y, x)
				return v, all
			}
		}
		check(t, s, anyWindow(t, m.header.Window()), at)
		if s.Close(); *m.closed != 1 {
			t.Fatal("the source is not closed")
		}
	})
}

// TestRows holds that windows of rows cover a window once, in order, with edges
// on rows of blocks.
func TestRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := raster.Window{X: rapid.IntRange(0, 9).Draw(t, "x"), Y: rapid.IntRange(0, 50).Draw(t, "y"), W: side(t, "w"), H: rapid.IntRange(1, 60).Draw(t, "h")}
		blockH, pixels := rapid.IntRange(1, 20).Draw(t, "block"), rapid.IntRange(0, 300).Draw(t, "pixels")
		y := w.Y
		rows := w.Rows(blockH, pixels)
		for i, r := range rows {
			if r.X != w.X || r.W != w.W || r.Y != y || r.H <= 0 {
				t.Fatalf("window %d is %v", i, r)
			}
			y += r.H
			if i < len(rows)-1 && y%blockH != 0 {
				t.Fatalf("window %d of %v ends inside a row of blocks of %d", i, r, blockH)
			}
		}
		if y != w.Y+w.H {
			t.Fatalf("covered down to %d, want %d", y, w.Y+w.H)
		}
	})
}
