package pipeline_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/pipeline"
	"github.com/bandprep/bandprep/pipeline/apply"
	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/raster/codec"
	"github.com/bandprep/bandprep/transforms"
)

// applied runs and applies to a folder, everything in train, and returns what was
// measured before and after.
func applied(t *testing.T, find dataset.Options, dir string, chain transforms.Chain) (before *derive.Dataset, after *pipeline.Ready) {
	t.Helper()
	ctx, o := context.Background(), opening(codec.Open, 2)
	o.Find = find
	in, err := pipeline.Open(ctx, []string{dir}, o.Options)
	if err != nil {
		t.Fatal(err)
	}
	if before, err = pipeline.Run(ctx, in, derive.Options{OrTrain: true}, pipeline.LimitsSigma); err != nil {
		t.Fatal(err)
	}
	set, err := imageset.OfTable(ctx, before.Table, o.Images)
	if err != nil {
		t.Fatal(err)
	}
	after, err = pipeline.Apply(ctx, before, set, filepath.Join(t.TempDir(), "out"), apply.Options{Create: create, Chain: chain, Upright: true}, false)
	if err != nil {
		t.Fatal(err)
	}
	return before, after
}

// What is no data in images stays so in the files that are written of them, though
// no value stood for it: transparent pixels, bands that do not reach, padding.
func TestNoDataIsDeclared(t *testing.T) {
	transparent, opaque := t.TempDir(), t.TempDir()
	for k := range 3 {
		im := image.NewNRGBA(image.Rect(0, 0, 16, 8))
		for i := range 16 * 8 {
			c := color.NRGBA{uint8(2 * i), uint8(255 - 2*i), uint8(37 * i), 255} // with 0 and 255: no value is free
			im.SetNRGBA(i%16, i/16, c)
			if c.A = 0; k == 1 && i < 20 {
				im.SetNRGBA(i%16, i/16, c)
			}
		}
		var b bytes.Buffer
		if err := png.Encode(&b, im); err != nil {
			t.Fatal(err)
		}
		put(t, filepath.Join(transparent, fmt.Sprint(k, ".png")), b.Bytes())
		if k != 1 {
			put(t, filepath.Join(opaque, fmt.Sprint(k, ".png")), b.Bytes())
		}
	}
	stacks := t.TempDir()
	for _, s := range []string{"a", "b", "c"} {
		for b, width := range []int{20, 12} { // the second band ends before the first
			h := raster.Header{Width: width, Height: 10, Type: raster.Uint16, Bands: make([]raster.Band, 1),
				Geo: &raster.GeoReference{Transform: [6]float64{float64(1000 * int(s[0])), 10, 0, 5000, 0, -10}, EPSG: 32630, CRS: "EPSG:32630"}}
			var block raster.Block
			block.Reset(h.Window(), 1, raster.StoreU16)
			for i := range block.U16 {
				block.U16[i] = uint16(i * 300) // with 0
			}
			writeTIFF(t, filepath.Join(stacks, fmt.Sprintf("%s_B%d.tif", s, b+1)), h, &block)
		}
	}
	pad := transforms.Chain{transforms.Pad{W: 200, H: 400}}
	for _, c := range []struct {
		what, dir, stack string
		chain            transforms.Chain
		said             string
		valid            int64 // that padding adds
	}{
		{"transparent", transparent, "", nil, "1 image has samples that are no data: they are written as 0, which the files declare; valid samples of 0 are written as the value beside it", 0},
		{"transparent, flipped", transparent, "", transforms.Chain{transforms.Flip{}}, "1 image has samples that are no data", 0},
		{"transparent, as floats", transparent, "", transforms.Chain{transforms.Scale{By: 255}}, "1 image has samples that are no data: they are written as NaN", 0},
		{"opaque", opaque, "", nil, "", 0},
		{"stack", stacks, "{scene}_B{band}.tif", nil, "3 images have samples that are no data: they are written as 65535", 0},
		{"padded", testfile.Project("photos"), "", pad, "samples that are no data: they are written as 0", 0},
		{"padded with a value", testfile.Project("photos"), "", transforms.Chain{transforms.Pad{W: 200, H: 400, Value: new(float64)}}, "", 1},
	} {
		before, after := applied(t, dataset.Options{Stack: c.stack}, c.dir, c.chain)
		said := ""
		for _, d := range after.Table.Decisions {
			if d.Kind == "nodata" {
				said = d.Sentence
			}
		}
		if !strings.Contains(said, c.said) || (said == "") != (c.said == "") {
			t.Errorf("%s: %q, want %q", c.what, said, c.said)
		}
		x, y := before.Statistics("train"), after.Statistics("train")
		for b := range x.Bands {
			if x.Bands[b].Valid != y.Bands[b].Valid && c.valid == 0 {
				t.Errorf("%s: band %d: %d valid, want %d", c.what, b, y.Bands[b].Valid, x.Bands[b].Valid)
			}
		}
	}
}

func writeTIFF(t *testing.T, name string, h raster.Header, b *raster.Block) {
	t.Helper()
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w, err := create(f, "tiff", h, 1)
	if err == nil {
		err = w.Write(b)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
}

// Photos that EXIF turns are turned, and their number is said.
func TestTurnedIsSaid(t *testing.T) {
	dir := t.TempDir()
	// Big-endian TIFF with one entry: Orientation (0x0112), SHORT, 1 value: 6,
	// a quarter turn to the right. EXIF 2.3, section 4.6.4.
	exif := append([]byte("Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00"), 0, 0, 0, 0)
	for k := range 4 {
		data, err := os.ReadFile(filepath.Join(testfile.Project("photos"), "dress", fmt.Sprintf("dress-%02d.jpg", k)))
		if err != nil {
			t.Fatal(err)
		}
		if k > 0 { // the first is upright
			app1 := append([]byte{0xff, 0xe1, 0, byte(len(exif) + 2)}, exif...)
			data = append(append(bytes.Clone(data[:2]), app1...), data[2:]...)
		}
		put(t, filepath.Join(dir, fmt.Sprint(k, ".jpg")), data)
	}
	before, after := applied(t, dataset.Options{}, dir, nil)
	said := ""
	for _, d := range after.Table.Decisions {
		if d.Kind == "orientation" {
			said = d.String()
		}
	}
	if said != "3 images are written upright, as their EXIF orientation says, as 1.jpg" {
		t.Errorf("%q", said)
	}
	for i := range before.Table.Rows.Len() {
		x, y := before.Table.Rows.At(i), after.Table.Rows.At(i)
		if turned := i > 0; turned != (x.Width == y.Height && x.Width != y.Width) {
			t.Errorf("%s: %d×%d became %d×%d", x.ID, x.Width, x.Height, y.Width, y.Height)
		}
	}
}
