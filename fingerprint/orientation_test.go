package fingerprint

import (
	"slices"
	"testing"

	"github.com/bandprep/bandprep/raster"
)

// TestOrientations turns the pixels and compares the hashes.
func TestOrientations(t *testing.T) {
	const w, h = 128, 96
	b := picture(raster.Window{W: w, H: h}, 1, raster.Uint16, 9)
	colors := make([]raster.Color, 1)
	own := hash(b, raster.Uint16, colors)
	turn := func(w2, h2 int, from func(x, y int) (int, int)) uint64 {
		out := raster.Block{Window: raster.Window{W: w2, H: h2}, Bands: 1, U16: make([]uint16, w*h)}
		for y := range h2 {
			for x := range w2 {
				fx, fy := from(x, y)
				out.U16[y*w2+x] = b.U16[fy*w+fx]
			}
		}
		return hash(&out, raster.Uint16, colors).Bits
	}
	want := []uint64{
		turn(w, h, func(x, y int) (int, int) { return w - 1 - x, y }),
		turn(w, h, func(x, y int) (int, int) { return x, h - 1 - y }),
		turn(w, h, func(x, y int) (int, int) { return w - 1 - x, h - 1 - y }),
		turn(h, w, func(x, y int) (int, int) { return y, x }),
		turn(h, w, func(x, y int) (int, int) { return w - 1 - y, h - 1 - x }),
		turn(h, w, func(x, y int) (int, int) { return y, h - 1 - x }), // the left column becomes the top row, from the bottom up
	}
	var got []uint64
	for _, f := range Orientations() {
		got = append(got, f(own.Bits))
	}
	if !slices.Equal(got, want) {
		t.Errorf("turned hashes\n%x, want\n%x", got, want)
	}
	left := turn(h, w, func(x, y int) (int, int) { return w - 1 - y, x })
	if quarter := Orientations()[5]; quarter(left) != own.Bits {
		t.Errorf("a quarter turn of the quarter turn to the left is %x, want %x", quarter(left), own.Bits)
	}
}
