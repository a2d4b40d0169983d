package transforms

import (
	"math"

	"github.com/bandprep/bandprep/raster"
)

// georeference returns the reference of what comes out, whose point (c, r), in
// columns and rows from the outer corner of the first pixel, is the point
// (x + m[0]·c + m[1]·r, y + m[2]·c + m[3]·r) of the source. Control points move
// along; rational polynomial coefficients do where no axes are swapped, else the
// place is no longer known.
func georeference(g *raster.GeoReference, x, y float64, m [4]float64) *raster.GeoReference {
	s := g.Shift(x, y)
	if g.Placed() {
		t := s.Transform
		s.Transform[1] = float64(t[1]*m[0]) + float64(t[2]*m[2])
		s.Transform[2] = float64(t[1]*m[1]) + float64(t[2]*m[3])
		s.Transform[4] = float64(t[4]*m[0]) + float64(t[5]*m[2])
		s.Transform[5] = float64(t[4]*m[1]) + float64(t[5]*m[3])
		return s
	}
	det := float64(m[0]*m[3]) - float64(m[1]*m[2])
	for i, p := range s.Points {
		s.Points[i].Col = (float64(m[3]*p.Col) - float64(m[1]*p.Row)) / det
		s.Points[i].Row = (float64(m[0]*p.Row) - float64(m[2]*p.Col)) / det
	}
	switch {
	case len(s.RPC) != 92:
	case m[1] != 0 || m[2] != 0:
		s.RPC = nil
	default:
		stretchRPC(s.RPC, 2, m[3])
		stretchRPC(s.RPC, 3, m[0])
	}
	return s
}

// stretchRPC divides rows (2) or columns (3) by a factor: the offset, which is
// that of centres of pixels, and the scale; what is turned round is the numerator.
func stretchRPC(rpc []float64, axis int, by float64) {
	rpc[axis] = (rpc[axis]+0.5)/by - 0.5
	rpc[axis+5] /= math.Abs(by)
	if by < 0 {
		numerator := rpc[12+40*(axis-2):][:20]
		for i := range numerator {
			numerator[i] = -numerator[i]
		}
	}
}
