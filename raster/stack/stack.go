// Package stack puts the bands of one scene that lie in several files onto one
// grid by their georeference, as GDAL's VRT does.
//
//  1. [New] compares the members: all must lie in one coordinate reference
//     system. A file of another one, or one that covers nothing of the grid, is
//     refused by name.
//  2. The grid is that of the finest of the bands that are chosen, or of a given
//     resolution over the same ground.
//  3. Each sample is that of the nearest pixel of its member, or bilinear
//     between four; where the member does not reach it is invalid.
//
// Members without a transform (of which one at least is placed by control points, or
// not at all) go by their sizes: all are taken to cover the same ground, unless
// their control points say otherwise.
package stack

import (
	"fmt"
	"math"
	"slices"

	"github.com/bandprep/bandprep/internal/footprint"
	"github.com/bandprep/bandprep/raster"
)

// Member is one file of a stack.
type Member struct {
	Name   string // for messages
	Source raster.Source
}

// Options say onto which grid the members are put, and how.
type Options struct {
	Resampling raster.Resampling
	// Bands are those of the stack, from 0, whose finest grid counts; nil:
	// all.
	Bands []int
	// Resolution is the side of a pixel in units of the map; 0: that of the
	// finest member.
	Resolution float64
}

// Stack is an image whose bands lie in several files: the bands of the first
// member, then those of the second, and so on.
type Stack struct {
	how     raster.Resampling
	members []member
	header  raster.Header
}

type member struct {
	source raster.Source
	first  int // band
	x, y   Axis
	same   bool // its grid is that of the stack
}

// New returns the stack of members, whose sources it closes; where it fails, it
// closes none.
func New(members []Member, o Options) (*Stack, error) {
	if len(members) == 0 {
		return nil, raster.Unsupported("stack", "", "no members")
	}
	placed, err := placed(members)
	if err != nil {
		return nil, err
	}
	s := &Stack{how: o.Resampling}
	grids := make([]Grid, len(members))
	for i, m := range members {
		h := m.Source.Header()
		if grids[i] = sized(h.Width, h.Height); placed {
			grids[i].Transform = h.Geo.Transform
		}
		if err := s.append(m, members[0], placed); err != nil {
			return nil, err
		}
		if !grids[i].sound() {
			return nil, raster.Broken("stack", m.Name, "an impossible georeference %v", grids[i].Transform)
		}
		if (grids[i].rotated() || grids[0].rotated()) && grids[i] != grids[0] {
			return nil, raster.Unsupported("stack", m.Name, "a rotated grid beside another grid")
		}
	}
	at := s.finest(grids, o.Bands)
	target := grids[at]
	if r := o.Resolution; r != 0 {
		side := max(math.Abs(target.Transform[1])*float64(target.Width), math.Abs(target.Transform[5])*float64(target.Height)) / r
		switch {
		case !placed:
			return nil, raster.Unsupported("stack", members[0].Name, "a grid of resolution %v without georeference", r)
		case !(r > 0) || side > 1<<30 || target.rotated():
			return nil, raster.Unsupported("stack", "", "a resolution of %v", r)
		}
		target = target.At(r)
	}
	s.header.Geo = members[at].Source.Header().Geo
	if placed {
		geo := *s.header.Geo
		geo.Transform = target.Transform
		s.header.Geo = &geo
	}
	return s, s.align(members, grids, target)
}

// append takes a member's bands in, and compares its type and its system with
// those of the first.
func (s *Stack) append(m, first Member, placed bool) error {
	h, f := m.Source.Header(), first.Source.Header()
	if h.Type != f.Type {
		return raster.Unsupported("stack", m.Name, "bands of %s, and of %s in %s", h.Type, f.Type, first.Name)
	}
	if placed && systemName(h.Geo) != systemName(f.Geo) {
		return raster.Unsupported("stack", m.Name, "it lies in another coordinate system (%s) than %s (%s)", called(h.Geo), first.Name, called(f.Geo))
	}
	if len(s.members) == 0 {
		s.header = h
		s.header.Bands, s.header.Palette, s.header.Pages = nil, nil, 0
	}
	s.members = append(s.members, member{source: m.Source, first: len(s.header.Bands)})
	s.header.Bands = append(s.header.Bands, h.Bands...)
	s.header.HasMask = s.header.HasMask || h.HasMask
	s.header.Approximate = s.header.Approximate || h.Approximate
	return nil
}

// systemName is equal for members whose coordinates are comparable.
func systemName(g *raster.GeoReference) string {
	if s, err := footprint.System(g); err == nil {
		return s.Plane()
	}
	return "named " + g.CRS
}

func called(g *raster.GeoReference) string {
	if g.CRS == "" {
		return "none"
	}
	return g.CRS
}

// finest returns the member of the finest grid among those that hold bands
// which are chosen.
func (s *Stack) finest(grids []Grid, bands []int) int {
	var chosen []Grid
	var index []int
	for i := range s.members {
		end := len(s.header.Bands)
		if i+1 < len(s.members) {
			end = s.members[i+1].first
		}
		if bands == nil || slices.ContainsFunc(bands, func(b int) bool { return b >= s.members[i].first && b < end }) {
			chosen, index = append(chosen, grids[i]), append(index, i)
		}
	}
	if len(chosen) == 0 {
		return Finest(grids)
	}
	return index[Finest(chosen)]
}

// align maps each member onto the grid.
func (s *Stack) align(members []Member, grids []Grid, target Grid) error {
	s.header.Width, s.header.Height = target.Width, target.Height
	s.header.BlockW, s.header.BlockH, s.header.Coarse = target.Width, min(256, target.Height), false
	for i := range s.members {
		m := &s.members[i]
		if grids[i].rotated() { // all are equal
			m.x, m.y = Axis{0, 1, target.Width}, Axis{0, 1, target.Height}
		} else {
			m.x, m.y = target.Axes(&grids[i])
		}
		x0, x1 := m.x.reach(target.Width)
		y0, y1 := m.y.reach(target.Height)
		if x1 <= x0 || y1 <= y0 {
			return raster.Unsupported("stack", members[i].Name, "it covers nothing of the grid of the stack, %s", describe(&target))
		}
		m.same = m.x.same(target.Width) && m.y.same(target.Height)
		s.header.Coarse = s.header.Coarse || !m.same
		s.header.HasMask = s.header.HasMask || x0 > 0 || y0 > 0 || x1 < target.Width || y1 < target.Height
		if h := m.source.Header(); m.same {
			s.header.BlockW, s.header.BlockH = h.BlockW, h.BlockH
		}
	}
	return nil
}

// reach returns the pixels, of n, that the other covers: from low to high−1.
func (a Axis) reach(n int) (low, high int) {
	// Pixels follow each other, so both ends are found by halving.
	edge := func(v float64) int { // the pixel at a place of the other
		return int(min(max(math.Floor((v-a.offset)/a.scale), -1), float64(n)))
	}
	p, q := edge(0), edge(float64(a.n))
	for i := max(0, min(p, q)-1); i < min(n, max(p, q)+2); i++ {
		if a.Reaches(i) {
			low = i
			break
		}
	}
	for i := min(n, max(p, q)+2) - 1; i >= 0 && i >= min(p, q)-1; i-- {
		if a.Reaches(i) {
			return low, i + 1
		}
	}
	return 0, 0
}

func describe(g *Grid) string {
	t := g.Transform
	return fmt.Sprintf("%d by %d pixels of %g from (%.12g, %.12g)", g.Width, g.Height, g.Resolution(), t[0], t[3])
}
