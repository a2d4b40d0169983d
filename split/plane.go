package split

import (
	"cmp"
	"slices"
)

// plane is a system of coordinates: that of maps, or the pixels of one scene.
// Coordinate reference systems with equal coordinates, such as UTM on ETRS89
// and on WGS 84, are one plane.
type plane struct {
	key   string
	scene bool
}

// metricOf returns the metric of a plane by the name of one of its systems.
func (p *plane) metricOf(name string) metric {
	if p.scene {
		return metric{unit: "px"}
	}
	return unitOf(name)
}

// place is where an item lies.
type place struct {
	plane
	rect
}

// georeferenced returns the footprint of an item on the map.
func georeferenced(i *Item) (place, bool) {
	if i.Bounds == nil {
		return place{}, false
	}
	return place{plane{systemOf(i.CRS).plane, false}, *i.Bounds}, true
}

// inScene returns the window of a chip in its scene.
func inScene(i *Item) (place, bool) {
	if i.Scene == "" {
		return place{}, false
	}
	x, y := float64(i.Window[0]), float64(i.Window[1])
	return place{plane{i.Scene, true}, rect{x, y, x + float64(i.Window[2]), y + float64(i.Window[3])}}, true
}

// somewhere returns the footprint of an item, or its window in the scene.
func somewhere(i *Item) (place, bool) {
	if p, ok := georeferenced(i); ok {
		return p, true
	}
	return inScene(i)
}

// nameOf returns the system of an item, or its scene: what its plane is called.
func (p *plane) nameOf(i *Item) string {
	if p.scene {
		return i.Scene
	}
	return i.CRS
}

// planeClasses is the classes of one plane with an index over them.
type planeClasses struct {
	plane  plane
	name   string // of the system of its first item, or the scene
	class  []int32
	rects  []rect
	tree   *rtree
	buffer float64
}

// planes gathers the classes of a relation of places by plane, in the order of
// the planes' names.
func (s *set) planes(r *relation, where func(*Item) (place, bool)) []*planeClasses {
	number := map[plane]*planeClasses{}
	var all []*planeClasses
	for c, i := range r.first {
		p, _ := where(s.at(i))
		l := number[p.plane]
		if l == nil {
			l = &planeClasses{plane: p.plane, name: p.nameOf(s.at(i))}
			number[p.plane] = l
			all = append(all, l)
		}
		l.class = append(l.class, int32(c))
		l.rects = append(l.rects, p.rect)
	}
	for _, l := range all {
		l.tree = newRTree(l.rects)
	}
	slices.SortFunc(all, func(a, b *planeClasses) int {
		if a.plane.scene != b.plane.scene {
			if b.plane.scene {
				return -1
			}
			return 1
		}
		return cmp.Compare(a.name, b.name)
	})
	return all
}

// relatePlaces relates what lies at the same place, overlaps, or lies within
// the buffer, also on different planes where both are known; between chips the buffer is in pixels, and holds where they are
// not georeferenced.
func (s *set) relatePlaces(where func(*Item) (place, bool), buffer Distance) (*relation, error) {
	r := classify(s.len(), func(i int32) (place, bool) { return where(s.at(i)) })
	planes := s.planes(r, where)
	metrics := make([]metric, len(planes))
	for k, l := range planes {
		b := buffer
		if _, onMap := georeferenced(s.at(r.first[l.class[0]])); l.plane.scene && onMap {
			b = Distance{} // the map decides
		}
		var err error
		if metrics[k], err = metricFor(&l.plane, l.name, b); err != nil {
			return nil, err
		}
		l.buffer = b.Value
	}
	r.neighbours = func(_ []uint64, yield func(c, d int32, distance float64)) {
		for k, l := range planes {
			l.pairs(metrics[k], yield)
		}
		s.groundPairs(planes, r, groundBuffer(metrics, buffer), yield)
	}
	r.unknown = s.unknownPlaces(planes, r)
	return r, nil
}

// pairs calls yield once for all pairs of classes that overlap or lie nearer
// than the buffer.
func (l *planeClasses) pairs(m metric, yield func(c, d int32, distance float64)) {
	for a, own := range l.rects {
		for _, turn := range m.turns() {
			if turn < 0 {
				continue // the pair is seen from its other side
			}
			r := turned(own, turn)
			reach := r
			if l.buffer > 0 {
				reach = m.grow(r, l.buffer)
			}
			l.tree.visit(
				func(box rect) bool { return touches(reach, box) },
				func(b int32, other rect) {
					if turn == 0 && int(b) <= a || int(b) == a {
						return
					}
					d := m.distance(r, other)
					if overlap(r, other) {
						d = 0
					} else if d >= l.buffer {
						return
					}
					yield(l.class[a], l.class[b], d)
				})
		}
	}
}

func touches(a, b rect) bool {
	return a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3]
}
