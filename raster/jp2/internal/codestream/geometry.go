package codestream

import "github.com/bandprep/bandprep/raster/jp2/internal/dwt"

// Grid returns the image on the reference grid.
func (s *Size) Grid() dwt.Rect { return dwt.Rect{X0: s.X0, Y0: s.Y0, X1: s.X1, Y1: s.Y1} }

// Component returns the samples of component i.
func (s *Size) Component(i int) dwt.Rect { return s.Components[i].Of(s.Grid()) }

// Tile returns the part of tile i on the reference grid.
func (s *Size) Tile(i int) dwt.Rect {
	x, y := s.TileX+i%s.Across*s.TileW, s.TileY+i/s.Across*s.TileH
	r := dwt.Rect{X0: x, Y0: y, X1: min(x, s.X1-s.TileW) + s.TileW, Y1: min(y, s.Y1-s.TileH) + s.TileH}
	return r.Intersect(s.Grid())
}

// Of returns the samples of the component in a rectangle of the reference
// grid.
func (c Component) Of(r dwt.Rect) dwt.Rect {
	return dwt.Rect{X0: ceil(r.X0, c.DX), Y0: ceil(r.Y0, c.DY), X1: ceil(r.X1, c.DX), Y1: ceil(r.Y1, c.DY)}
}

func ceil(a, b int) int { return int((int64(a) + int64(b) - 1) / int64(b)) }
