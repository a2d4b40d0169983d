package raster

import (
	"math"
	"math/rand"
	"testing"
)

// TestAlphaEvidence has likenesses of what TIFF files call alpha.
func TestAlphaEvidence(t *testing.T) {
	const side = 64
	random := rand.New(rand.NewSource(1))
	soft := func(x, y int) float64 { // a disc with a soft edge
		r := math.Hypot(float64(x-side/2), float64(y-side/2))
		return min(max((25-r)/6+0.5, 0), 1)
	}
	smoke := func(x, y int) float64 { return 0.1 + 0.8*float64(x*y)/(side*side) }
	colour := func() float64 { return float64(random.Intn(256)) }
	for name, c := range map[string]struct {
		band   bool
		sample func(x, y int) [4]float64
	}{
		"infrared": {true, func(x, y int) [4]float64 {
			return [4]float64{colour(), colour(), colour(), float64(20 + random.Intn(200))}
		}},
		"infrared, dark water": {true, func(x, y int) [4]float64 {
			if y < side/3 {
				return [4]float64{20 + colour()/16, 30 + colour()/16, 40, 0}
			}
			return [4]float64{40 + colour()/8, 60 + colour()/8, 40, 120 + colour()/3}
		}},
		"opaque": {false, func(x, y int) [4]float64 { return [4]float64{colour(), colour(), colour(), 255} }},
		"straight, soft edge": {false, func(x, y int) [4]float64 {
			return [4]float64{colour(), colour(), colour(), math.Round(255 * soft(x, y))}
		}},
		"premultiplied, soft edge": {false, func(x, y int) [4]float64 {
			a := math.Round(255 * soft(x, y))
			return [4]float64{math.Floor(colour() * a / 255), math.Floor(colour() * a / 255), 0, a}
		}},
		"premultiplied, half transparent everywhere": {false, func(x, y int) [4]float64 {
			a := math.Round(255 * smoke(x, y))
			return [4]float64{math.Floor(colour() * a / 255), math.Floor(colour() * a / 255), 0, a}
		}},
		"cloud mask": {false, func(x, y int) [4]float64 {
			return [4]float64{colour(), colour(), colour(), float64(x * y % 5 * 20)}
		}},
		"mask of 0 and 255": {false, func(x, y int) [4]float64 {
			return [4]float64{colour(), colour(), colour(), float64(x % 2 * 255)}
		}},
	} {
		h := Header{Format: "tiff", Width: side, Height: side, Type: Uint8, Bands: make([]Band, 4)}
		h.Bands[3].Color = Alpha
		var b Block
		b.Reset(h.Window(), 4, StoreU8)
		for y := range side {
			for x := range side {
				for band, v := range c.sample(x, y) {
					b.U8[(band*side+y)*side+x] = uint8(v)
				}
			}
		}
		var e AlphaEvidence
		e.Add(&h, &b)
		if e.Band() != c.band {
			t.Errorf("%s: band is %t", name, e.Band())
		}
		png := h
		png.Format = "png"
		var none AlphaEvidence
		if none.Add(&png, &b); none.Band() {
			t.Errorf("%s: alpha of PNG is a band", name)
		}
		// The same in 16 bits, 257 times as large.
		h.Type = Uint16
		var wide Block
		wide.Reset(h.Window(), 4, StoreU16)
		for i, v := range b.U8 {
			wide.U16[i] = uint16(v) * 257
		}
		var e16 AlphaEvidence
		if e16.Add(&h, &wide); e16.Band() != c.band {
			t.Errorf("%s of 16 bits: band is %t", name, e16.Band())
		}
	}
}
