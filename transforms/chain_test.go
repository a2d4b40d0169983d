package transforms

import (
	"context"
	"math/rand/v2"
	"testing"

	"github.com/bandprep/bandprep/raster"
	"pgregory.net/rapid"
)

// drawChain draws transforms that fit an image with header h.
func drawChain(t *rapid.T, h raster.Header) Chain {
	var c Chain
	for range rapid.IntRange(0, 4).Draw(t, "length") {
		side := rapid.IntRange(1, 24)
		var step Transform
		switch rapid.IntRange(0, 10).Draw(t, "transform") {
		case 0:
			step = Resize{Width: side.Draw(t, "w"), Height: side.Draw(t, "h"), Filter: Filter(rapid.IntRange(0, 4).Draw(t, "filter"))}
		case 1:
			step = Resize{Width: side.Draw(t, "short"), Filter: Filter(rapid.IntRange(0, 4).Draw(t, "filter"))}
		case 2:
			w, ht := rapid.IntRange(1, h.Width).Draw(t, "w"), rapid.IntRange(1, h.Height).Draw(t, "h")
			step = Crop{rapid.IntRange(0, h.Width-w).Draw(t, "x"), rapid.IntRange(0, h.Height-ht).Draw(t, "y"), w, ht}
		case 3:
			step = CenterCrop{rapid.IntRange(1, h.Width).Draw(t, "w"), rapid.IntRange(1, h.Height).Draw(t, "h")}
		case 4:
			step = Pad{W: side.Draw(t, "w"), H: side.Draw(t, "h")}
		case 5:
			step = Flip{Vertical: rapid.Bool().Draw(t, "vertical")}
		case 6:
			step = Orient{}
		case 7:
			step = Scale{By: 3}
		case 8:
			step = Clip{Low: []float64{10}, High: []float64{90}}
		case 9:
			step = Stretch{Low: []float64{-50}, High: []float64{200}, To: rapid.SampledFrom([]raster.SampleType{raster.Uint8, raster.Uint16, raster.Float32}).Draw(t, "to")}
		case 10:
			step = Bands{Select: []string{"2", "1"}}
		}
		next, err := step.Header(h)
		if err != nil {
			t.Fatalf("%v of %d×%d: %v", step, h.Width, h.Height, err)
		}
		h, c = next, append(c, step)
	}
	return c
}

// TestWindowsDoNotMatter reads an image through a chain in one piece, in the
// tasks of the chain and in random tiles.
func TestWindowsDoNotMatter(t *testing.T) {
	types := []raster.SampleType{raster.Uint8, raster.Uint16, raster.Int16, raster.Float32, raster.Int32}
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		src := randomImage(r, rapid.IntRange(1, 30).Draw(t, "width"), rapid.IntRange(1, 30).Draw(t, "height"), 2, rapid.SampledFrom(types).Draw(t, "type"), rapid.Bool().Draw(t, "holes"))
		nodata := rapid.SampledFrom([]float64{0, 255, 3, -9999}).Draw(t, "nodata")
		if rapid.Bool().Draw(t, "declared") {
			src.header.Bands[0].NoData, src.header.Bands[1].NoData = &nodata, &nodata
		}
		src.header.Orientation = rapid.IntRange(0, 8).Draw(t, "orientation")
		chain := drawChain(t, src.header)
		v, err := chain.Open(src)
		if err != nil {
			t.Fatal(err)
		}
		h := v.Header()
		whole, err := readAll(v, []raster.Window{h.Window()})
		if err != nil {
			t.Fatalf("%v: %v", chain, err)
		}
		tasks, err := readAll(v, v.Tasks(h.Window()))
		if err != nil {
			t.Fatalf("%v: %v", chain, err)
		}
		if !same(whole, tasks) {
			t.Fatalf("%v: tasks give another result", chain)
		}
		var tiles []raster.Window
		w, ht := 1+r.IntN(10), 1+r.IntN(10)
		for y := 0; y < h.Height; y += ht {
			for x := 0; x < h.Width; x += w {
				tiles = append(tiles, raster.Window{X: x, Y: y, W: w, H: ht}.Intersect(h.Window()))
			}
		}
		tiled, err := readAll(v, tiles)
		if err != nil {
			t.Fatalf("%v: %v", chain, err)
		}
		if !same(whole, tiled) {
			t.Fatalf("%v: tiles of %d×%d give another result", chain, w, ht)
		}
	})
}

// TestStreamGivesTheSame streams pointwise chains row by row.
func TestStreamGivesTheSame(t *testing.T) {
	src := randomImage(rand.New(rand.NewPCG(1, 1)), 9, 7, 3, raster.Int16, true)
	chain := Chain{Bands{Select: []string{"3", "1"}}, Clip{Low: []float64{-9000}, High: []float64{9000}}, Scale{By: 100}}
	v, err := chain.Open(src)
	if err != nil {
		t.Fatal(err)
	}
	h := v.Header()
	whole, err := readAll(v, v.Tasks(h.Window()))
	if err != nil {
		t.Fatal(err)
	}
	streamed := new(raster.Block)
	streamed.Reset(whole.Window, whole.Bands, whole.Storage())
	streamed.MakeValid()
	var b raster.Block
	rows := 0
	err = raster.Each(context.Background(), v, h.Window(), &b, func(b *raster.Block) error {
		b.MakeValid()
		affine{xx: 1, yy: 1}.paste(b.Window, streamed, b)
		rows++
		return nil
	})
	if err != nil || rows != 7 || !same(whole, streamed) {
		t.Errorf("%d rows, %v", rows, err)
	}
	if _, ok := v.(raster.Streamer); !ok {
		t.Error("not a streamer")
	}
}

func TestOpenRefuses(t *testing.T) {
	src := randomImage(rand.New(rand.NewPCG(1, 1)), 9, 7, 3, raster.Uint8, false)
	for _, c := range []Chain{
		{Crop{5, 0, 5, 7}}, {Crop{0, 0, 0, 1}}, {CenterCrop{10, 5}}, {CenterCrop{0, 5}}, {Pad{}}, {Resize{}}, {Resize{Width: -1, Height: 4}},
		{Bands{}}, {Bands{Select: []string{"4"}}}, {Bands{Select: []string{"2", "1-2"}}}, {Bands{Select: []string{"red"}}},
		{Normalize{Mean: []float64{1}, Std: []float64{1}}}, {Normalize{Mean: []float64{1, 1, 1}, Std: []float64{1, 0, 1}}},
		{Scale{}}, {Clip{Low: []float64{1}, High: []float64{1}}}, {Clip{Low: []float64{1, 2}, High: []float64{3}}},
		{Stretch{Low: []float64{0}, High: []float64{1}, To: raster.Int32}},
		{Resize{Width: 4}, Crop{0, 0, 5, 5}},
	} {
		if _, err := c.Open(src); err == nil {
			t.Errorf("%v was accepted", c)
		}
	}
}
