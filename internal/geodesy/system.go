package geodesy

import (
	"fmt"
	"math"
	"strings"
)

// A System is a coordinate reference system of maps: what coordinates of two
// axes, to the east and to the north, mean on the ellipsoid.
type System struct {
	name    string
	datum   datum
	unit    float64 // metres per unit, of longitude and latitude degrees per unit
	method  *method // nil: longitude and latitude
	p       parameters
	inverse inverse
}

// datum is an ellipsoid and its place.
type datum struct {
	ground    string // what its longitudes and latitudes are comparable with
	ellipsoid Ellipsoid
	meridian  float64   // prime meridian, in degrees
	unit      float64   // degrees per unit of longitude and latitude
	shift     []float64 // to WGS 84: none, three or seven parameters
}

// Ground84 is the ground of all systems whose place on WGS 84 is known.
const Ground84 = "WGS 84"

// newSystem checks the numbers of a system and prepares its formulas.
func newSystem(name string, d datum, unit float64, m *method, p parameters) (*System, error) {
	e := d.ellipsoid
	if !(e.A > 1e5 && e.A < 1e8 && e.F >= 0 && e.F < 0.1) || !(unit > 1e-6 && unit < 1e6) || !(math.Abs(d.meridian) <= 360) {
		return nil, unknown(name, "impossible ellipsoid, meridian or unit")
	}
	s := &System{name: name, datum: d, unit: unit, method: m, p: p}
	if m == nil {
		return s, nil
	}
	for field := range strings.FieldsSeq(m.order) {
		v, angle := p.field(field)
		if limit := 1e9; !(math.Abs(*v) <= limit) || angle && math.Abs(*v) > 2*math.Pi+1e-9 ||
			strings.HasPrefix(field, "lat") && math.Abs(*v) > quarter+1e-9 {
			return nil, unknown(name, "impossible parameter %s of its projection", field)
		}
	}
	if !(p.k > 0.01 && p.k < 100) {
		return nil, unknown(name, "impossible scale")
	}
	s.inverse = m.make(e, &s.p)
	return s, nil
}

// String returns the name by which the system was asked for.
func (s *System) String() string { return s.name }

// Ground names what the longitudes and latitudes of the system are comparable
// with: [Ground84] where [System.LonLat] gives WGS 84, else a datum whose
// place on WGS 84 is not known.
func (s *System) Ground() string { return s.datum.ground }

// Geographic reports whether the coordinates are longitude and latitude.
func (s *System) Geographic() bool { return s.method == nil }

// WebMercator reports whether the coordinates are those of Web Mercator, whose
// metres are true at the equator alone.
func (s *System) WebMercator() bool { return s.method != nil && s.method.name == "webmerc" }

// Metres returns the metres (of longitude and latitude the degrees) of one
// unit of the coordinates.
func (s *System) Metres() float64 { return s.unit }

// LonLat returns longitude and latitude in degrees of a point of the map, on
// the system's ground: −180 ≤ lon ≤ 180. It is not ok where the point lies
// outside of the projection.
func (s *System) LonLat(x, y float64) (lon, lat float64, ok bool) {
	x, y = x*s.unit, y*s.unit
	if s.method == nil {
		lon, lat = x, y
		if math.Abs(lat) > 90 {
			if math.Abs(lat) > 90+1e-6 { // what rounding gives is the pole
				return 0, 0, false
			}
			lat = sign(lat) * 90
		}
	} else {
		lam, phi := s.inverse(x-s.p.fe, y-s.p.fn)
		lon, lat = (lam+s.p.lon0)*(180/math.Pi), phi*(180/math.Pi)
		if math.Abs(lam) > 4*math.Pi || math.Abs(lat) > 90+1e-9 {
			return 0, 0, false
		}
	}
	lon += s.datum.meridian
	if math.IsNaN(lon) || math.IsNaN(lat) || math.Abs(lon) > 1e6 {
		return 0, 0, false
	}
	if len(s.datum.shift) > 0 {
		p := helmert(s.datum.ellipsoid.geocentric(lon*(math.Pi/180), lat*(math.Pi/180)), s.datum.shift)
		lon, lat = WGS84.geodetic(p)
		lon, lat = lon*(180/math.Pi), lat*(180/math.Pi)
	}
	return Turn(lon), math.Max(-90, math.Min(90, lat)), true
}

// Turn brings a longitude to −180 … 180.
func Turn(lon float64) float64 {
	if lon >= -180 && lon <= 180 {
		return lon
	}
	lon = math.Mod(lon+180, 360)
	if lon < 0 {
		lon += 360
	}
	return lon - 180
}

// Plane names the plane of the coordinates: two systems of one plane give equal
// coordinates to equal places, such as UTM on ETRS89 and on WGS 84.
func (s *System) Plane() string {
	e := s.datum.ellipsoid
	plane := fmt.Sprintf("%s %.0f %.4f %.9g %.9g %v", s.datum.ground, e.A, e.F*1e6, s.datum.meridian, s.unit, s.datum.shift)
	if s.method != nil {
		plane += " " + s.method.name
		for field := range strings.FieldsSeq(s.method.order) {
			v, _ := s.p.field(field)
			plane += fmt.Sprintf(" %.10g", *v)
		}
	}
	return plane
}
