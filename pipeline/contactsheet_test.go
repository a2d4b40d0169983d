package pipeline_test

import (
	"bytes"
	"context"
	"flag"
	goimage "image"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/pipeline/apply"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/raster/codec"
	"github.com/bandprep/bandprep/transforms"
)

var update = flag.Bool("update", false, "write the contact sheet of docs/pca.md")

// sheetSide is the side of a picture on the contact sheet.
const sheetSide = 128

// TestContactSheet lays real images in true colour and the components of their
// sets side by side, and holds that docs/pca.md shows what is written today.
func TestContactSheet(t *testing.T) {
	var previews []*goimage.NRGBA
	for _, c := range []struct {
		input, stack string
		rgb          []string
		images       int
	}{
		{"naip-4band", "", []string{"1", "2", "3"}, 4},
		{"landsat-stack", "landsat", []string{"B4", "B3", "B2"}, 1},
		{"landsat7-6band", "", []string{"3", "2", "1"}, 1},
	} {
		o := options()
		s := look(t, dataset.Options{Stack: c.stack}, o, testfile.Shared(t, "multispectral", c.input))
		o.Derive.Percentiles = []float64{2, 98}
		parts, _ := parts(t, s, o, allItems)
		o.Derive.Percentiles = nil
		stretch := transforms.Stretch{To: raster.Uint8}
		for b := range s.Bands {
			stretch.Low = append(stretch.Low, parts[0].Distribution.Percentile(b, 2))
			stretch.High = append(stretch.High, parts[0].Distribution.Percentile(b, 98))
		}
		m := fitScene(t, o, s)
		seen := write(t, s, o, transforms.Chain{stretch, transforms.Bands{Select: c.rgb}})
		projected := write(t, s, o, transforms.Chain{transforms.Project{Model: m, To: raster.Uint8, Low: m.Output.Low, High: m.Output.High}})
		for i := range seen[:c.images] {
			previews = append(previews, seen[i], projected[i])
		}
	}
	var sheet bytes.Buffer
	enc := png.Encoder{CompressionLevel: png.BestCompression}
	if err := enc.Encode(&sheet, transforms.ContactSheet(previews, 4, sheetSide)); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(testfile.Root(), "docs", "pca-contact-sheet.png")
	if *update {
		if err := os.WriteFile(name, sheet.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !samePicture(t, sheet.Bytes(), want) {
		t.Error("docs/pca-contact-sheet.png shows something else: look at it, and run this test with -update")
	}
}

// write applies the chain and returns previews of what was written.
func write(t *testing.T, s *looked, o setup, chain transforms.Chain) []*goimage.NRGBA {
	t.Helper()
	dir := t.TempDir()
	done, err := apply.Apply(context.Background(), s.Set, dir, apply.Options{Create: create, Chain: chain, Format: "tiff"})
	if err != nil {
		t.Fatal(err)
	}
	var list []*goimage.NRGBA
	for _, item := range done.Items {
		data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(item.Path)))
		if err != nil {
			t.Fatal(err)
		}
		src, err := codec.Open(raster.Bytes(data), raster.Options{})
		if err != nil {
			t.Fatal(err)
		}
		view := raster.NewView(src, raster.ViewOptions{})
		h := view.Header()
		var b raster.Block
		if err := view.Read(context.Background(), h.Window(), &b); err != nil {
			t.Fatal(err)
		}
		p, err := transforms.Preview(&b, sheetSide)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
	return list
}

// samePicture allows two levels: components are equal to 1e-12 across machines
// only.
func samePicture(t *testing.T, a, b []byte) bool {
	t.Helper()
	x, err := png.Decode(bytes.NewReader(a))
	if err != nil {
		t.Fatal(err)
	}
	y, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if x.Bounds() != y.Bounds() {
		return false
	}
	near := func(a, b uint32) bool { return max(a, b)-min(a, b) <= 2*257 }
	for i := x.Bounds().Min.Y; i < x.Bounds().Max.Y; i++ {
		for j := x.Bounds().Min.X; j < x.Bounds().Max.X; j++ {
			r, g, u, _ := x.At(j, i).RGBA()
			r2, g2, u2, _ := y.At(j, i).RGBA()
			if !near(r, r2) || !near(g, g2) || !near(u, u2) {
				return false
			}
		}
	}
	return true
}
