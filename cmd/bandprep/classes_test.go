package main

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/manifest"
)

// writeClasses makes photos whose red is ten times the class of their pixel, the rest
// noise, and their label rasters with a palette.
func writeClasses(t *testing.T, dir string, n int) {
	t.Helper()
	r := rand.New(rand.NewPCG(21, 62))
	palette := color.Palette{color.RGBA{0, 0, 0, 255}, color.RGBA{255, 0, 0, 255}, color.RGBA{0, 255, 0, 255}, color.RGBA{0, 0, 255, 255}}
	for i := range n {
		im, classes := image.NewNRGBA(image.Rect(0, 0, 60, 45)), image.NewPaletted(image.Rect(0, 0, 60, 45), palette)
		x0, y0 := r.IntN(30), r.IntN(20)
		for y := range 45 {
			for x := range 60 {
				class := uint8(0)
				switch {
				case x >= x0 && x < x0+25 && y >= y0 && y < y0+20:
					class = 1
				case i%5 == 0 && y > 38:
					class = 2
				}
				im.SetNRGBA(x, y, color.NRGBA{10 * class, uint8(r.IntN(256)), uint8(r.IntN(256)), 255})
				classes.SetColorIndex(x, y, class)
			}
		}
		writePNG(t, filepath.Join(dir, "images", fmt.Sprintf("im%02d.png", i)), im)
		writePNG(t, filepath.Join(dir, "masks", fmt.Sprintf("im%02d.png", i)), classes)
	}
}

func decodePNG(t *testing.T, name string) image.Image {
	t.Helper()
	im, err := png.Decode(bytes.NewReader(read(t, name)))
	if err != nil {
		t.Fatal(err)
	}
	return im
}

// TestLabelRastersTravel writes chips of a segmentation set, with stride, three
// splits and another size, and holds that each pixel of a label raster is the class
// of the pixel of the image that was taken for it, and that classes are counted.
func TestLabelRastersTravel(t *testing.T) {
	dir := t.TempDir()
	writeClasses(t, filepath.Join(dir, "set"), 15)
	for _, steps := range [][]string{{"--resize", "16x12,interpolation=nearest"}, {"--crop", "15x10", "--flip", "horizontal"}, {"--pad", "40x25,value=9"},
		{"--resize", "17x23,interpolation=nearest", "--flip", "vertical", "--pad", "20x30,value=9"}} {
		made, ready := filepath.Join(t.TempDir(), "made"), filepath.Join(t.TempDir(), "ready")
		if o := outcomeOf(t, []string{"run", "-q", filepath.Join(dir, "set"), "-o", made, "--valid", "0.2", "--test", "0.2", "--chip", "30x20", "--stride", "15x10"}); o.Status != exitDone {
			t.Fatal(o.Stderr)
		}
		if o := outcomeOf(t, append([]string{"apply", "-q", made, "-o", ready, "--format", "png"}, steps...)); o.Status != exitDone {
			t.Fatal(o.Stderr)
		}
		f, err := manifest.Open(filepath.Join(ready, "manifest.arrow"))
		if err != nil {
			t.Fatal(err)
		}
		splits, rows := make(map[string]int), 0
		for r, err := range f.Rows() {
			if err != nil {
				t.Fatal(err)
			}
			rows++
			splits[r.Split]++
			if want := strings.Replace(r.Path, "/images/", "/labels/", 1); r.LabelRaster != want || !strings.Contains(r.Path, "/"+r.Split+"/images/") {
				t.Fatalf("%s has the label raster %s", r.Path, r.LabelRaster)
			}
			im, classes := decodePNG(t, r.Path), decodePNG(t, r.LabelRaster).(*image.Gray)
			if im.Bounds() != classes.Bounds() {
				t.Fatalf("%s: %v, %v", r.ID, im.Bounds(), classes.Bounds())
			}
			counts := make(map[int64]int64)
			for y := range im.Bounds().Dy() {
				for x := range im.Bounds().Dx() {
					red := color.NRGBAModel.Convert(im.At(x, y)).(color.NRGBA)
					class := classes.GrayAt(x, y).Y
					counts[int64(class)]++
					added := red.R == 9 // by --pad
					if added && class != 255 || !added && 10*class != red.R {
						t.Fatalf("%v, %s at %d,%d: class %d of %v", steps, r.ID, x, y, class, red)
					}
				}
			}
			for _, c := range r.ClassPixels {
				if counts[c.Value] != c.Pixels {
					t.Errorf("%s: %d pixels of class %d, want %d", r.ID, c.Pixels, c.Value, counts[c.Value])
				}
				delete(counts, c.Value)
			}
			if len(counts) > 0 {
				t.Errorf("%s: %v not counted", r.ID, counts)
			}
		}
		f.Close()
		if rows != 15*9 || len(splits) != 3 {
			t.Errorf("%v: %d rows, %v", steps, rows, splits)
		}
		os.RemoveAll(ready)
	}
}

// TestClassesBalanced holds that a split balances the classes of label rasters, and
// that one which valid lacks is named.
func TestClassesBalanced(t *testing.T) {
	dir := t.TempDir()
	writeClasses(t, dir, 15)
	for valid, says := range map[string]string{"5": "", "1": "no item of 1 label is in valid: class 2 (3)"} {
		o := outcomeOf(t, []string{"run", dir, "-o", "OUT", "--valid", valid})
		if !strings.Contains(o.Stdout, "stratified by 3 labels") || strings.Contains(o.Stderr, "no item of") != (says != "") || !strings.Contains(o.Stderr, says) {
			t.Errorf("--valid %s: %s%s", valid, o.Stdout, o.Stderr)
		}
	}
}

// TestKeepIsApplied holds that what does not count by --clear is no data in the chips
// that apply writes, whatever it does to them.
func TestKeepIsApplied(t *testing.T) {
	made := filepath.Join(t.TempDir(), "made")
	if o := outcomeOf(t, []string{"run", "-q", testfile.Project("products", "items.json"), "--clear", "--chip", "4", "-o", made}); o.Status != exitDone {
		t.Fatal(o.Stderr)
	}
	total := func(folder string) string {
		f, err := manifest.Open(filepath.Join(folder, "manifest.arrow"))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		valid, sum := make([]int64, 4), make([]float64, 4)
		for r, err := range f.Rows() {
			if err != nil {
				t.Fatal(err)
			}
			for b := range valid {
				valid[b] += r.Valid[b]
				if r.Valid[b] > 0 {
					sum[b] += float64(r.Sum[b].Int().Lo)
				}
			}
		}
		return fmt.Sprint(valid, sum)
	}
	// 92 and 16 or 68 pixels of B01 and B02, and their sums, by GDAL and numpy: testdata/products/make.py.
	want := fmt.Sprint([]int64{92 + 16, 92 + 68, 92 + 68, 92 + 68}, []float64{261004 + 40864, 244879 + 166549, 232662 + 170795, 207348 + 206448})
	if got := total(made); got != want {
		t.Errorf("chips: %s, want %s", got, want)
	}
	for _, steps := range [][]string{nil, {"--flip", "vertical"}, {"--crop", "4x4"}, {"--pad", "6x6"}} {
		ready := filepath.Join(t.TempDir(), "ready")
		if o := outcomeOf(t, append([]string{"apply", "-q", made, "-o", ready}, steps...)); o.Status != exitDone {
			t.Fatal(o.Stderr)
		}
		if got := total(ready); got != want {
			t.Errorf("%v: %s, want %s", steps, got, want)
		}
	}
}
