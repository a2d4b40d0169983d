package geodesy

import (
	"fmt"
	"math"
)

// An Outline is the ring around an image: longitude and latitude in degrees,
// −180 ≤ longitude ≤ 180, rounded to 1e-7, from the first corner along the
// columns of the first row, without repeating the first point. Its edges are
// great circles; across the antimeridian longitudes jump by about 360, and
// around a pole they wind once.
type Outline [][2]float64

// Placing returns the place of a point of an image, in columns and rows from
// the outer corner of the first pixel.
type Placing func(col, row float64) (lon, lat float64, ok bool)

// Placing returns where pixels lie whose corners a transform (as GDAL's) maps
// to coordinates of the system.
func (s *System) Placing(t [6]float64) Placing {
	return func(col, row float64) (lon, lat float64, ok bool) {
		return s.LonLat(t[0]+float64(col*t[1])+float64(row*t[2]), t[3]+float64(col*t[4])+float64(row*t[5]))
	}
}

const (
	// sag is how far an edge may leave the great circle between two points of
	// the ring, as a share of their distance.
	sag = 2e-5
	// longest is the longest edge, in radians.
	longest = 0.2
	// deepest is how often a half of an edge is halved again.
	deepest = 6
)

// OutlineOf returns the outline of a window of an image: its corners, the
// middles of its edges, and as many points between as its edges are curved.
func OutlineOf(at Placing, x, y, w, h float64) (Outline, error) {
	if !(w > 0 && h > 0) {
		return nil, fmt.Errorf("an outline of %v by %v pixels", w, h)
	}
	ring := ringer{at: at}
	corners := [5][2]float64{{x, y}, {x + w, y}, {x + w, y + h}, {x, y + h}, {x, y}}
	for k := range 4 {
		a, b := corners[k], corners[k+1]
		mid := [2]float64{(a[0] + b[0]) / 2, (a[1] + b[1]) / 2}
		ring.edge(a, mid, 0)
		ring.edge(mid, b, 0)
	}
	if ring.outside {
		return nil, &UnknownError{"", "the image reaches out of its projection"}
	}
	return ring.points, nil
}

type ringer struct {
	at      Placing
	points  Outline
	outside bool
}

// spot returns a point of the ring and its direction.
func (r *ringer) spot(p [2]float64) ([2]float64, vector) {
	lon, lat, ok := r.at(p[0], p[1])
	if !ok {
		r.outside = true
	}
	lon, lat = Round(lon), Round(lat)
	return [2]float64{lon, lat}, direction(lon, lat)
}

// Round rounds degrees to 1e-7.
func Round(degrees float64) float64 {
	v := math.Round(degrees*1e7) / 1e7
	if v == 0 {
		return 0 // never −0
	}
	return v
}

// edge appends the points from a on, without b.
func (r *ringer) edge(a, b [2]float64, depth int) {
	if r.outside {
		return
	}
	first, da := r.spot(a)
	_, db := r.spot(b)
	mid := [2]float64{(a[0] + b[0]) / 2, (a[1] + b[1]) / 2}
	_, dm := r.spot(mid)
	long := db.sub(da).length()
	if depth < deepest && !r.outside && (long > longest || dm.sub(da.add(db).unit()).length() > math.Max(sag*long, 4e-9)) {
		r.edge(a, mid, depth+1)
		r.edge(mid, b, depth+1)
		return
	}
	r.points = append(r.points, first)
}

// Bounds returns west, south, east and north of an outline; where it crosses
// the antimeridian, west is greater than east; around a pole the pole and all
// longitudes are in it.
func (o Outline) Bounds() (west, south, east, north float64) {
	if len(o) == 0 {
		return 0, 0, 0, 0
	}
	west, south, east, north = o[0][0], o[0][1], o[0][0], o[0][1]
	lon, winding := o[0][0], 0.0
	for k := range o {
		next := o[(k+1)%len(o)]
		south, north = min(south, next[1]), max(north, next[1])
		step := Turn(next[0] - o[k][0])
		winding += step
		if lon += step; k < len(o)-1 {
			west, east = min(west, lon), max(east, lon)
		}
	}
	if math.Abs(winding) > 180 {
		if south+north > 0 {
			north = 90
		} else {
			south = -90
		}
		return -180, south, 180, north
	}
	if east-west >= 360 {
		return -180, south, 180, north
	}
	return Round(Turn(west)), south, Round(Turn(east)), north
}
