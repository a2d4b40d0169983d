package geodesy

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"sync"
)

//go:embed epsg.txt
var epsgText string

// registry is epsg.txt, split into its lines.
type registry struct {
	datums      map[int]string // code → numbers | names
	conversions []string
	zones       []zone // in ascending order of first
}

// zone is a run of codes whose projections follow each other.
type zone struct {
	first, last, datum, conversion int
	unit                           float64
}

var epsg = sync.OnceValue(func() *registry {
	r := &registry{datums: map[int]string{}}
	for line := range strings.Lines(epsgText) {
		kind, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch kind {
		case "D":
			number, text, _ := strings.Cut(rest, " ")
			code, _ := strconv.Atoi(number)
			r.datums[code] = text
		case "C":
			r.conversions = append(r.conversions, rest)
		case "P":
			var n [4]int
			fields := strings.Fields(rest)
			for k := range n {
				n[k], _ = strconv.Atoi(fields[k])
			}
			unit, _ := strconv.ParseFloat(fields[4], 64)
			r.zones = append(r.zones, zone{n[0], n[1], n[2], n[3], unit})
		}
	}
	return r
})

// datumCodes maps the plain names of datums to their least codes.
var datumCodes = sync.OnceValue(func() map[string]int {
	least := map[string]int{}
	for code, text := range epsg().datums {
		_, names, _ := strings.Cut(text, "|")
		for name := range strings.SplitSeq(names, "|") {
			if old, seen := least[name]; !seen || code < old {
				least[name] = code
			}
		}
	}
	return least
})

// datum returns the datum of a geographic system, or not ok.
func (r *registry) datum(code int) (d datum, ok bool) {
	numbers, _, _ := strings.Cut(r.datums[code], "|")
	fields := strings.Fields(numbers)
	if len(fields) < 5 {
		return d, false
	}
	number := func(k int) float64 { v, _ := strconv.ParseFloat(fields[k], 64); return v }
	d = datum{ground: Ground84, ellipsoid: Ellipsoid{A: number(0)}, meridian: number(2), unit: number(3)}
	if inverse := number(1); inverse != 0 {
		d.ellipsoid.F = 1 / inverse
	}
	switch {
	case fields[4] == "?":
		d.ground = fmt.Sprintf("EPSG:%d", code)
	case len(fields) > 5:
		for k := range fields[4:] {
			d.shift = append(d.shift, number(4+k))
		}
	}
	return d, true
}

// FromEPSG returns the system of a code of the EPSG registry.
func FromEPSG(code int) (*System, error) {
	name := fmt.Sprintf("EPSG:%d", code)
	r := epsg()
	if d, ok := r.datum(code); ok {
		return newSystem(name, d, d.unit, nil, parameters{k: 1})
	}
	for _, z := range r.zones {
		if code < z.first || code > z.last {
			continue
		}
		d, _ := r.datum(z.datum)
		m, p, err := r.conversion(z.conversion + code - z.first)
		if err != nil {
			return nil, err
		}
		return newSystem(name, d, z.unit, m, p)
	}
	return nil, unknown(name, "the code is not in the table")
}

// conversion reads a projection of the table.
func (r *registry) conversion(number int) (*method, parameters, error) {
	p := parameters{k: 1}
	if number >= len(r.conversions) {
		return nil, p, fmt.Errorf("epsg.txt has no projection %d", number)
	}
	fields := strings.Fields(r.conversions[number])
	m := methodNamed(fields[0])
	names := strings.Fields(m.order)
	for k, text := range fields[1:] {
		v, err := strconv.ParseFloat(text, 64)
		if err != nil || k >= len(names) {
			return nil, p, fmt.Errorf("epsg.txt: projection %d has parameter %q", number, text)
		}
		f, angle := p.field(names[k])
		if angle {
			v = radians(v)
		}
		*f = v
	}
	return m, p, nil
}

// plainName is how epsg.txt writes the name of a datum.
func plainName(name string) string {
	name = strings.TrimPrefix(name, "D_")
	plain := strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9', r >= 'a' && r <= 'z':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return -1
	}, strings.ReplaceAll(name, "+", "plus"))
	return strings.TrimSuffix(plain, "ensemble")
}

// datumNamed returns a datum by one of its names.
func datumNamed(name string) (datum, bool) {
	r := epsg()
	code, ok := datumCodes()[plainName(name)]
	if !ok {
		return datum{}, false
	}
	return r.datum(code)
}
