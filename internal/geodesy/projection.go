package geodesy

import "math"

// parameters are those of any projection; angles in radians, lengths in metres.
type parameters struct {
	lat0, lon0     float64 // origin
	lat1, lat2     float64 // standard parallels
	k              float64 // scale
	fe, fn         float64 // false easting and northing
	azimuth, gamma float64 // of oblique Mercator; azimuth is Krovak's co-latitude
}

// inverse turns metres from the false origin into longitude from lon0 and
// latitude in radians. What lies outside of the projection is NaN.
type inverse func(x, y float64) (lon, lat float64)

// A method is a kind of projection.
type method struct {
	name string // in epsg.txt
	// order names the parameters as the EPSG registry orders them.
	order string
	make  func(e Ellipsoid, p *parameters) inverse
}

var methods = []method{
	{"tm", "lat0 lon0 k fe fn", transverseMercator},
	{"lcc1", "lat0 lon0 k fe fn", func(e Ellipsoid, p *parameters) inverse { return conformalConic(e, p, p.lat0, p.lat0) }},
	{"lcc2", "lat0 lon0 lat1 lat2 fe fn", func(e Ellipsoid, p *parameters) inverse { return conformalConic(e, p, p.lat1, p.lat2) }},
	{"aea", "lat0 lon0 lat1 lat2 fe fn", equalAreaConic},
	{"sterea", "lat0 lon0 k fe fn", func(e Ellipsoid, p *parameters) inverse { return polarStereographic(e, p, p.lat0) }},
	{"stereb", "lat1 lon0 fe fn", func(e Ellipsoid, p *parameters) inverse { return polarStereographic(e, p, p.lat1) }},
	{"sterea2", "lat0 lon0 k fe fn", obliqueStereographic},
	{"laea", "lat0 lon0 fe fn", equalAreaAzimuthal},
	{"merca", "lat0 lon0 k fe fn", func(e Ellipsoid, p *parameters) inverse { return mercator(e, p.k) }},
	{"mercb", "lat1 lon0 fe fn", func(e Ellipsoid, p *parameters) inverse { return mercator(e, e.m(p.lat1)) }},
	{"webmerc", "lat0 lon0 fe fn", func(e Ellipsoid, p *parameters) inverse { return mercator(Ellipsoid{e.A, 0}, 1) }},
	{"omerca", "lat0 lon0 azimuth gamma k fe fn", func(e Ellipsoid, p *parameters) inverse { return obliqueMercator(e, p, false) }},
	{"omercb", "lat0 lon0 azimuth gamma k fe fn", func(e Ellipsoid, p *parameters) inverse { return obliqueMercator(e, p, true) }},
	{"krovak", "lat0 lon0 azimuth lat1 k fe fn", krovak},
	{"poly", "lat0 lon0 fe fn", polyconic},
	{"cea", "lat1 lon0 fe fn", equalAreaCylindric},
	{"cass", "lat0 lon0 fe fn", cassini},
}

// methodNamed returns a method of epsg.txt, or nil.
func methodNamed(name string) *method {
	for i := range methods {
		if methods[i].name == name {
			return &methods[i]
		}
	}
	return nil
}

// field returns the parameter of a name in [method.order], and whether it is
// an angle.
func (p *parameters) field(name string) (f *float64, angle bool) {
	switch name {
	case "lat0":
		return &p.lat0, true
	case "lon0":
		return &p.lon0, true
	case "lat1":
		return &p.lat1, true
	case "lat2":
		return &p.lat2, true
	case "azimuth":
		return &p.azimuth, true
	case "gamma":
		return &p.gamma, true
	case "fe":
		return &p.fe, false
	case "fn":
		return &p.fn, false
	}
	return &p.k, false
}

const quarter = math.Pi / 2

func radians(degrees float64) float64 { return degrees * (math.Pi / 180) }

// sign returns −1 for what is less than zero, else 1.
func sign(v float64) float64 {
	if v < 0 {
		return -1
	}
	return 1
}
