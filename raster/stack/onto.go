package stack

import "github.com/bandprep/bandprep/raster"

// Onto returns src, which has the name in messages, on the grid of an image: of
// each pixel there the nearest one of src, invalid where src does not reach. It
// takes src over, except where it fails. Where one of them has no transform, src is
// returned as it is.
func Onto(src raster.Source, name string, like raster.Header) (raster.Source, error) {
	h := src.Header()
	if h.Geo == nil || like.Geo == nil || !h.Geo.Placed() || !like.Geo.Placed() {
		return src, nil
	}
	own, target := Grid{h.Geo.Transform, h.Width, h.Height}, Grid{like.Geo.Transform, like.Width, like.Height}
	switch {
	case systemName(h.Geo) != systemName(like.Geo):
		return nil, raster.Unsupported("mask", name, "it lies in another coordinate system (%s) than the image (%s)", called(h.Geo), called(like.Geo))
	case own == target:
		return src, nil
	case !own.sound() || !target.sound():
		return nil, raster.Broken("mask", name, "an impossible georeference %v", own.Transform)
	case own.rotated() || target.rotated():
		return nil, raster.Unsupported("mask", name, "a rotated grid beside another grid")
	}
	m := Member{Name: name, Source: src}
	s := &Stack{}
	if err := s.append(m, m, true); err != nil {
		return nil, err
	}
	s.header.Geo = like.Geo
	return s, s.align([]Member{m}, []Grid{own}, target)
}
