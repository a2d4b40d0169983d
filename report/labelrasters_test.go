package report_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// Label rasters lie over their images in the colours that the page names: halves of
// class 0, which stays as it is, and of class 2, and a row of 255. The classes are
// indices of a palette, whose own colours count for nothing.
func TestLabelRasters(t *testing.T) {
	dir := t.TempDir()
	palette := make(color.Palette, 256)
	for i := range palette {
		palette[i] = color.RGBA{uint8(i), 9, uint8(255 - i), 255}
	}
	for i := range 12 {
		name := strconv.Itoa(i) + ".png"
		grey(t, filepath.Join(dir, "images", name), i)
		classes := image.NewPaletted(image.Rect(0, 0, 24, 16), palette)
		for y := range 16 {
			for x := range 24 {
				switch {
				case y == 0:
					classes.SetColorIndex(x, y, 255)
				case x >= 12:
					classes.SetColorIndex(x, y, 2)
				}
			}
		}
		var b bytes.Buffer
		if err := png.Encode(&b, classes); err != nil {
			t.Fatal(err)
		}
		os.MkdirAll(filepath.Join(dir, "masks"), 0o755)
		if err := os.WriteFile(filepath.Join(dir, "masks", name), b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	c := content(t, 2, dir)
	if n := c.Data.Table.Rows.Len(); n != 12 || c.Pictures.Classes != "0 as the image is, 2 orange, 255 black" {
		t.Fatalf("%d items, classes %q", n, c.Pictures.Classes)
	}
	for i := range 12 {
		p := c.Pictures.Of[i]
		for y := range 16 {
			for x := range 24 {
				raw, got := p.Raw.NRGBAAt(x, y), p.Labels.NRGBAAt(x, y)
				want := raw
				over := func(r, g, b float64) color.NRGBA { // 55 % of the colour
					mix := func(a uint8, b float64) uint8 { return uint8(0.45*float64(a) + 0.55*b + 0.5) }
					return color.NRGBA{mix(raw.R, r), mix(raw.G, g), mix(raw.B, b), 255}
				}
				switch {
				case y == 0:
					want = over(0, 0, 0)
				case x >= 12:
					want = over(230, 159, 0)
				}
				if got != want {
					t.Fatalf("item %d at %d, %d: %v, want %v", i, x, y, got, want)
				}
			}
		}
	}
	if text := write(t, c); !strings.Contains(text, "colours of its classes: 0 as the image is, 2 orange, 255 black.") {
		t.Error("the page does not name the colours")
	}
	os.Remove(filepath.Join(dir, "masks", "3.png"))
	os.WriteFile(filepath.Join(dir, "masks", "4.png"), []byte("no image"), 0o644)
	c = content(t, 2, dir)
	for i, r := range c.Data.Table.Rows.All() {
		lost := r.ID == "images/3.png" || r.ID == "images/4.png"
		if p := c.Pictures.Of[i]; p.Raw == nil || (p.Labels == nil) != lost {
			t.Errorf("%s: a label raster that is gone or damaged costs more than itself", r.ID)
		}
	}
}
