package transforms

import (
	"fmt"

	"github.com/bandprep/bandprep/raster"
)

// Pad enlarges an image to at least W×H pixels, the image in the middle. The
// new pixels are not valid unless Value is given.
type Pad struct {
	W, H  int
	Value *float64 // what the new pixels hold; nil: nodata
}

// Header implements [Transform].
func (t Pad) Header(h raster.Header) (raster.Header, error) {
	if t.W < 1 || t.H < 1 {
		return h, fmt.Errorf("size %d×%d", t.W, t.H)
	}
	if t.Value != nil && !fits(*t.Value, h.Type) {
		return h, fmt.Errorf("%v is not a value of %s", *t.Value, h.Type)
	}
	width, height := max(t.W, h.Width), max(t.H, h.Height)
	if t.Value == nil && (width > h.Width || height > h.Height) {
		h.HasMask = true
	}
	return resized(h, width, height, t.affine(h).geo(h.Geo)), nil
}

func (t Pad) affine(h raster.Header) affine {
	return affine{x0: -(max(t.W-h.Width, 0) / 2), xx: 1, y0: -(max(t.H-h.Height, 0) / 2), yy: 1}
}

// Needs implements [Transform].
func (t Pad) Needs(h raster.Header, w raster.Window) raster.Window {
	return t.affine(h).window(w).Intersect(h.Window())
}

// Apply implements [Transform].
func (t Pad) Apply(h raster.Header, w raster.Window, dst, src *raster.Block) error {
	a := t.affine(h)
	inner := src.Window
	inner.X, inner.Y = inner.X-a.x0, inner.Y-a.y0
	inner = inner.Intersect(w)
	dst.Reset(w, src.Bands, src.Storage())
	if inner != w {
		for band := range dst.Bands {
			v := Fill(h.Bands[band], h.Type)
			if t.Value != nil {
				v = *t.Value
			}
			var line [tile]float64
			for i := range line {
				line[i] = v
			}
			n := w.Pixels()
			for lo := 0; lo < n; lo += tile {
				store(dst, band, lo, h.Type, line[:min(tile, n-lo)])
			}
		}
		if t.Value == nil {
			clear(dst.MakeValid())
			for band := range dst.Bands {
				for y := inner.Y; y < inner.Y+inner.H; y++ {
					row := dst.ValidBand(band)[(y-w.Y)*w.W+inner.X-w.X:][:inner.W]
					for i := range row {
						row[i] = true
					}
				}
			}
		}
	}
	if src.Valid != nil {
		dst.MakeValid()
	}
	a.paste(inner, dst, src)
	return nil
}

func (t Pad) String() string {
	s := "pad=" + size(t.W, t.H)
	if t.Value != nil {
		s += ",value=" + number(*t.Value)
	}
	return s
}
