package export

import (
	"math"

	"github.com/bandprep/bandprep/internal/geodesy"
)

// geometry is a Polygon or MultiPolygon of GeoJSON, RFC 7946.
type geometry struct {
	Type        string `json:"type"`
	Coordinates any    `json:"coordinates"`
}

type ring [][2]float64

// outline makes an outline of the footprint of a row: longitude, latitude of one
// corner after another.
func outline(footprint []float64) geodesy.Outline {
	o := make(geodesy.Outline, len(footprint)/2)
	for i := range o {
		o[i] = [2]float64{footprint[2*i], footprint[2*i+1]}
	}
	return o
}

// boundsOf returns west, south, east, north; west is greater than east where the
// outline crosses the antimeridian.
func boundsOf(o geodesy.Outline) [4]float64 {
	west, south, east, north := o.Bounds()
	return [4]float64{west, south, east, north}
}

// geometryOf returns the geometry of an outline: cut at the antimeridian where it
// crosses it, its box where it goes around a pole.
func geometryOf(o geodesy.Outline) geometry {
	box := boundsOf(o)
	if box[0] == -180 && box[2] == 180 {
		return geometry{"Polygon", []ring{{{-180, box[1]}, {180, box[1]}, {180, box[3]}, {-180, box[3]}, {-180, box[1]}}}}
	}
	r := unwrapped(o)
	if box[0] <= box[2] {
		return geometry{"Polygon", []ring{closed(r)}}
	}
	// In unwrapped longitudes the line is at 180 or −180.
	line := 180.0
	if r[0][0] < 0 {
		line = -180
	}
	var rings [][]ring
	for _, side := range []float64{-1, 1} {
		part := clip(r, line, side)
		if len(part) < 3 {
			continue
		}
		for i := range part { // onto the side of the line that it is seen from
			switch {
			case part[i][0] > 180 || part[i][0] == 180 && side > 0:
				part[i][0] = geodesy.Round(part[i][0] - 360)
			case part[i][0] < -180 || part[i][0] == -180 && side < 0:
				part[i][0] = geodesy.Round(part[i][0] + 360)
			}
		}
		rings = append(rings, []ring{closed(part)})
	}
	return geometry{"MultiPolygon", rings}
}

// unwrapped returns the ring with longitudes that do not jump.
func unwrapped(o geodesy.Outline) ring {
	r := make(ring, len(o))
	lon := 0.0
	for i, p := range o {
		if i == 0 {
			lon = p[0]
		} else {
			lon += geodesy.Turn(p[0] - o[i-1][0])
		}
		r[i] = [2]float64{geodesy.Round(lon), p[1]}
	}
	return r
}

// closed returns the ring counterclockwise, its first point repeated.
func closed(r ring) ring {
	area := 0.0
	for i, p := range r {
		q := r[(i+1)%len(r)]
		area += float64(p[0]*q[1]) - float64(q[0]*p[1])
	}
	out := make(ring, 0, len(r)+1)
	for i := range r {
		if area < 0 {
			i = len(r) - 1 - i
		}
		out = append(out, r[i])
	}
	return append(out, out[0])
}

// clip returns the part of a ring on one side of a meridian: −1 west, 1 east
// (Sutherland and Hodgman).
func clip(r ring, lon, side float64) (out ring) {
	inside := func(p [2]float64) bool { return (p[0]-lon)*side >= 0 }
	for i, q := range r {
		p := r[(i+len(r)-1)%len(r)]
		if inside(p) != inside(q) {
			t := (lon - p[0]) / (q[0] - p[0])
			out = append(out, [2]float64{lon, geodesy.Round(p[1] + float64(t*(q[1]-p[1])))})
		}
		if inside(q) {
			out = append(out, q)
		}
	}
	return out
}

// extent is the box of all items. Where one of them crosses the antimeridian it
// is all longitudes.
type extent struct {
	some bool
	box  [4]float64
}

func (e *extent) add(b [4]float64) {
	if b[0] > b[2] {
		b[0], b[2] = -180, 180
	}
	if !e.some {
		e.some, e.box = true, b
		return
	}
	e.box = [4]float64{math.Min(e.box[0], b[0]), math.Min(e.box[1], b[1]), math.Max(e.box[2], b[2]), math.Max(e.box[3], b[3])}
}

func (e *extent) bbox() [4]float64 { return e.box }
