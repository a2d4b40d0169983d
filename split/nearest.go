package split

import (
	"math"
	"math/bits"
	"slices"
)

// Nearest is the least distance between items of different parts of a split.
type Nearest struct {
	Distance float64 `json:"distance"`
	Unit     string  `json:"unit"`          // "m", "map units", "px", "bits"
	CRS      string  `json:"crs,omitempty"` // or the scene, for px; of the first item
	A        string  `json:"a"`             // IDs
	B        string  `json:"b"`
}

// nearestPlaces returns, for each unit, the nearest pair of items that lie in
// different parts; part is per position, nowhere: in none. Within a plane
// distances are those of its coordinates, between planes those on the
// ellipsoid.
func (s *set) nearestPlaces(part []int, parts int) []Nearest {
	type key struct {
		place
		part int
	}
	r := classify(s.len(), func(i int32) (key, bool) {
		p, ok := somewhere(s.at(i))
		return key{p, part[i]}, ok && part[i] != nowhere
	})
	var found []Nearest
	planes := s.planes(r, somewhere)
	far := make([]bool, len(planes)) // beyond what the metric of bent coordinates is good for
	for k, l := range planes {
		m := l.plane.metricOf(l.name)
		exact := func(_, _ int32, d float64) float64 { return d }
		bent := m.degrees || m.mercator
		if bent {
			exact = func(c, d int32, distance float64) float64 { return s.apart(r.first[c], r.first[d], distance) }
		}
		a, b, d := l.nearest(m, parts, func(c int32) int { return part[r.first[c]] }, exact)
		if math.IsInf(d, 1) {
			continue
		}
		far[k] = bent && d > 2e5
		n := Nearest{d, m.unit, l.name, s.at(r.first[a]).ID, s.at(r.first[b]).ID}
		found = keepNearest(found, n)
	}
	if n, ok := s.nearestOnGround(planes, far, r, part, found); ok {
		found = keepNearest(found, n)
	}
	return found
}

func keepNearest(found []Nearest, n Nearest) []Nearest {
	for k := range found {
		if found[k].Unit == n.Unit {
			if n.Distance < found[k].Distance {
				found[k] = n
			}
			return found
		}
	}
	return append(found, n)
}

// nearest returns the nearest pair of classes of different parts and their
// distance, +Inf where there is none. Each part has a tree; the best distance
// so far cuts off what is farther. Exact turns the distance of the metric,
// which is no more, into that of two classes.
func (l *planeClasses) nearest(m metric, parts int, part func(c int32) int, exact func(c, d int32, distance float64) float64) (a, b int32, best float64) {
	best = math.Inf(1)
	rects := make([][]rect, parts)
	class := make([][]int32, parts)
	for k, c := range l.class {
		p := part(c)
		rects[p], class[p] = append(rects[p], l.rects[k]), append(class[p], c)
	}
	for p := range parts {
		tree := newRTree(rects[p])
		for q := range p {
			for k, r := range rects[q] {
				if best == 0 {
					return a, b, best
				}
				for _, turn := range m.turns() {
					r := turned(r, turn)
					tree.visit(
						func(box rect) bool { return m.distance(r, box) < best },
						func(id int32, other rect) {
							c, e := class[q][k], class[p][id]
							if d := exact(c, e, m.distance(r, other)); d < best {
								a, b, best = c, e, d
							}
						})
				}
			}
		}
	}
	return a, b, best
}

// nearestHashes returns the pair of items of different parts whose perceptual
// hashes are nearest, or nil where no two have any. Few hashes are all compared;
// of many it knows the near duplicates that were looked for, or looks up to 7
// bits where none were.
func (t *task) nearestHashes(part []int) *Nearest {
	var found *Nearest
	keep := func(a, b int32) {
		distance := float64(bits.OnesCount64(t.at(a).PHash ^ t.at(b).PHash))
		if part[a] == part[b] || found != nil && distance > found.Distance {
			return
		}
		n := &Nearest{Distance: distance, Unit: "bits", A: t.at(min(a, b)).ID, B: t.at(max(a, b)).ID}
		if found == nil || n.Distance < found.Distance || n.A < found.A || n.A == found.A && n.B < found.B {
			found = n
		}
	}
	distinct := 0 // hashes, as far as it matters
	if t.near != nil {
		distinct = len(t.near.first)
	}
	if t.near == nil || distinct <= few {
		type key struct {
			hash uint64
			part int
		}
		r := classify(t.len(), func(i int32) (key, bool) {
			return key{t.at(i).PHash, part[i]}, t.at(i).HasPHash && part[i] != nowhere
		})
		search := hashSearch{hashes: t.hashes(r), radius: 7}
		if len(r.first) <= few {
			search.radius = 64
		}
		search.pairs(func(c, d int32, _ int) { keep(r.first[c], r.first[d]) })
		return found
	}
	// Of every hash the items that come first in their parts; almost always
	// one.
	one := slices.Repeat([]int32{nowhere}, distinct)
	more := map[int32][]int32{}
	for i, c := range t.near.class {
		if c < 0 || part[i] == nowhere || one[c] != nowhere && part[one[c]] == part[i] ||
			slices.ContainsFunc(more[c], func(j int32) bool { return part[j] == part[i] }) {
			continue
		}
		if one[c] == nowhere {
			one[c] = int32(i)
			continue
		}
		keep(one[c], int32(i))
		more[c] = append(more[c], int32(i))
	}
	of := func(c int32) []int32 {
		if one[c] == nowhere {
			return nil
		}
		return append(more[c], one[c])
	}
	t.near.neighbours(nil, func(c, d int32, _ float64) {
		if len(more) == 0 {
			if one[c] != nowhere && one[d] != nowhere {
				keep(one[c], one[d])
			}
			return
		}
		for _, i := range of(c) {
			for _, j := range of(d) {
				keep(i, j)
			}
		}
	})
	return found
}
