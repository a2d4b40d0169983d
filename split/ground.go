package split

import (
	"math"
	"slices"

	"github.com/bandprep/bandprep/internal/geodesy"
)

// areaOf returns what an item covers on the ellipsoid, or nil where that is not
// known.
func (s *set) areaOf(i int32) *geodesy.Area {
	if s.area == nil {
		s.area, s.asked = make([]*geodesy.Area, s.len()), make([]bool, s.len())
	}
	if !s.asked[i] {
		s.area[i], s.asked[i] = s.at(i).area(), true
	}
	return s.area[i]
}

func (i *Item) area() *geodesy.Area {
	known := systemOf(i.CRS).known
	if len(i.Outline) >= 3 && (known == nil || known.Ground() == geodesy.Ground84) {
		o := geodesy.Outline(i.Outline)
		if a := o.Area(); known == nil || a.Small() {
			return a
		}
	}
	if known == nil || i.Bounds == nil {
		return nil
	}
	b := i.Bounds
	a, err := known.Area(b[0], b[1], b[2], b[3])
	if err != nil {
		return nil
	}
	return a
}

// groundOf names what the place of an item can be compared with, "" where it
// is not known.
func (s *set) groundOf(i int32) string {
	if s.areaOf(i) == nil {
		return ""
	}
	if known := systemOf(s.at(i).CRS).known; known != nil {
		return known.Ground()
	}
	return geodesy.Ground84
}

// grounded is the classes of one plane that lie on the ellipsoid.
type grounded struct {
	ground string
	class  []int32
	area   []*geodesy.Area
	tree   *ballTree
}

// onGround returns the classes of each plane on the ellipsoid that admit
// admits, those of several grounds apart.
func (s *set) onGround(planes []*planeClasses, r *relation, admit func(c int32) bool) [][]*grounded {
	all := make([][]*grounded, len(planes))
	for k, l := range planes {
		if l.plane.scene {
			continue
		}
		for _, c := range l.class {
			ground := s.groundOf(r.first[c])
			if ground == "" || !admit(c) {
				continue
			}
			var g *grounded
			for _, have := range all[k] {
				if have.ground == ground {
					g = have
				}
			}
			if g == nil {
				g = &grounded{ground: ground}
				all[k] = append(all[k], g)
			}
			g.class, g.area = append(g.class, c), append(g.area, s.areaOf(r.first[c]))
		}
		for _, g := range all[k] {
			g.tree = newBallTree(g.area)
		}
	}
	return all
}

// maps counts the planes that are no scenes.
func maps(planes []*planeClasses) int {
	n := 0
	for _, l := range planes {
		if !l.plane.scene {
			n++
		}
	}
	return n
}

// groundBuffer returns the buffer between planes in metres. One that is given
// in units of maps holds between maps in metres only.
func groundBuffer(metrics []metric, buffer Distance) float64 {
	if buffer.Metres {
		return buffer.Value
	}
	for _, m := range metrics {
		if m.unit != "m" || m.degrees {
			return 0
		}
	}
	return buffer.Value
}

// groundPairs calls yield once for all pairs of classes of different planes
// that overlap on the ellipsoid or lie nearer than the buffer.
func (s *set) groundPairs(planes []*planeClasses, r *relation, buffer float64, yield func(c, d int32, distance float64)) {
	if maps(planes) < 2 {
		return
	}
	all := s.onGround(planes, r, func(int32) bool { return true })
	eachPair(all, func(a, b *grounded) {
		for k, area := range a.area {
			centre, radius := area.Centre()
			b.tree.visit(
				func(c [3]float64, reach float64) bool { return between(centre, c)-radius-reach <= buffer },
				func(id int32) {
					switch g := area.Gap(b.area[id]); {
					case g.Overlap:
						yield(a.class[k], b.class[id], 0)
					case g.Chord < buffer:
						if d := g.Metres(); d < buffer {
							yield(a.class[k], b.class[id], d)
						}
					}
				})
		}
	})
}

// eachPair calls do for the classes of each two planes on one ground.
func eachPair(all [][]*grounded, do func(a, b *grounded)) {
	for k := range all {
		for l := range k {
			for _, a := range all[k] {
				for _, b := range all[l] {
					if a.ground == b.ground {
						do(a, b)
					}
				}
			}
		}
	}
}

// nearestOnGround returns the nearest pair of items that lie in different parts
// and on different planes, or on one plane that is set in within, if it is
// nearer than what was found in metres.
func (s *set) nearestOnGround(planes []*planeClasses, within []bool, r *relation, part []int, found []Nearest) (Nearest, bool) {
	if maps(planes) < 2 && !slices.Contains(within, true) {
		return Nearest{}, false
	}
	best := math.Inf(1)
	for _, n := range found {
		if n.Unit == "m" {
			best = n.Distance
		}
	}
	bins := 0
	for _, p := range part {
		bins = max(bins, p+1)
	}
	inPart := make([][][]*grounded, bins)
	for p := range inPart {
		inPart[p] = s.onGround(planes, r, func(c int32) bool { return part[r.first[c]] == p })
	}
	n, ok := Nearest{}, false
	search := func(a, b *grounded) {
		if a.ground != b.ground {
			return
		}
		for k, area := range a.area {
			centre, radius := area.Centre()
			b.tree.visit(
				func(c [3]float64, reach float64) bool { return best > 0 && between(centre, c)-radius-reach < best },
				func(id int32) {
					g := area.Gap(b.area[id])
					if g.Chord >= best && !g.Overlap {
						return
					}
					if d := g.Metres(); d < best {
						i, j := r.first[a.class[k]], r.first[b.class[id]]
						i, j = min(i, j), max(i, j)
						best, ok = d, true
						n = Nearest{d, "m", s.at(i).CRS, s.at(i).ID, s.at(j).ID}
					}
				})
		}
	}
	for p := range inPart {
		for q := range p {
			for k := range planes {
				for l := range planes {
					if k == l && !within[k] {
						continue
					}
					for _, a := range inPart[p][k] {
						for _, b := range inPart[q][l] {
							search(a, b)
						}
					}
				}
			}
		}
	}
	return n, ok
}

// unknownPlaces counts the pairs of items that lie on different planes and
// cannot be compared on the ellipsoid.
func (s *set) unknownPlaces(planes []*planeClasses, r *relation) int64 {
	if maps(planes) < 2 {
		return 0
	}
	type kind struct {
		plane  int
		ground string
	}
	items := make([]int64, len(r.first))
	for _, c := range r.class {
		if c >= 0 {
			items[c]++
		}
	}
	number := map[kind]int64{}
	for k, l := range planes {
		for _, c := range l.class {
			if !l.plane.scene {
				number[kind{k, s.groundOf(r.first[c])}] += items[c]
			}
		}
	}
	unknown := int64(0)
	for a, n := range number {
		for b, m := range number {
			if a.plane < b.plane && (a.ground == "" || a.ground != b.ground) {
				unknown += n * m
			}
		}
	}
	return unknown
}

// unknownOnMap is unknownPlaces of all items with a place on the map.
func (s *set) unknownOnMap() int64 {
	r := classify(s.len(), func(i int32) (place, bool) { return georeferenced(s.at(i)) })
	return s.unknownPlaces(s.planes(r, georeferenced), r)
}

// apart returns the distance of two items on the ellipsoid in metres, or the
// one given where they touch or their place is not known.
func (s *set) apart(i, j int32, distance float64) float64 {
	a, b := s.areaOf(i), s.areaOf(j)
	if distance == 0 || a == nil || b == nil {
		return distance
	}
	return a.Gap(b).Metres()
}
