package gif

import (
	"context"
	"testing"

	"github.com/bandprep/bandprep/internal/conform"
	"github.com/bandprep/bandprep/raster"
)

// tiny returns a GIF with a screen and a frame of one pixel's code.
func tiny(screenW, screenH, frameW, frameH int) []byte {
	b := []byte("GIF89a")
	b = append(b, byte(screenW), byte(screenW>>8), byte(screenH), byte(screenH>>8), 0x80, 0, 0)
	b = append(b, 10, 20, 30, 40, 50, 60) // palette
	b = append(b, 0x2c, 0, 0, 0, 0, byte(frameW), byte(frameW>>8), byte(frameH), byte(frameH>>8), 0)
	// Codes of three bits: clear (4), 1, end (5).
	return append(b, 2, 2, 4|1<<3|5<<6&0xff, 5>>2, 0, 0x3b)
}

// A frame that the file cannot fill takes no memory; a screen takes that of the
// rows at hand.
func TestFrugal(t *testing.T) {
	if err := conform.Frugal(t, "frame", Open, tiny(12000, 12000, 12000, 12000), raster.Options{}, 1<<20); err == nil {
		t.Error("a frame without pixels was read")
	}
	if err := conform.Frugal(t, "screen", Open, tiny(12000, 3000, 1, 1), raster.Options{}, 32<<20); err != nil {
		t.Error(err)
	}
	small := raster.Options{Limits: raster.Limits{BlockBytes: 1 << 20}}
	if err := conform.Frugal(t, "screen beyond the limits", Open, tiny(65535, 65535, 1, 1), raster.Options{Limits: raster.Limits{Pixels: 1 << 20}}, 1<<20); err == nil {
		t.Error("65535 × 65535 pixels within 2²⁰")
	}
	if err := conform.Frugal(t, "small blocks", Open, tiny(4000, 3000, 1, 1), small, 2<<20); err != nil {
		t.Error(err)
	}
}

// The screen around a frame has its colours in every window.
func TestScreen(t *testing.T) {
	s, err := Open(raster.Bytes(tiny(5000, 3000, 1, 1)), raster.Options{})
	if err != nil {
		t.Fatal(err)
	}
	h := s.Header()
	var b raster.Block
	pixels := 0
	for _, w := range s.Tasks(h.Window()) {
		if err := s.Read(context.Background(), w, &b); err != nil {
			t.Fatal(err)
		}
		n := w.Pixels()
		for band, c := range [][2]uint8{{10, 40}, {20, 50}, {30, 60}} { // background, frame
			for i, v := range b.U8[band*n : (band+1)*n] {
				want := c[0]
				if pixels+i == 0 {
					want = c[1]
				}
				if v != want {
					t.Fatalf("band %d, pixel %d: %d, want %d", band, pixels+i, v, want)
				}
			}
		}
		pixels += n
	}
	if len(s.Tasks(h.Window())) < 2 || pixels != 5000*3000 {
		t.Errorf("%d pixels", pixels)
	}
}
