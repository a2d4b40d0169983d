package geodesy

import "math"

// meets reports whether two pieces share ground, and whether their edges
// touch or cross. It looks at both in the plane of a central (gnomonic)
// projection, in which great circles are straight; the smaller piece shrinks
// by the share that counts as no overlap.
func (p *piece) meets(q *piece) (overlap, cross bool) {
	if p.radius > q.radius {
		p, q = q, p
	}
	axis := p.centre.add(q.centre).unit()
	east := vector{-axis[1], axis[0], 0}
	if east.length() < 1e-6 {
		east = vector{1, 0, 0}
	}
	east = east.unit()
	north := axis.cross(east)
	flatten := func(ring []vector) [][2]float64 {
		flat := make([][2]float64, len(ring))
		for k, d := range ring {
			f := d.dot(axis)
			if f < 0.05 {
				return nil
			}
			flat[k] = [2]float64{d.dot(east) / f, d.dot(north) / f}
		}
		return flat
	}
	small, large := flatten(p.ring), flatten(q.ring)
	if small == nil || large == nil {
		return false, false
	}
	cross = crossing(small, large)
	shrink(small, min(max(1e-4, 0.03/max(p.radius, 1e-9)), 0.25))
	overlap = crossing(small, large) || inside(small[0], large) || inside(large[0], small)
	return overlap, cross || overlap
}

// shrink moves the points of a ring towards their mean.
func shrink(ring [][2]float64, share float64) {
	var mean [2]float64
	for _, p := range ring {
		mean[0] += p[0]
		mean[1] += p[1]
	}
	for i := range 2 {
		mean[i] /= float64(len(ring))
	}
	for k := range ring {
		for i := range 2 {
			ring[k][i] -= float64(share * (ring[k][i] - mean[i]))
		}
	}
}

// side is positive where c lies to the left of the line from a to b.
func side(a, b, c [2]float64) float64 {
	return float64((b[0]-a[0])*(c[1]-a[1])) - float64((b[1]-a[1])*(c[0]-a[0]))
}

// crossing reports whether an edge of one ring crosses or touches one of the
// other.
func crossing(r, s [][2]float64) bool {
	for i, a := range r {
		b := r[(i+1)%len(r)]
		for j, c := range s {
			d := s[(j+1)%len(s)]
			if max(a[0], b[0]) < min(c[0], d[0]) || max(c[0], d[0]) < min(a[0], b[0]) ||
				max(a[1], b[1]) < min(c[1], d[1]) || max(c[1], d[1]) < min(a[1], b[1]) {
				continue
			}
			if opposite(side(a, b, c), side(a, b, d)) && opposite(side(c, d, a), side(c, d, b)) {
				return true
			}
		}
	}
	return false
}

func opposite(a, b float64) bool { return a <= 0 && b >= 0 || a >= 0 && b <= 0 }

// inside reports whether a point lies in a ring, by the number of edges that a
// ray to the right crosses.
func inside(p [2]float64, ring [][2]float64) bool {
	in := false
	for i, a := range ring {
		b := ring[(i+1)%len(ring)]
		if (a[1] > p[1]) != (b[1] > p[1]) && p[0] < a[0]+float64((p[1]-a[1])/(b[1]-a[1])*(b[0]-a[0])) {
			in = !in
		}
	}
	return in
}

// Contains reports whether a place in degrees lies in the area.
func (a *Area) Contains(lon, lat float64) bool {
	point := newPiece([]vector{direction(lon, lat)})
	for i := range a.pieces {
		p := &a.pieces[i]
		if math.IsNaN(lon) || p.centre.dot(point.centre) < p.reach-1e-12 {
			continue
		}
		if overlap, _ := point.meets(p); overlap {
			return true
		}
	}
	return false
}
