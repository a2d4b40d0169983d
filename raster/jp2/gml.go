package jp2

import (
	"bytes"
	"encoding/xml"
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/raster"
)

// maxGML is the size beyond which XML is passed over.
const maxGML = 4 << 20

// findGML returns the first XML box with a rectified grid in an association
// box, which may hold further ones.
func findGML(data []byte, depth int) []byte {
	var found []byte
	children(data, func(kind string, content []byte) {
		switch {
		case found != nil || depth > 4:
		case kind == "asoc":
			found = findGML(content, depth+1)
		case kind == "xml " && len(content) <= maxGML && bytes.Contains(content, []byte("RectifiedGrid")):
			found = content
		}
	})
	return found
}

// readGML reads the first rectified grid of GMLJP2: the centre of the first
// pixel and the step to the next column and row. It returns nil where there is
// none, or it does not say which axis is which.
func readGML(data []byte) *raster.GeoReference {
	d := xml.NewDecoder(bytes.NewReader(bytes.ReplaceAll(data, []byte{0}, nil)))
	d.Strict = false
	var origin []float64
	var steps [][]float64
	var srs string // of the grid, or else of what encloses it
	inside, own, text := false, false, ""
	for {
		token, err := d.Token()
		if err != nil {
			break
		}
		switch t := token.(type) {
		case xml.StartElement:
			text = ""
			inside = inside || t.Name.Local == "RectifiedGrid"
			for _, a := range t.Attr {
				if a.Name.Local == "srsName" && !own && (inside || origin == nil) {
					srs, own = a.Value, inside
				}
			}
		case xml.CharData:
			if inside && len(text)+len(t) < 1<<12 {
				text += string(t)
			}
		case xml.EndElement:
			switch {
			case !inside:
			case t.Name.Local == "pos" || t.Name.Local == "coordinates":
				origin = numbers(text)
			case t.Name.Local == "offsetVector":
				steps = append(steps, numbers(text))
			}
		}
	}
	if len(origin) < 2 || len(steps) < 2 || len(steps[0]) < 2 || len(steps[1]) < 2 {
		return nil
	}
	g := &raster.GeoReference{}
	code := srs[strings.LastIndexAny(srs, ":#/")+1:]
	if n, err := strconv.Atoi(strings.TrimSuffix(code, ".xml")); err == nil && strings.Contains(srs, "EPSG") || strings.Contains(srs, "epsg") {
		(&geoKeys{code: n}).apply(g)
	}
	// A URN has the axes in the order of the register: latitude first, and
	// northing first where the columns step along the second axis.
	x, y := 0, 1
	geographic := g.EPSG > 4000 && g.EPSG < 5000
	if strings.HasPrefix(srs, "urn:") && (geographic || steps[0][0] == 0 && steps[1][1] == 0) {
		x, y = 1, 0
	}
	g.Transform = [6]float64{
		origin[x] - (steps[0][x]+steps[1][x])/2, steps[0][x], steps[1][x],
		origin[y] - (steps[0][y]+steps[1][y])/2, steps[0][y], steps[1][y],
	}
	return g
}

func numbers(text string) []float64 {
	var v []float64
	for _, f := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' || r == '\n' || r == '\t' || r == '\r' }) {
		if x, err := strconv.ParseFloat(f, 64); err == nil {
			v = append(v, x)
		}
	}
	return v
}
