package geodesy

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Parse returns the system of a name: "EPSG:32630", "OGC:CRS84", or well-known
// text of version 1, 2, or ESRI's. A code in the text counts where the table
// has it, else the parameters do.
func Parse(name string) (*System, error) {
	text := strings.TrimSpace(name)
	if number, ok := strings.CutPrefix(strings.ToUpper(text), "EPSG:"); ok {
		code, err := strconv.Atoi(number)
		if err != nil {
			return nil, unknown(name, "no number after EPSG:")
		}
		return FromEPSG(code)
	}
	switch strings.ToUpper(text) {
	case "OGC:CRS84", "CRS84", "WGS 84", "WGS84":
		return named(name, 4326)
	case "ESRI:102113", "ESRI:102100":
		return named(name, 3857)
	}
	n, err := parseWKT(text)
	if err != nil {
		return nil, err
	}
	return n.system(name)
}

func named(name string, code int) (*System, error) {
	s, err := FromEPSG(code)
	if err == nil {
		s.name = name
	}
	return s, err
}

// system reads a projected or geographic system.
func (n *node) system(name string) (*System, error) {
	switch n.key {
	case "COMPD_CS", "COMPOUNDCRS", "BOUNDCRS", "SOURCECRS":
		for _, c := range n.nodes {
			if c.key != "ABRIDGEDTRANSFORMATION" && len(c.nodes) > 0 {
				return c.system(name)
			}
		}
	case "PROJCS", "PROJCRS", "PROJECTEDCRS", "GEOGCS", "GEOGCRS", "GEODCRS", "GEOGRAPHICCRS", "GEODETICCRS":
		if code := n.code(); code != 0 {
			if s, err := named(name, code); err == nil {
				return s, nil
			}
		}
		if strings.HasPrefix(n.key, "PROJ") {
			return n.projected(name)
		}
		d, err := n.geographic()
		if err != nil {
			return nil, err
		}
		return newSystem(name, d, d.unit, nil, parameters{k: 1})
	}
	return nil, unknown(name, "%s is no system of maps", clip(n.key))
}

// geographic reads ellipsoid, prime meridian and datum.
func (n *node) geographic() (datum, error) {
	angle := n.unit(math.Pi/180, "UNIT", "ANGLEUNIT")
	degrees := angle * (180 / math.Pi)
	if r := epsg(); n.code() != 0 {
		if d, ok := r.datum(n.code()); ok {
			return d, nil
		}
	}
	frame := n.child("DATUM", "GEODETICDATUM", "TRF", "ENSEMBLE")
	body := frame.child("SPHEROID", "ELLIPSOID")
	a, okA := body.number(1)
	inverse, okF := body.number(2)
	if !okA || !okF {
		return datum{}, unknown(n.text, "no ellipsoid")
	}
	d := datum{ellipsoid: Ellipsoid{A: a * body.unit(1, "LENGTHUNIT", "UNIT")}, unit: degrees}
	if math.Abs(degrees-1) < 1e-9 {
		d.unit = 1
	}
	if inverse != 0 {
		d.ellipsoid.F = 1 / inverse
	}
	if m := n.child("PRIMEM", "PRIMEMERIDIAN"); m != nil {
		v, _ := m.number(1)
		d.meridian = v * m.unit(angle, "ANGLEUNIT", "UNIT") * (180 / math.Pi)
		if math.Abs(d.meridian-v) < 1e-9 {
			d.meridian = v
		}
	}
	known, ok := datumNamed(frame.text)
	if !ok {
		known, ok = datumNamed(n.text)
	}
	if ok && math.Abs(known.ellipsoid.A-d.ellipsoid.A) < 1 && math.Abs(known.ellipsoid.F-d.ellipsoid.F) < 1e-7 {
		d.ground, d.shift = known.ground, known.shift
		return d, nil
	}
	if shift := frame.child("TOWGS84"); shift != nil {
		values := make([]float64, 0, 7)
		for i := range min(len(shift.values), 7) {
			v, _ := shift.number(i)
			values = append(values, v)
		}
		if len(values) == 3 || len(values) == 7 {
			d.ground = Ground84
			d.setShift(values)
			return d, nil
		}
	}
	d.ground = fmt.Sprintf("datum %q on an ellipsoid of %.3f m and %.6f", clip(frame.text), d.ellipsoid.A, inverse)
	return d, nil
}

// methodNames are the names of projections in well-known text, plain.
var methodNames = map[string]string{
	"transversemercator": "tm", "gausskruger": "tm",
	"lambertconformalconic1sp": "lcc1", "lambertconicconformal1sp": "lcc1",
	"lambertconformalconic2sp": "lcc2", "lambertconicconformal2sp": "lcc2", "lambertconformalconic": "lcc2",
	"albersconicequalarea": "aea", "albersequalarea": "aea", "albers": "aea",
	"polarstereographic": "sterea", "polarstereographicvarianta": "sterea", "stereographic": "sterea",
	"polarstereographicvariantb": "stereb", "stereographicnorthpole": "stereb", "stereographicsouthpole": "stereb",
	"obliquestereographic": "sterea2", "doublestereographic": "sterea2",
	"lambertazimuthalequalarea": "laea",
	"mercator1sp":               "merca", "mercatorvarianta": "merca", "mercator": "merca",
	"mercator2sp": "mercb", "mercatorvariantb": "mercb",
	"mercatorauxiliarysphere": "webmerc", "popularvisualisationpseudomercator": "webmerc",
	"hotineobliquemercator": "omerca", "hotineobliquemercatorvarianta": "omerca", "hotineobliquemercatorazimuthnaturalorigin": "omerca",
	"hotineobliquemercatorazimuthcenter": "omercb", "hotineobliquemercatorvariantb": "omercb",
	"swissobliquecylindrical": "omercb", "swissobliquemercator": "omercb",
	"krovaknorthorientated": "krovak", "krovak": "krovak",
	"polyconic": "poly", "americanpolyconic": "poly",
	"cylindricalequalarea": "cea", "lambertcylindricalequalarea": "cea", "behrmann": "cea",
	"cassini": "cass", "cassinisoldner": "cass",
}

// parameterNames are the names of parameters in well-known text, plain.
var parameterNames = map[string]string{
	"latitudeoforigin": "lat0", "latitudeofnaturalorigin": "lat0", "latitudeoffalseorigin": "lat0", "latitudeofcenter": "lat0",
	"latitudeofprojectioncentre": "lat0", "centralmeridian": "lon0", "longitudeofnaturalorigin": "lon0", "longitudeoffalseorigin": "lon0",
	"longitudeofcenter": "lon0", "longitudeofprojectioncentre": "lon0", "longitudeoforigin": "lon0", "standardparallel1": "lat1",
	"latitudeof1ststandardparallel": "lat1", "latitudeofstandardparallel": "lat1", "latitudeofpseudostandardparallel": "lat1",
	"pseudostandardparallel1": "lat1", "standardparallel2": "lat2", "latitudeof2ndstandardparallel": "lat2", "scalefactor": "k",
	"scalefactoratnaturalorigin": "k", "scalefactoroninitialline": "k", "scalefactoratprojectioncentre": "k",
	"scalefactoronpseudostandardparallel": "k", "falseeasting": "fe", "eastingatfalseorigin": "fe", "eastingatprojectioncentre": "fe",
	"falsenorthing": "fn", "northingatfalseorigin": "fn", "northingatprojectioncentre": "fn", "azimuth": "azimuth",
	"azimuthofinitialline": "azimuth", "azimuthatprojectioncentre": "azimuth", "colatitudeofconeaxis": "azimuth",
	"rectifiedgridangle": "gamma", "anglefromrectifiedtoskewgrid": "gamma",
}

// projected reads a projection and its parameters. Lengths of version 1 are in
// the unit of the system, angles in that of its geographic system.
func (n *node) projected(name string) (*System, error) {
	geo := n.child("GEOGCS", "BASEGEOGCRS", "BASEGEODCRS")
	if geo == nil {
		return nil, unknown(name, "no geographic system in it")
	}
	d, err := geo.geographic()
	if err != nil {
		return nil, err
	}
	unit := n.unit(0, "UNIT", "LENGTHUNIT")
	if unit == 0 {
		unit = n.child("AXIS").unit(1, "LENGTHUNIT", "UNIT")
	}
	conversion, length := n, unit
	if c := n.child("CONVERSION"); c != nil {
		conversion, length = c, 1
	}
	kind := conversion.child("PROJECTION", "METHOD")
	if kind == nil {
		return nil, unknown(name, "no projection in it")
	}
	m := methodNamed(methodNames[plainName(kind.text)])
	if m == nil {
		return nil, unknown(name, "projection %q", clip(kind.text))
	}
	if plainName(kind.text) == "krovak" && !n.eastNorth(conversion) {
		return nil, unknown(name, "Krovak's projection with axes to the south and the west")
	}
	if extension := n.child("EXTENSION"); extension != nil && strings.Contains(strings.Join(extension.values, " "), "+nadgrids=@null") {
		m = methodNamed("webmerc")
	}
	p := parameters{k: 1, gamma: math.NaN()}
	seen := map[string]bool{}
	for _, c := range conversion.nodes {
		if c.key != "PARAMETER" {
			continue
		}
		field := parameterNames[plainName(c.text)]
		v, ok := c.number(1)
		if field == "" || !ok {
			continue
		}
		seen[field] = true
		f, angle := p.field(field)
		switch {
		case angle:
			if w := c.unit(d.unit*math.Pi/180, "ANGLEUNIT", "UNIT"); math.Abs(w-math.Pi/180) > 1e-12 {
				*f = v * w
			} else {
				*f = radians(v)
			}
		case field == "k":
			*f = v
		default:
			*f = v * c.unit(length, "LENGTHUNIT", "UNIT")
		}
	}
	if math.IsNaN(p.gamma) {
		p.gamma = p.azimuth
	}
	if strings.HasPrefix(plainName(kind.text), "swiss") {
		p.azimuth, p.gamma = quarter, quarter
	}
	if m.name == "lcc2" && !seen["lat2"] { // ESRI names both kinds alike
		p.lat2 = p.lat1
		if !seen["lat0"] {
			p.lat0 = p.lat1
		}
	}
	return newSystem(name, d, unit, polarForm(m, &p), p)
}

// eastNorth reports whether Krovak's projection has axes to the east and the
// north, which version 1 says by its axes and ESRI by its factors.
func (n *node) eastNorth(conversion *node) bool {
	for _, c := range conversion.nodes {
		if v, _ := c.number(1); c.key == "PARAMETER" && plainName(c.text) == "xscale" && v == -1 {
			return true
		}
	}
	a := n.child("AXIS")
	return a != nil && len(a.values) > 1 && strings.EqualFold(a.values[1], "EAST")
}
