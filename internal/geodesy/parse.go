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
