package transforms

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/bandprep/bandprep/raster"
	"pgregory.net/rapid"
)

// TestOrient has what Pillow 9.4.0's transpositions make of 1 2 3 / 4 5 6,
// chosen as its ImageOps.exif_transpose does.
func TestOrient(t *testing.T) {
	for o, want := range map[int][]uint8{
		0: {1, 2, 3, 4, 5, 6},
		1: {1, 2, 3, 4, 5, 6},
		2: {3, 2, 1, 6, 5, 4},
		3: {6, 5, 4, 3, 2, 1},
		4: {4, 5, 6, 1, 2, 3},
		5: {1, 4, 2, 5, 3, 6},
		6: {4, 1, 5, 2, 6, 3},
		7: {6, 3, 5, 2, 4, 1},
		8: {3, 6, 2, 5, 1, 4},
	} {
		src := &memory{header: raster.Header{Width: 3, Height: 2, Bands: make([]raster.Band, 1), Type: raster.Uint8, Orientation: o}}
		src.block.Reset(raster.Window{W: 3, H: 2}, 1, raster.StoreU8)
		copy(src.block.U8, []uint8{1, 2, 3, 4, 5, 6})
		v, err := Chain{Orient{}}.Open(src)
		if err != nil {
			t.Fatal(err)
		}
		h := v.Header()
		if wantW := map[bool]int{false: 3, true: 2}[o >= 5]; h.Width != wantW || h.Orientation != 0 {
			t.Errorf("orientation %d: %d×%d, orientation %d", o, h.Width, h.Height, h.Orientation)
		}
		got, err := readAll(v, []raster.Window{h.Window()})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got.U8, want) {
			t.Errorf("orientation %d: %v, want %v", o, got.U8, want)
		}
	}
}

// TestCenterCrop has the offsets of torchvision's center_crop,
// int(round((height - crop) / 2.0)), whose round takes ties to even.
func TestCenterCrop(t *testing.T) {
	for _, c := range []struct{ size, crop, want int }{{256, 224, 16}, {5, 2, 2}, {7, 2, 2}, {4, 1, 2}, {6, 1, 2}, {3, 3, 0}} {
		got := CenterCrop{c.crop, c.crop}.Needs(raster.Header{Width: c.size, Height: c.size}, raster.Window{W: c.crop, H: c.crop})
		if got != (raster.Window{X: c.want, Y: c.want, W: c.crop, H: c.crop}) {
			t.Errorf("%d of %d: %v", c.crop, c.size, got)
		}
	}
}

// TestShortSide has the sizes of torchvision's Resize(256).
func TestShortSide(t *testing.T) {
	for _, c := range []struct{ w, h, wantW, wantH int }{{500, 375, 341, 256}, {375, 500, 256, 341}, {256, 256, 256, 256}, {10, 1000, 256, 25600}} {
		h, err := Resize{Width: 256}.Header(raster.Header{Width: c.w, Height: c.h})
		if err != nil || h.Width != c.wantW || h.Height != c.wantH {
			t.Errorf("%d×%d became %d×%d (%v)", c.w, c.h, h.Width, h.Height, err)
		}
	}
}

// TestGeoreference places noise on the map: a pixel must stay where it is,
// and the corners of a resized image must stay too.
func TestGeoreference(t *testing.T) {
	place := func(g *raster.GeoReference, x, y float64) [2]float64 {
		m := g.Transform
		return [2]float64{m[0] + x*m[1] + y*m[2], m[3] + x*m[4] + y*m[5]}
	}
	close := func(a, b [2]float64) bool { return math.Hypot(a[0]-b[0], a[1]-b[1]) < 1e-9 }
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		src := randomImage(r, 7, 5, 1, raster.Float32, false)
		geo := &raster.GeoReference{Transform: [6]float64{100, 3, 0.5, 200, -0.25, -2}, EPSG: 32630}
		src.header.Geo, src.header.Orientation = geo, rapid.IntRange(0, 8).Draw(t, "orientation")
		step := rapid.SampledFrom([]Transform{Crop{2, 1, 3, 4}, CenterCrop{3, 2}, Flip{}, Flip{Vertical: true}, Pad{W: 10, H: 9}, Orient{}}).Draw(t, "step")
		v, err := Chain{step, Flip{Vertical: rapid.Bool().Draw(t, "vertical")}}.Open(src)
		if err != nil {
			t.Fatal(err)
		}
		h := v.Header()
		if h.Geo.EPSG != geo.EPSG || geo.Transform[0] != 100 {
			t.Fatalf("%+v of %+v", h.Geo, geo)
		}
		all, err := readAll(v, []raster.Window{h.Window()})
		if err != nil {
			t.Fatal(err)
		}
		for i, value := range all.F64 {
			from := slices.Index(src.block.F64, value)
			if from < 0 {
				continue // padding
			}
			got := place(h.Geo, float64(i%h.Width)+0.5, float64(i/h.Width)+0.5)
			want := place(geo, float64(from%7)+0.5, float64(from/7)+0.5)
			if !close(got, want) {
				t.Fatalf("%v: pixel %d lies at %v, was at %v", step, i, got, want)
			}
		}
		small, err := Resize{Width: 3, Height: 4}.Header(src.header)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range [][2]float64{{0, 0}, {1, 0}, {0, 1}, {1, 1}} {
			if got, want := place(small.Geo, c[0]*3, c[1]*4), place(geo, c[0]*7, c[1]*5); !close(got, want) {
				t.Fatalf("corner %v moved from %v to %v", c, want, got)
			}
		}
	})
}
