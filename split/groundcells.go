package split

import (
	"cmp"
	"math"
	"slices"
)

// Cells on the ellipsoid are made by halving: the items of a ground are cut
// across the longest side of the box around them, in metres, at the widest gap
// near the middle of their number, until there are enough cells. So clusters
// that lie far apart become cells of their own, cells hold about equally many
// items, and neither the antimeridian nor a pole is an edge.

// scattered returns cells on the ellipsoid, where items of different systems lie
// together; items whose place on it is not known are cut in their own plane.
func (m *spatialIndex) scattered(try int, t *task) (cell []int32, cells int) {
	side := perSide[try%len(perSide)]
	target := min(side*side, 144)
	if m.points == nil {
		m.points, m.frames = pointsOf(m.planes, t)
	}
	h := halver{points: m.points, chance: rank(t.o.Seed, string(rune(try)))}
	cell = make([]int32, t.len())
	for _, part := range m.frames {
		share := max(1, (target*len(part)+t.len()/2)/t.len())
		h.halve(part, share, func(members []int32) {
			for _, i := range members {
				cell[i] = int32(cells)
			}
			cells++
		})
	}
	return cell, cells
}

// pointsOf returns the centre of each position in metres, and the positions of
// each ground or plane.
func pointsOf(planes []*planeIndex, t *task) (points [][3]float64, index [][]int32) {
	points = make([][3]float64, t.len())
	number := map[string]int{}
	put := func(frame string, i int32) {
		n, seen := number[frame]
		if !seen {
			n = len(index)
			number[frame] = n
			index = append(index, nil)
		}
		index[n] = append(index[n], i)
	}
	frames := make([]string, t.len())
	for k, s := range planes {
		for j, i := range s.at {
			x, y := s.centre(j)
			points[i], frames[i] = [3]float64{x, y}, "plane "+string(rune(k))
			if s.plane.scene {
				continue
			}
			if ground := t.groundOf(i); ground != "" {
				points[i], _ = t.areaOf(i).Centre()
				frames[i] = "ground " + ground
			}
		}
	}
	for i := range int32(t.len()) {
		if frames[i] != "" {
			put(frames[i], i)
		}
	}
	return points, index
}

// halver cuts items into cells.
type halver struct {
	points [][3]float64
	chance uint64
}

// halve cuts the members into n cells, or fewer where they lie in one place.
func (h *halver) halve(members []int32, n int, yield func(members []int32)) {
	if n < 2 || len(members) < 2 {
		yield(members)
		return
	}
	low, high := extent(members, h.points)
	axis := longestAxis(low, high)
	at := func(k int) float64 { return h.points[members[k]][axis] }
	slices.SortFunc(members, func(a, b int32) int {
		return cmp.Or(cmp.Compare(h.points[a][axis], h.points[b][axis]), cmp.Compare(a, b))
	})
	h.chance = mix(h.chance)
	// The middle is moved by chance by up to a tenth, so that each try has
	// other cells; the widest gap within a sixth of it is the cut.
	middle := float64(len(members)) * (0.4 + float64(0.2*float64(h.chance>>40)/(1<<24)))
	reach := float64(len(members)) / 6
	cut, widest := 0, 0.0
	for k := max(1, int(middle-reach)); k < min(len(members), int(middle+reach)+1); k++ {
		gap := at(k) - at(k-1)
		if gap > widest*(1+1e-9) || gap > 0 && gap >= widest*(1-1e-9) && math.Abs(float64(k)-middle) < math.Abs(float64(cut)-middle) {
			cut, widest = k, max(gap, widest)
		}
	}
	if cut == 0 { // many in one place: at any gap
		for k := 1; k < len(members); k++ {
			if gap := at(k) - at(k-1); gap > 0 && math.Abs(float64(k)-middle) < math.Abs(float64(cut)-middle) {
				cut = k
			}
		}
	}
	if cut == 0 {
		yield(members)
		return
	}
	left := min(max(1, (n*cut+len(members)/2)/len(members)), n-1)
	h.halve(members[:cut], left, yield)
	h.halve(members[cut:], n-left, yield)
}

// nearPairs returns the pairs of positions on different planes that overlap on
// the ellipsoid or lie within the buffer.
func (m *spatialIndex) nearPairs(t *task) [][2]int32 {
	if m.pairs != nil || t.o.Off.Has(Footprint) || m.maps() < 2 {
		return m.pairs
	}
	r := classify(t.len(), func(i int32) (int32, bool) { return i, t.at(i).Bounds != nil })
	planes := t.planes(r, georeferenced)
	metrics := make([]metric, len(planes))
	for k, l := range planes {
		metrics[k] = l.plane.metricOf(l.name)
	}
	m.pairs = [][2]int32{}
	t.groundPairs(planes, r, groundBuffer(metrics, t.o.Buffer), func(c, d int32, _ float64) {
		m.pairs = append(m.pairs, [2]int32{r.first[c], r.first[d]})
	})
	return m.pairs
}

// excludeOnGround is exclude between items of different planes; turn is the
// place of each bin in the order in which they are filled.
func (m *spatialIndex) excludeOnGround(t *task, order, turn []int) {
	pairs := m.nearPairs(t)
	for k, b := range order {
		var out []int32
		for _, pair := range pairs {
			for side := range 2 {
				i, j := pair[side], pair[1-side]
				p := t.assigned[i]
				if p == nowhere || p == b || t.fixed[i] != nowhere {
					continue
				}
				if turn[p] > k && t.assigned[j] == b || turn[p] < k && t.fixed[j] == b {
					out = append(out, i)
				}
			}
		}
		for _, i := range out {
			t.assigned[i] = nowhere
		}
	}
}

// maps counts the planes that are no scenes.
func (m *spatialIndex) maps() int {
	n := 0
	for _, s := range m.planes {
		if !s.plane.scene {
			n++
		}
	}
	return n
}
