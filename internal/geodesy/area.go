package geodesy

import (
	"math"
)

// An Area is what an outline encloses: one piece, or several of at most a few
// thousand kilometres. Edges are great circles.
type Area struct {
	pieces []piece
	centre vector // in metres
	radius float64
}

// piece is a ring on the ellipsoid, smaller than a hemisphere.
type piece struct {
	ring   []vector // directions
	points []vector // the same on the surface, in metres
	centre vector   // direction
	reach  float64  // cosine of the angle from the centre to the farthest point
	radius float64  // chord of the same, in metres
}

// largest is the cosine of the angular radius from which on a rectangle is cut
// into pieces: 20 degrees.
const largest = 0.94

// Area returns what the outline encloses, the smaller side of it.
func (o Outline) Area() *Area {
	ring := make([]vector, len(o))
	for k, p := range o {
		ring[k] = direction(p[0], p[1])
	}
	return newArea([]piece{newPiece(ring)})
}

// Area returns what a rectangle of the map covers on the system's ground.
func (s *System) Area(minX, minY, maxX, maxY float64) (*Area, error) {
	at := s.Placing([6]float64{minX, maxX - minX, 0, minY, 0, maxY - minY})
	w, h := 1.0, 1.0
	if !(maxX > minX) || !(maxY > minY) { // a point or a line
		lon, lat, ok := s.LonLat((minX+maxX)/2, (minY+maxY)/2)
		if !ok {
			return nil, &UnknownError{s.name, "the item lies outside of the projection"}
		}
		return Outline{{Round(lon), Round(lat)}}.Area(), nil
	}
	pieces, err := cut(at, 0, 0, w, h, 0)
	if err != nil {
		return nil, &UnknownError{s.name, "the item reaches out of the projection"}
	}
	return newArea(pieces), nil
}

// cut returns the pieces of a part of a rectangle.
func cut(at Placing, x, y, w, h float64, depth int) ([]piece, error) {
	o, err := OutlineOf(at, x, y, w, h)
	if err != nil {
		return nil, err
	}
	p := o.Area().pieces[0]
	lon, lat, ok := at(x+w/2, y+h/2)
	if !ok {
		return nil, &UnknownError{}
	}
	// The middle lies within what the ring encloses, unless that is the
	// larger side of it.
	whole := p.reach > largest && p.centre.dot(direction(lon, lat)) >= p.reach-1e-9
	if whole || depth == 8 {
		return []piece{p}, nil
	}
	var pieces []piece
	wide := depth%2 == 0
	for k := range 2 {
		px, py, pw, ph := x, y+float64(k)*h/2, w, h/2
		if wide {
			px, py, pw, ph = x+float64(k)*w/2, y, w/2, h
		}
		more, err := cut(at, px, py, pw, ph, depth+1)
		if err != nil {
			return nil, err
		}
		pieces = append(pieces, more...)
	}
	return pieces, nil
}

func newPiece(ring []vector) piece {
	p := piece{ring: ring, points: make([]vector, len(ring))}
	for k, d := range ring {
		p.points[k] = surface(d)
		p.centre = p.centre.add(d)
	}
	p.centre = p.centre.unit()
	p.reach = 1
	middle := surface(p.centre)
	for k, d := range ring {
		p.reach = min(p.reach, d.dot(p.centre))
		p.radius = max(p.radius, p.points[k].sub(middle).length())
	}
	return p
}

func newArea(pieces []piece) *Area {
	a := &Area{pieces: pieces}
	for i := range pieces {
		a.centre = a.centre.add(pieces[i].centre)
	}
	a.centre = surface(a.centre.unit())
	if a.centre[0] != a.centre[0] { // pieces all around
		a.centre = vector{}
	}
	for i := range pieces {
		a.radius = max(a.radius, surface(pieces[i].centre).sub(a.centre).length()+pieces[i].radius)
	}
	return a
}

// Centre returns a point of the middle, in metres from the centre of the
// ellipsoid, and the radius of a ball around it that holds the area.
func (a *Area) Centre() (centre [3]float64, radius float64) { return a.centre, a.radius }

// A Gap is what lies between two areas.
type Gap struct {
	// Overlap is set where they share ground: more than a ten-thousandth of
	// the smaller one's radius, and more than the rounding of outlines.
	Overlap bool
	// Chord is the straight distance of their nearest points in metres, 0
	// where their edges touch or cross.
	Chord    float64
	from, to vector
}

// Metres returns the gap as the length of a geodesic on WGS 84, rounded to a
// millimetre.
func (g Gap) Metres() float64 {
	if g.Overlap || g.Chord == 0 {
		return 0
	}
	lon1, lat1 := place(g.from)
	lon2, lat2 := place(g.to)
	return math.Round(Geodesic(lon1, lat1, lon2, lat2)*1000) / 1000
}

// Gap returns the gap between two areas.
func (a *Area) Gap(b *Area) Gap {
	best := Gap{Chord: math.Inf(1)}
	for i := range a.pieces {
		for j := range b.pieces {
			p, q := &a.pieces[i], &b.pieces[j]
			if surface(p.centre).sub(surface(q.centre)).length()-p.radius-q.radius >= best.Chord {
				continue
			}
			if g := p.gap(q); g.Overlap {
				return g
			} else if g.Chord < best.Chord {
				best = g
			}
		}
	}
	return best
}

func (p *piece) gap(q *piece) Gap {
	g := Gap{Chord: math.Inf(1)}
	// Two caps whose chords sum to less than the distance do not meet.
	if surface(p.centre).sub(surface(q.centre)).length() <= (p.radius+q.radius)*1.0001+1 {
		overlap, cross := p.meets(q)
		if overlap || cross {
			return Gap{Overlap: overlap}
		}
	}
	p.nearest(q, &g)
	q.nearest(p, &g)
	return g
}

// nearest improves g by the vertices of p and the edges of q.
func (p *piece) nearest(q *piece, g *Gap) {
	for k, a := range q.ring {
		b := q.ring[(k+1)%len(q.ring)]
		normal := a.cross(b)
		length := normal.length()
		normal = normal.unit()
		toA, toB := normal.cross(a), b.cross(normal) // directions along the edge, inwards
		for i, v := range p.ring {
			foot := a
			if length > 1e-15 {
				switch f := v.sub(normal.times(v.dot(normal))); {
				case f.dot(toA) >= 0 && f.dot(toB) >= 0 && f.length() > 1e-9:
					foot = f.unit()
				case v.dot(b) > v.dot(a):
					foot = b
				}
			}
			if d := p.points[i].sub(surface(foot)).length(); d < g.Chord {
				*g = Gap{Chord: d, from: v, to: foot}
			}
		}
	}
}

// Small reports whether the area is one piece of at most some two thousand
// kilometres, of which the outline says all.
func (a *Area) Small() bool { return len(a.pieces) == 1 && a.pieces[0].reach > largest }
