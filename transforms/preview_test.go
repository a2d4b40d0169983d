package transforms

import (
	"image"
	"image/color"
	"testing"

	"github.com/bandprep/bandprep/raster"
)

func TestPreview(t *testing.T) {
	var b raster.Block
	b.Reset(raster.Window{W: 8, H: 4}, 3, raster.StoreU8)
	for i := range b.U8 {
		b.U8[i] = uint8(50 * (i/32 + 1))
	}
	img, err := Preview(&b, 4)
	if err != nil {
		t.Fatal(err)
	}
	if want := (color.NRGBA{50, 100, 150, 255}); img.Rect != image.Rect(0, 0, 4, 2) || img.NRGBAAt(1, 1) != want {
		t.Errorf("%v, %v", img.Rect, img.NRGBAAt(1, 1))
	}
	for i := range b.MakeValid() {
		b.Valid[i] = i != 3
	}
	if img, err = Preview(&b, 100); err != nil || img.NRGBAAt(3, 0).A != 0 || img.NRGBAAt(2, 0).A != 255 {
		t.Errorf("hole is %v, beside it %v (%v)", img.NRGBAAt(3, 0), img.NRGBAAt(2, 0), err)
	}
	sheet := ContactSheet([]*image.NRGBA{img, img, img}, 2, 10)
	white := color.NRGBA{255, 255, 255, 255}
	if sheet.Rect != image.Rect(0, 0, 32, 32) || sheet.NRGBAAt(0, 0) != white || sheet.NRGBAAt(8, 7) != white || sheet.NRGBAAt(7, 7) != (color.NRGBA{50, 100, 150, 255}) {
		t.Errorf("%v: %v %v %v", sheet.Rect, sheet.NRGBAAt(0, 0), sheet.NRGBAAt(8, 7), sheet.NRGBAAt(7, 7))
	}
	b.Reset(b.Window, 2, raster.StoreU8)
	if _, err := Preview(&b, 4); err == nil {
		t.Error("two bands were shown")
	}
}
