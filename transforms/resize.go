package transforms

import (
	"fmt"

	"github.com/bandprep/bandprep/raster"
)

// Resize changes the size of an image. 8-bit samples are computed as Pillow's
// Image.resize does, in fixed point, one axis after the other; all others in
// float64 with the same weights. A sample that is not valid does not
// contribute: the weights of the others are raised to a sum of 1, and the
// result is valid where they held at least half of the weight.
type Resize struct {
	// Width and Height are the new size. Where Height is 0, the shorter
	// side becomes Width and the longer one follows, rounded down, as
	// torchvision's Resize does.
	Width, Height int
	Filter        Filter
}

func (t Resize) size(h raster.Header) (width, height int) {
	if t.Height != 0 {
		return t.Width, t.Height
	}
	if h.Width <= h.Height {
		return t.Width, int(int64(t.Width) * int64(h.Height) / int64(h.Width))
	}
	return int(int64(t.Width) * int64(h.Width) / int64(h.Height)), t.Width
}

// Header implements [Transform].
func (t Resize) Header(h raster.Header) (raster.Header, error) {
	if t.Width < 1 || t.Height < 0 {
		return h, fmt.Errorf("size %d×%d", t.Width, t.Height)
	}
	if h.Bands != nil && h.Bands[0].Color == raster.PaletteIndex && t.Filter != Nearest {
		return h, fmt.Errorf("palette indices can only be resized by nearest")
	}
	width, height := t.size(h)
	var geo *raster.GeoReference
	if h.Geo != nil {
		geo = georeference(h.Geo, 0, 0, [4]float64{float64(h.Width) / float64(width), 0, 0, float64(h.Height) / float64(height)})
	}
	return resized(h, width, height, geo), nil
}

// Needs implements [Transform].
func (t Resize) Needs(h raster.Header, w raster.Window) raster.Window {
	if w.Empty() {
		return raster.Window{}
	}
	x, y := t.axes(h, w)
	x0, x1 := x.span()
	y0, y1 := y.span()
	return raster.Window{X: x0, Y: y0, W: x1 - x0, H: y1 - y0}
}

func (t Resize) axes(h raster.Header, w raster.Window) (x, y taps) {
	width, height := t.size(h)
	if t.Filter == Nearest {
		return nearestTaps(h.Width, width, w.X, w.X+w.W), nearestTaps(h.Height, height, w.Y, w.Y+w.H)
	}
	return newTaps(t.Filter, h.Width, width, w.X, w.X+w.W), newTaps(t.Filter, h.Height, height, w.Y, w.Y+w.H)
}

// nearestTaps returns one tap of weight 1 for each sample. Like Pillow, it
// steps along the axis by repeated addition.
func nearestTaps(in, out, lo, hi int) taps {
	t := taps{size: 1, first: make([]int, hi-lo), count: make([]int, hi-lo), weight: make([]float64, hi-lo)}
	scale := float64(in) / float64(out)
	at := float64(scale * 0.5)
	for i := range hi {
		if i >= lo {
			t.first[i-lo], t.count[i-lo], t.weight[i-lo] = min(int(at), in-1), 1, 1
		}
		at += scale
	}
	return t
}

// Apply implements [Transform].
func (t Resize) Apply(h raster.Header, w raster.Window, dst, src *raster.Block) error {
	x, y := t.axes(h, w)
	dst.Reset(w, src.Bands, src.Storage())
	if t.Filter == Nearest {
		pickNearest(dst, src, x, y)
		return nil
	}
	var r resampler
	var wx, wy []int32
	if src.U8 != nil {
		wx, wy = x.fixedWeights(), y.fixedWeights()
	}
	for band := range src.Bands {
		if src.U8 != nil {
			r.bytes(dst, src, band, x, y, wx, wy)
		} else {
			r.floats(dst, src, band, x, y, h.Type)
		}
		r.masked(dst, src, band, x, y, h.Type)
	}
	fillInvalid(h, dst)
	return nil
}

func (t Resize) String() string {
	s := "resize=" + fmt.Sprint(t.Width)
	if t.Height != 0 {
		s = fmt.Sprintf("resize=%dx%d", t.Width, t.Height)
	}
	if t.Filter != Bilinear {
		s += ",interpolation=" + t.Filter.String()
	}
	return s
}
