package geodesy

import (
	"math"
	"strings"
)

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
