package geodesy

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// wktMethods are projections and their parameters as well-known text of version
// 1 names them, by the names of [methods]; those that it has no name for are
// missing.
var wktMethods = map[string]string{
	"tm":      "Transverse_Mercator latitude_of_origin central_meridian scale_factor false_easting false_northing",
	"lcc1":    "Lambert_Conformal_Conic_1SP latitude_of_origin central_meridian scale_factor false_easting false_northing",
	"lcc2":    "Lambert_Conformal_Conic_2SP latitude_of_origin central_meridian standard_parallel_1 standard_parallel_2 false_easting false_northing",
	"aea":     "Albers_Conic_Equal_Area latitude_of_center longitude_of_center standard_parallel_1 standard_parallel_2 false_easting false_northing",
	"sterea":  "Polar_Stereographic latitude_of_origin central_meridian scale_factor false_easting false_northing",
	"stereb":  "Polar_Stereographic latitude_of_origin central_meridian false_easting false_northing",
	"sterea2": "Oblique_Stereographic latitude_of_origin central_meridian scale_factor false_easting false_northing",
	"laea":    "Lambert_Azimuthal_Equal_Area latitude_of_center longitude_of_center false_easting false_northing",
	"merca":   "Mercator_1SP latitude_of_origin central_meridian scale_factor false_easting false_northing",
	"mercb":   "Mercator_2SP standard_parallel_1 central_meridian false_easting false_northing",
	"poly":    "Polyconic latitude_of_origin central_meridian false_easting false_northing",
	"cea":     "Cylindrical_Equal_Area standard_parallel_1 central_meridian false_easting false_northing",
	"cass":    "Cassini_Soldner latitude_of_origin central_meridian false_easting false_northing",
}

// WKT returns well-known text of version 1 for the system under a name, such that
// [Parse] gives a system of the same plane; "" where there is none.
func (s *System) WKT(name string) string {
	name = strings.Map(func(r rune) rune {
		if r == '"' || r < ' ' {
			return '\''
		}
		return r
	}, name)
	number := func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
	d, inverse := &s.datum, 0.0
	if d.ellipsoid.F != 0 {
		inverse = 1 / d.ellipsoid.F
	}
	datum := "unknown"
	if d.ground != Ground84 {
		datum = d.ground
	}
	shift := ""
	if d.ground == Ground84 {
		list := make([]string, max(3, len(d.shift)))
		for i := range list {
			if list[i] = "0"; i < len(d.shift) {
				list[i] = number(d.shift[i])
			}
		}
		shift = ",TOWGS84[" + strings.Join(list, ",") + "]"
	}
	unit := 1.0
	if s.method == nil {
		unit = s.unit
	}
	text := fmt.Sprintf(`GEOGCS["%s",DATUM["%s",SPHEROID["unknown",%s,%s]%s],PRIMEM["unknown",%s],UNIT["degree",%s]]`,
		name, strings.ReplaceAll(datum, `"`, "'"), number(d.ellipsoid.A), number(inverse), shift, number(d.meridian/unit), number(unit*math.Pi/180))
	if s.method != nil {
		words := strings.Fields(wktMethods[s.method.name])
		fields := strings.Fields(s.method.order)
		if len(words) != len(fields)+1 {
			return ""
		}
		text = fmt.Sprintf(`PROJCS["%s",%s,PROJECTION["%s"]`, name, text, words[0])
		for i, field := range fields {
			v, angle := s.p.field(field)
			value := *v
			switch {
			case angle:
				value = math.Round(value*(180/math.Pi)*1e11) / 1e11 // 48, not 48.00000000000001
			case field != "k":
				value /= s.unit
			}
			text += fmt.Sprintf(`,PARAMETER["%s",%s]`, words[i+1], number(value))
		}
		text += fmt.Sprintf(`,UNIT["metre",%s]]`, number(s.unit))
	}
	if again, err := Parse(text); err != nil || again.Plane() != s.Plane() {
		return ""
	}
	return text
}
