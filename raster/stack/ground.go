package stack

import (
	"github.com/bandprep/bandprep/internal/footprint"
	"github.com/bandprep/bandprep/internal/geodesy"
	"github.com/bandprep/bandprep/raster"
)

// placed reports whether the members go by their georeference. Members of one
// size do not need one each.
func placed(members []Member) (bool, error) {
	without, equal := -1, true
	n, first := 0, members[0].Source.Header()
	for i, m := range members {
		h := m.Source.Header()
		if h.Geo != nil && h.Geo.Placed() {
			n++
		} else if without < 0 {
			without = i
		}
		equal = equal && h.Width == first.Width && h.Height == first.Height
	}
	if n == len(members) {
		return true, nil
	}
	if n > 0 && !equal {
		return false, raster.Unsupported("stack", members[without].Name, "no georeference beside members of other sizes that have one")
	}
	return false, oneGround(members)
}

// oneGround refuses members whose control points place them apart.
func oneGround(members []Member) error {
	var ground *geodesy.Area
	name := ""
	for _, m := range members {
		h := m.Source.Header()
		if h.Geo == nil {
			continue
		}
		ring, err := footprint.Outline(h.Geo, h.Window())
		if err != nil {
			continue
		}
		if ground == nil {
			ground, name = ring.Area(), m.Name
		} else if !ground.Gap(ring.Area()).Overlap {
			return raster.Unsupported("stack", m.Name, "it lies elsewhere than %s", name)
		}
	}
	return nil
}
