package split

import (
	"cmp"
	"math"
	"slices"
)

// spatialIndex is the places of all items, plane by plane.
type spatialIndex struct {
	planes []*planeIndex      // one per plane: every item lies on one of them
	scenes []*planeIndex      // windows of chips that lie on the map as well
	extent map[string]float64 // unit → longest side of a plane
	pairs  [][2]int32         // see nearPairs; nil: not looked for
	points [][3]float64       // see pointsOf; nil: not looked for
	frames [][]int32
}

// planeIndex is the items of one plane.
type planeIndex struct {
	plane  plane
	name   string // of the system of its first item, or the scene
	metric metric
	buffer float64
	at     []int32 // positions
	rects  []rect
	bounds rect
}

func (t *task) newSpatialIndex() (*spatialIndex, error) {
	m := &spatialIndex{extent: map[string]float64{}}
	var err error
	if m.planes, err = t.planeIndexes(somewhere, t.o.Buffer); err != nil {
		return nil, err
	}
	m.scenes, _ = t.planeIndexes(func(i *Item) (place, bool) {
		p, ok := inScene(i)
		return p, ok && i.Bounds != nil
	}, Distance{})
	for _, s := range m.planes {
		unit := s.metric.unit
		m.extent[unit] = max(m.extent[unit], s.bounds[2]-s.bounds[0], s.bounds[3]-s.bounds[1])
	}
	return m, nil
}

func (t *task) planeIndexes(where func(*Item) (place, bool), buffer Distance) ([]*planeIndex, error) {
	number := map[plane]*planeIndex{}
	var all []*planeIndex
	for i := range int32(t.len()) {
		p, ok := where(t.at(i))
		if !ok {
			continue
		}
		s := number[p.plane]
		if s == nil {
			s = &planeIndex{plane: p.plane, name: p.nameOf(t.at(i)), bounds: p.rect, buffer: buffer.Value}
			var err error
			if s.metric, err = metricFor(&s.plane, s.name, buffer); err != nil {
				return nil, err
			}
			number[p.plane] = s
			all = append(all, s)
		}
		s.at, s.rects = append(s.at, i), append(s.rects, p.rect)
		s.bounds = rect{min(s.bounds[0], p.rect[0]), min(s.bounds[1], p.rect[1]), max(s.bounds[2], p.rect[2]), max(s.bounds[3], p.rect[3])}
	}
	return all, nil
}

// guarded returns the planes on which parts must keep apart.
func (m *spatialIndex) guarded(off Kinds) []*planeIndex {
	var on []*planeIndex
	for _, s := range m.planes {
		kind := Footprint
		if s.plane.scene {
			kind = Chip
		}
		if !off.Has(kind) {
			on = append(on, s)
		}
	}
	if !off.Has(Chip) {
		on = append(on, m.scenes...)
	}
	return on
}

// perSide is how many cells the longest side of a plane has, try after try.
var perSide = [...]int{4, 5, 6, 8, 3, 10, 12, 2, 16, 20, 24, 32}

// celling returns the cell of each position.
func (m *spatialIndex) celling(try int, t *task) (cell []int32, cells int) {
	side := perSide[try%len(perSide)]
	cell = make([]int32, t.len())
	for _, s := range m.planes {
		var own []int32
		var n int
		if t.o.Cells == KMeans {
			own, n = s.clusters(min(side*side, 144), rank(t.o.Seed, string(rune(try))))
		} else {
			own, n = s.squares(m.extent[s.metric.unit]/float64(side), rank(t.o.Seed, string(rune(try))))
		}
		for k, i := range s.at {
			cell[i] = int32(cells) + own[k]
		}
		cells += n
	}
	return cell, cells
}

// squares numbers the occupied squares of a grid whose origin is shifted by
// chance; an item lies where its centre does.
func (s *planeIndex) squares(side float64, chance uint64) (cell []int32, cells int) {
	offX, offY := float64(chance>>40)/(1<<24), float64(chance&(1<<24-1))/(1<<24)
	if !(side > 0) {
		side = 1
	}
	number := map[[2]int32]int32{}
	cell = make([]int32, len(s.at))
	for k := range s.at {
		x, y := s.centre(k)
		key := [2]int32{
			int32(math.Floor((x-s.bounds[0])/side + offX)),
			int32(math.Floor((y-s.bounds[1])/side + offY)),
		}
		n, seen := number[key]
		if !seen {
			n = int32(len(number))
			number[key] = n
		}
		cell[k] = n
	}
	return cell, len(number)
}

func (s *planeIndex) centre(k int) (x, y float64) {
	r := s.rects[k]
	return (r[0] + r[2]) / 2, (r[1] + r[3]) / 2
}

// clusters numbers the clusters of Lloyd's k-means over the centres: twelve
// rounds from centres chosen by chance, on up to 20 000 items, then every item
// to its nearest centre.
func (s *planeIndex) clusters(k int, chance uint64) (cell []int32, cells int) {
	order := make([]int, len(s.at))
	key := make([]uint64, len(s.at))
	for i := range order {
		order[i], key[i] = i, mix(chance^uint64(s.at[i])<<20)
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(key[a], key[b]), cmp.Compare(a, b))
	})
	k = min(k, len(order))
	centres := make([][2]float64, k)
	for c := range centres {
		centres[c][0], centres[c][1] = s.centre(order[c])
	}
	sample := order[:min(len(order), 20_000)]
	for range 12 {
		sum := make([][2]float64, k)
		n := make([]float64, k)
		for _, i := range sample {
			x, y := s.centre(i)
			c := closest(centres, x, y)
			sum[c][0] += x
			sum[c][1] += y
			n[c]++
		}
		for c := range centres {
			if n[c] > 0 {
				centres[c] = [2]float64{sum[c][0] / n[c], sum[c][1] / n[c]}
			}
		}
	}
	cell = make([]int32, len(s.at))
	for i := range cell {
		x, y := s.centre(i)
		cell[i] = int32(closest(centres, x, y))
	}
	return cell, k
}

func closest(centres [][2]float64, x, y float64) int {
	best, least := 0, math.Inf(1)
	for c, p := range centres {
		dx, dy := x-p[0], y-p[1]
		if d := float64(dx*dx) + float64(dy*dy); d < least {
			best, least = c, d
		}
	}
	return best
}

// exclude takes free items out of their bins: those that overlap an item of a
// smaller bin (of equal ones, the one that is filled first) or lie nearer to it
// than the buffer, and those for which the same holds with a kept item of any
// other bin.
func (m *spatialIndex) exclude(t *task) {
	order := make([]int, len(t.bins))
	for b := range order {
		order[b] = b
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(t.bins[a].size, t.bins[b].size) })
	turn := make([]int, len(t.bins)) // bin → its place in order
	for k, b := range order {
		turn[b] = k
	}
	for _, s := range m.guarded(t.o.Off) {
		for k, b := range order {
			var own, kept []rect
			for j, i := range s.at {
				if t.assigned[i] == b {
					own = append(own, s.rects[j])
				}
				if t.fixed[i] == b {
					kept = append(kept, s.rects[j])
				}
			}
			trees := [2]*rtree{newRTree(own), newRTree(kept)}
			for j, i := range s.at {
				p := t.assigned[i]
				if p == nowhere || p == b || t.fixed[i] != nowhere {
					continue
				}
				tree := trees[0]
				if turn[p] < k {
					tree = trees[1]
				}
				if s.reaches(tree, s.rects[j]) {
					t.assigned[i] = nowhere
				}
			}
		}
	}
	m.excludeOnGround(t, order, turn)
}

// reaches reports whether a rectangle overlaps one of the tree or lies nearer
// to it than the buffer.
func (s *planeIndex) reaches(tree *rtree, r rect) bool {
	hit := false
	for _, turn := range s.metric.turns() {
		r := turned(r, turn)
		reach := r
		if s.buffer > 0 {
			reach = s.metric.grow(r, s.buffer)
		}
		tree.visit(
			func(box rect) bool { return !hit && touches(reach, box) },
			func(_ int32, other rect) {
				hit = hit || overlap(r, other) || s.metric.distance(r, other) < s.buffer
			})
	}
	return hit
}
