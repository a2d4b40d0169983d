package tiff

import (
	"context"
	"math"
	"os"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/raster"
)

// windowFiles are files of different layouts: tiles and strips, side by side
// and band after band, compressed and not, packed bits, converted colours,
// masks.
var windowFiles = []string{
	"07d4fa00-tiff_tiled_cmyk_jpeg.tif",
	"08d97c0a-int8_rgb.tif",
	"227566ff-ycbcr_with_mask.tif",
	"264d4955-ycbcr-cat.tif",
	"2e1f6274-rgb.tiled.zstd.u1.tif",
	"37e3aef8-flower-minisblack-07.tif",
	"418e0c8d-sparse_tiled_contig.tif",
	"4e497620-fax2d.tif",
	"5f7a63eb-flower-rgb-contig-12.tif",
	"6f6e9929-flower-separated-planar-08.tif",
	"7f53948d-flower-rgb-planar-10.tif",
	"810b3ab7-gray.tiled.f4.tif",
	"1a05a3e3-flower-palette-08.tif",
}

// TestWindows reads random windows, on one goroutine and on several, and
// compares them with the same part of the whole image.
func TestWindows(t *testing.T) {
	for _, file := range windowFiles {
		t.Run(file, func(t *testing.T) {
			one, err := openShared(t, raster.Options{}, "conformance", "tiff", file)
			if err != nil {
				t.Fatal(err)
			}
			several, err := openShared(t, raster.Options{Workers: 3}, "conformance", "tiff", file)
			if err != nil {
				t.Fatal(err)
			}
			h := one.Header()
			whole := new(raster.Block)
			if err := one.Read(context.Background(), h.Window(), whole); err != nil {
				t.Fatal(err)
			}
			got := new(raster.Block)
			rapid.Check(t, func(t *rapid.T) {
				x, y := rapid.IntRange(0, h.Width-1).Draw(t, "x"), rapid.IntRange(0, h.Height-1).Draw(t, "y")
				w := raster.Window{X: x, Y: y, W: rapid.IntRange(1, h.Width-x).Draw(t, "w"), H: rapid.IntRange(1, h.Height-y).Draw(t, "h")}
				s := one
				if rapid.Bool().Draw(t, "several") {
					s = several
				}
				if err := s.Read(context.Background(), w, got); err != nil {
					t.Fatal(err)
				}
				comparePart(t, got, whole, h.Type)
			})
		})
	}
}

func comparePart(t *rapid.T, part, whole *raster.Block, typ raster.SampleType) {
	w, all := part.Window, whole.Window
	for b := range part.Bands {
		for y := range w.H {
			for x := range w.W {
				i, j := (b*w.H+y)*w.W+x, (b*all.H+w.Y+y)*all.W+w.X+x
				if g, want := part.At(i, typ), whole.At(j, typ); g != want && !(math.IsNaN(g) && math.IsNaN(want)) {
					t.Fatalf("window %v, band %d, pixel (%d, %d): %v instead of %v", w, b, x, y, g, want)
				}
				if part.Valid != nil && part.Valid[i] != whole.Valid[j] {
					t.Fatalf("window %v, band %d, pixel (%d, %d): valid %v", w, b, x, y, part.Valid[i])
				}
			}
		}
	}
}

// TestTasksCover checks that tasks cover a window, each pixel once, and that
// their edges inside of it are edges of blocks.
func TestTasksCover(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width, height := rapid.IntRange(1, 5000).Draw(t, "width"), rapid.IntRange(1, 5000).Draw(t, "height")
		l := &layout{width: width, height: height, samples: rapid.IntRange(1, 20).Draw(t, "samples"), bits: 8, format: formatUint}
		l.tiled = rapid.Bool().Draw(t, "tiled")
		l.blockW, l.blockH = width, rapid.IntRange(1, height).Draw(t, "rows")
		if l.tiled {
			l.blockW, l.blockH = 16*rapid.IntRange(1, 40).Draw(t, "tile width"), 16*rapid.IntRange(1, 40).Draw(t, "tile height")
		}
		l.across, l.down = (width+l.blockW-1)/l.blockW, (height+l.blockH-1)/l.blockH
		m := &image{layout: l, unpack: unpacker{plain: rapid.Bool().Draw(t, "plain")}}
		x, y := rapid.IntRange(0, width-1).Draw(t, "x"), rapid.IntRange(0, height-1).Draw(t, "y")
		w := raster.Window{X: x, Y: y, W: rapid.IntRange(1, width-x).Draw(t, "w"), H: rapid.IntRange(1, height-y).Draw(t, "h")}
		tasks := m.tasks(w)
		pixels := 0
		for i, a := range tasks {
			if !w.Contains(a) || a.Empty() {
				t.Fatalf("task %v of %v", a, w)
			}
			pixels += a.Pixels()
			if end := a.X + a.W; end != w.X+w.W && end%l.blockW != 0 {
				t.Fatalf("task %v ends within a block", a)
			}
			if end := a.Y + a.H; end != w.Y+w.H && end%l.blockH != 0 && !m.unpack.plain {
				t.Fatalf("task %v ends within a block", a)
			}
			for _, b := range tasks[:i] {
				if !a.Intersect(b).Empty() {
					t.Fatalf("tasks %v and %v overlap", a, b)
				}
			}
		}
		if pixels != w.Pixels() {
			t.Fatalf("%d tasks hold %d of %d pixels", len(tasks), pixels, w.Pixels())
		}
	})
}

// counter counts what is read from a file.
type counter struct {
	raster.File
	mu   sync.Mutex
	from map[int64]int // bytes by offset
}

func (c *counter) ReadAt(p []byte, off int64) (int, error) {
	c.mu.Lock()
	c.from[off] += len(p)
	c.mu.Unlock()
	return c.File.ReadAt(p, off)
}

// TestReadTouchesItsBlocks counts the reads of windows: blocks of 512×512
// pixels, four bands, Deflate; and strips of 13 bands band after band.
func TestReadTouchesItsBlocks(t *testing.T) {
	for _, c := range []struct {
		set, file string
		window    raster.Window
		reads     int
	}{
		{"naip-two-years", "m_4709963_se_14_1_20100629.tif", raster.Window{X: 10, Y: 10, W: 20, H: 20}, 1},
		{"naip-two-years", "m_4709963_se_14_1_20100629.tif", raster.Window{X: 510, Y: 510, W: 4, H: 4}, 4},
		{"floods-13band", "Spain_7370579_S2Hand.tif", raster.Window{X: 100, Y: 100, W: 1, H: 1}, 13},
		{"naip-4band", "m_3008501_ne_16_1_20110815.tif", raster.Window{X: 0, Y: 7, W: 5, H: 2}, 2},
	} {
		data, err := os.ReadFile(testfile.Shared(t, "multispectral", c.set, c.file))
		if err != nil {
			t.Fatal(err)
		}
		f := &counter{File: raster.Bytes(data), from: map[int64]int{}}
		s, err := Open(f, raster.Options{Workers: 2})
		if err != nil {
			t.Fatal(err)
		}
		clear(f.from)
		if err := s.Read(context.Background(), c.window, new(raster.Block)); err != nil {
			t.Fatal(err)
		}
		if len(f.from) != c.reads {
			t.Errorf("%s, window %v: %d reads instead of %d", c.file, c.window, len(f.from), c.reads)
		}
	}
}
