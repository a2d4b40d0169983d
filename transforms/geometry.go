package transforms

import (
	"fmt"
	"math"

	"github.com/bandprep/bandprep/raster"
)

// Crop keeps the window whose first pixel is (X, Y).
type Crop struct{ X, Y, W, H int }

// Header implements [Transform].
func (t Crop) Header(h raster.Header) (raster.Header, error) {
	w := raster.Window(t)
	if w.Empty() || !h.Window().Contains(w) {
		return h, fmt.Errorf("the window %v does not lie in an image of %d×%d pixels", w, h.Width, h.Height)
	}
	return resized(h, w.W, w.H, t.affine().geo(h.Geo)), nil
}

func (t Crop) affine() affine { return affine{x0: t.X, xx: 1, y0: t.Y, yy: 1} }

// Needs implements [Transform].
func (t Crop) Needs(_ raster.Header, w raster.Window) raster.Window { return t.affine().window(w) }

// Apply implements [Transform].
func (t Crop) Apply(_ raster.Header, w raster.Window, dst, src *raster.Block) error {
	t.affine().apply(w, dst, src)
	return nil
}

func (t Crop) String() string { return fmt.Sprintf("crop=%d,%d,%d,%d", t.X, t.Y, t.W, t.H) }

// CenterCrop keeps the middle W×H pixels, as torchvision's CenterCrop does:
// where half a pixel would remain, the first row or column is the even one.
// Smaller images are refused; see [Pad].
type CenterCrop struct{ W, H int }

func (t CenterCrop) crop(h raster.Header) Crop {
	return Crop{half(h.Width - t.W), half(h.Height - t.H), t.W, t.H}
}

func half(n int) int { return int(math.RoundToEven(float64(n) / 2)) }

// Header implements [Transform].
func (t CenterCrop) Header(h raster.Header) (raster.Header, error) {
	if t.W < 1 || t.H < 1 {
		return h, fmt.Errorf("size %d×%d", t.W, t.H)
	}
	if t.W > h.Width || t.H > h.Height {
		return h, fmt.Errorf("the image has only %d×%d pixels: resize or pad it first", h.Width, h.Height)
	}
	return t.crop(h).Header(h)
}

// Needs implements [Transform].
func (t CenterCrop) Needs(h raster.Header, w raster.Window) raster.Window {
	return t.crop(h).Needs(h, w)
}

// Apply implements [Transform].
func (t CenterCrop) Apply(h raster.Header, w raster.Window, dst, src *raster.Block) error {
	return t.crop(h).Apply(h, w, dst, src)
}

func (t CenterCrop) String() string { return "center-crop=" + size(t.W, t.H) }

// Flip mirrors left and right, or top and bottom where Vertical.
type Flip struct{ Vertical bool }

func (t Flip) orientation() int {
	if t.Vertical {
		return 4
	}
	return 2
}

// Header implements [Transform].
func (t Flip) Header(h raster.Header) (raster.Header, error) {
	return resized(h, h.Width, h.Height, turn(t.orientation(), h).geo(h.Geo)), nil
}

// Needs implements [Transform].
func (t Flip) Needs(h raster.Header, w raster.Window) raster.Window {
	return turn(t.orientation(), h).window(w)
}

// Apply implements [Transform].
func (t Flip) Apply(h raster.Header, w raster.Window, dst, src *raster.Block) error {
	turn(t.orientation(), h).apply(w, dst, src)
	return nil
}

func (t Flip) String() string {
	if t.Vertical {
		return "flip=vertical"
	}
	return "flip=horizontal"
}

// Orient turns and mirrors an image upright, as its EXIF orientation says.
type Orient struct{}

// Header implements [Transform].
func (Orient) Header(h raster.Header) (raster.Header, error) {
	width, height := h.Width, h.Height
	if h.Orientation >= 5 {
		width, height = height, width
	}
	geo := turn(h.Orientation, h).geo(h.Geo)
	h = resized(h, width, height, geo)
	h.Orientation = 0
	return h, nil
}

// Needs implements [Transform].
func (Orient) Needs(h raster.Header, w raster.Window) raster.Window {
	return turn(h.Orientation, h).window(w)
}

// Apply implements [Transform].
func (Orient) Apply(h raster.Header, w raster.Window, dst, src *raster.Block) error {
	turn(h.Orientation, h).apply(w, dst, src)
	return nil
}

func (Orient) String() string { return "orient" }

// turn returns the map that makes an image with EXIF orientation o upright;
// h is the header before.
func turn(o int, h raster.Header) affine {
	right, bottom := h.Width-1, h.Height-1
	switch o {
	case 2:
		return affine{x0: right, xx: -1, yy: 1}
	case 3:
		return affine{x0: right, xx: -1, y0: bottom, yy: -1}
	case 4:
		return affine{xx: 1, y0: bottom, yy: -1}
	case 5:
		return affine{xy: 1, yx: 1}
	case 6:
		return affine{xy: 1, y0: bottom, yx: -1}
	case 7:
		return affine{x0: right, xy: -1, y0: bottom, yx: -1}
	case 8:
		return affine{x0: right, xy: -1, yx: 1}
	}
	return affine{xx: 1, yy: 1}
}

// resized returns h with another size, stored in one piece unless it is as
// large as before.
func resized(h raster.Header, width, height int, geo *raster.GeoReference) raster.Header {
	if width != h.Width || height != h.Height {
		h.BlockW, h.BlockH = width, height
	}
	h.Width, h.Height, h.Geo = width, height, geo
	return h
}

// size returns "224" or "320x240".
func size(w, h int) string {
	if w == h {
		return fmt.Sprint(w)
	}
	return fmt.Sprintf("%dx%d", w, h)
}
