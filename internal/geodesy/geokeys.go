package geodesy

import (
	"fmt"
	"math"
)

// Keys of the GeoTIFF directory (OGC 19-008r4, annex B).
const (
	keyGeographic    = 2048
	keyGeodeticDatum = 2050
	keyAngularUnit   = 2054
	keyEllipsoid     = 2056
	keyMajorAxis     = 2057
	keyMinorAxis     = 2058
	keyFlattening    = 2059
	keyMeridianLong  = 2061
	keyToWGS84       = 2062
	keyProjected     = 3072
	keyConversion    = 3074
	keyMethod        = 3075
	keyLinearUnit    = 3076
	keyLinearSize    = 3077
	userDefined      = 32767
)

// keyMethods are the coordinate transformations of a GeoTIFF.
var keyMethods = map[int]string{1: "tm", 3: "omerca", 7: "merca", 8: "lcc2", 9: "lcc1", 10: "laea", 11: "aea",
	15: "sterea", 16: "sterea2", 18: "cass", 22: "poly", 28: "cea"}

// keyParameters are the keys of projection parameters, the general ones first.
var keyParameters = []struct {
	key   int
	field string
}{
	{3078, "lat1"}, {3079, "lat2"}, {3080, "lon0"}, {3081, "lat0"}, {3082, "fe"}, {3083, "fn"}, {3084, "lon0"}, {3085, "lat0"},
	{3086, "fe"}, {3087, "fn"}, {3088, "lon0"}, {3089, "lat0"}, {3090, "fe"}, {3091, "fn"}, {3092, "k"}, {3093, "k"},
	{3094, "azimuth"}, {3095, "lon0"},
}

// geoKeys is a GeoTIFF directory: four numbers of header, then four a key.
type geoKeys struct {
	directory []uint16
	doubles   []float64
}

// number returns the value that a key holds or points to.
func (g *geoKeys) number(key int) (float64, bool) {
	for k := 4; k+4 <= len(g.directory); k += 4 {
		if int(g.directory[k]) != key {
			continue
		}
		switch at := int(g.directory[k+3]); g.directory[k+1] {
		case 0:
			return float64(at), true
		case 34736:
			if at < len(g.doubles) && g.directory[k+2] > 0 {
				return g.doubles[at], true
			}
		}
	}
	return 0, false
}

// list returns the n doubles of a key, or nil.
func (g *geoKeys) list(key, n int) []float64 {
	for k := 4; k+4 <= len(g.directory); k += 4 {
		at := int(g.directory[k+3])
		if int(g.directory[k]) == key && g.directory[k+1] == 34736 && int(g.directory[k+2]) >= n && at+n <= len(g.doubles) {
			return g.doubles[at : at+n]
		}
	}
	return nil
}

func (g *geoKeys) code(key int) int {
	v, _ := g.number(key)
	return int(v)
}

// FromGeoKeys returns the system that the keys of a GeoTIFF describe: the
// directory, and the doubles that it points to.
func FromGeoKeys(directory []uint16, doubles []float64) (*System, error) {
	g := &geoKeys{directory, doubles}
	const name = "GeoTIFF keys"
	for _, key := range []int{keyProjected, keyGeographic} {
		code := g.code(key)
		if code == userDefined {
			break
		}
		if code != 0 {
			return FromEPSG(code)
		}
	}
	d, err := g.datum(name)
	if err != nil {
		return nil, err
	}
	if _, projected := g.number(keyProjected); !projected && g.code(keyMethod) == 0 && g.code(keyConversion) == 0 {
		return newSystem(name, d, d.unit, nil, parameters{k: 1})
	}
	unit, err := g.linearUnit(name)
	if err != nil {
		return nil, err
	}
	m, p, err := g.projection(name, unit, d.unit)
	if err != nil {
		return nil, err
	}
	return newSystem(name, d, unit, m, p)
}

// datum reads the geographic system of user-defined keys.
func (g *geoKeys) datum(name string) (datum, error) {
	r := epsg()
	if d, ok := r.datum(g.code(keyGeographic)); ok {
		return d, nil
	}
	code := g.code(keyGeodeticDatum)
	if d, ok := r.datum(code - 2000); ok && code >= 6000 && code < 7000 { // the registry numbers old datums so
		return d, nil
	}
	d := datum{ground: name, unit: 1}
	axis, _ := g.number(keyMajorAxis)
	flattening, ok := g.number(keyFlattening)
	switch minor, hasMinor := g.number(keyMinorAxis); {
	case ok && flattening != 0:
		flattening = 1 / flattening
	case hasMinor:
		flattening = (axis - minor) / axis
	}
	switch g.code(keyEllipsoid) {
	case 7030:
		axis, flattening = WGS84.A, WGS84.F
	case 7019:
		axis, flattening = 6378137, 1/298.257222101
	}
	d.ellipsoid = Ellipsoid{axis, flattening}
	d.meridian, _ = g.number(keyMeridianLong)
	if shift := g.list(keyToWGS84, 7); shift != nil {
		d.ground, d.shift = Ground84, shift
	} else if shift := g.list(keyToWGS84, 3); shift != nil {
		d.ground, d.shift = Ground84, shift
	} else {
		d.ground = fmt.Sprintf("%s: datum %d on an ellipsoid of %.0f m and %.3f", name, code, axis, 1/flattening)
	}
	d.setShift(d.shift)
	return d, nil
}

// setShift drops a shift of nothing.
func (d *datum) setShift(shift []float64) {
	d.shift = nil
	for _, v := range shift {
		if v != 0 {
			d.shift = shift
		}
	}
}

func (g *geoKeys) linearUnit(name string) (float64, error) {
	if size, ok := g.number(keyLinearSize); ok {
		return size, nil
	}
	switch code := g.code(keyLinearUnit); code {
	case 0, 9001:
		return 1, nil
	case 9002:
		return 0.3048, nil
	case 9003:
		return 12 / 39.37, nil
	default:
		return 0, unknown(name, "unit %d", code)
	}
}

// projection reads the parameters; lengths are in units of the system.
func (g *geoKeys) projection(name string, unit, degrees float64) (*method, parameters, error) {
	p := parameters{k: 1}
	if code := g.code(keyConversion); code > 16000 && code <= 16160 && code%100 <= 60 && code%100 > 0 { // UTM
		p = parameters{k: 0.9996, lon0: radians(float64(code%100)*6 - 183), fe: 500000}
		if code > 16100 {
			p.fn = 1e7
		}
		return methodNamed("tm"), p, nil
	}
	m := methodNamed(keyMethods[g.code(keyMethod)])
	if m == nil {
		return nil, p, unknown(name, "projection %d", g.code(keyMethod))
	}
	if g.code(keyAngularUnit) == 9101 {
		degrees = 180 / math.Pi
	}
	for _, k := range keyParameters {
		v, ok := g.number(k.key)
		if !ok {
			continue
		}
		f, angle := p.field(k.field)
		switch {
		case angle:
			v = radians(v * degrees)
		case k.field != "k":
			v *= unit
		}
		*f = v
	}
	p.gamma = p.azimuth
	return polarForm(m, &p), p, nil
}

// polarForm chooses the variant of a polar stereographic projection whose
// latitude of origin may be that of true scale, and of other methods that one
// name covers.
func polarForm(m *method, p *parameters) *method {
	switch m.name {
	case "sterea":
		if math.Abs(math.Abs(p.lat0)-quarter) > 1e-9 {
			p.lat1 = p.lat0
			return methodNamed("stereb")
		}
	case "merca":
		if p.lat1 != 0 {
			return methodNamed("mercb")
		}
	}
	return m
}
