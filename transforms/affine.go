package transforms

import "github.com/bandprep/bandprep/raster"

// affine maps pixel (x, y) of what comes out to pixel
// (x0 + xx·x + xy·y, y0 + yx·x + yy·y) of the source: a crop, a flip, a turn.
// In each row one of the factors is 0 and the other 1 or −1.
type affine struct{ x0, xx, xy, y0, yx, yy int }

func (a affine) at(x, y int) (int, int) {
	return a.x0 + a.xx*x + a.xy*y, a.y0 + a.yx*x + a.yy*y
}

// window returns the source window of window w.
func (a affine) window(w raster.Window) raster.Window {
	if w.Empty() {
		return raster.Window{}
	}
	ax, ay := a.at(w.X, w.Y)
	bx, by := a.at(w.X+w.W-1, w.Y+w.H-1)
	x, y := min(ax, bx), min(ay, by)
	return raster.Window{X: x, Y: y, W: max(ax, bx) - x + 1, H: max(ay, by) - y + 1}
}

// geo returns the reference of what comes out.
func (a affine) geo(g *raster.GeoReference) *raster.GeoReference {
	if g == nil {
		return nil
	}
	// The corner (0, 0) lies at the far side of a source pixel where an axis
	// is turned round.
	x, y := a.x0, a.y0
	if a.xx+a.xy < 0 {
		x++
	}
	if a.yx+a.yy < 0 {
		y++
	}
	return georeference(g, float64(x), float64(y), [4]float64{float64(a.xx), float64(a.xy), float64(a.yx), float64(a.yy)})
}

// apply makes window w in dst from src.
func (a affine) apply(w raster.Window, dst, src *raster.Block) {
	dst.Reset(w, src.Bands, src.Storage())
	if src.Valid != nil {
		dst.MakeValid()
	}
	a.paste(w, dst, src)
}

// paste copies window w of what comes out into dst, which holds it and
// perhaps more.
func (a affine) paste(w raster.Window, dst, src *raster.Block) {
	switch src.Storage() {
	case raster.StoreU8:
		paste(a, w, dst.U8, src.U8, dst, src)
	case raster.StoreU16:
		paste(a, w, dst.U16, src.U16, dst, src)
	default:
		paste(a, w, dst.F64, src.F64, dst, src)
	}
	if src.Valid != nil {
		paste(a, w, dst.Valid, src.Valid, dst, src)
	}
}

func paste[T any](a affine, w raster.Window, to, from []T, dst, src *raster.Block) {
	d, s := dst.Window, src.Window
	step := a.xx + a.yx*s.W
	for band := range src.Bands {
		for y := w.Y; y < w.Y+w.H; y++ {
			sx, sy := a.at(w.X, y)
			i := (band*s.H+sy-s.Y)*s.W + sx - s.X
			row := to[(band*d.H+y-d.Y)*d.W+w.X-d.X:][:w.W]
			if step == 1 {
				copy(row, from[i:])
				continue
			}
			for x := range row {
				row[x] = from[i]
				i += step
			}
		}
	}
}
