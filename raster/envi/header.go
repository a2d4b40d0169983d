package envi

import (
	"math"
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/raster"
)

const format = "envi"

// Fields are the values of a header by lower-case key. Values in braces are
// without them.
type Fields map[string]string

// Parse reads the text of a header.
func Parse(text string) (Fields, error) {
	if !Sniff([]byte(text)) {
		return nil, raster.Broken(format, "header", "does not begin with ENVI")
	}
	f := Fields{}
	lines := strings.Split(strings.ReplaceAll(text[4:], "\r", "\n"), "\n")
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		if strings.HasPrefix(strings.TrimSpace(line), ";") { // a comment
			continue
		}
		key, value, ok := strings.Cut(line, "=")
		if !ok {
			continue
		}
		value = strings.TrimSpace(value)
		if strings.HasPrefix(value, "{") {
			var all strings.Builder
			all.WriteString(value)
			for !strings.Contains(lines[i], "}") {
				i++
				if i == len(lines) {
					return nil, raster.Broken(format, "header", "%s: no closing brace", strings.TrimSpace(key))
				}
				all.WriteString(" ")
				all.WriteString(lines[i])
			}
			value, _, _ = strings.Cut(all.String()[1:], "}")
			value = strings.TrimSpace(value)
		}
		f[strings.Join(strings.Fields(strings.ToLower(key)), " ")] = value
	}
	return f, nil
}

// list returns the parts of a value in braces.
func (f Fields) list(key string) []string {
	if f[key] == "" {
		return nil
	}
	parts := strings.Split(f[key], ",")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return parts
}

// integer returns a whole number, or def where there is none.
func (f Fields) integer(key string, def int64) (int64, error) {
	if f[key] == "" {
		return def, nil
	}
	n, err := strconv.ParseInt(f[key], 10, 64)
	if err != nil {
		return 0, raster.Broken(format, "header", "%s = %q", key, f[key])
	}
	return n, nil
}

// floats returns one number per band, or nil unless there are as many.
func (f Fields) floats(key string, bands int) []float64 {
	parts := f.list(key)
	if len(parts) != bands {
		return nil
	}
	v := make([]float64, bands)
	for i, p := range parts {
		x, err := strconv.ParseFloat(p, 64)
		if err != nil || x-x != 0 {
			return nil
		}
		v[i] = x
	}
	return v
}

// types maps "data type".
var types = map[int64]raster.SampleType{
	1: raster.Uint8, 2: raster.Int16, 3: raster.Int32, 4: raster.Float32, 5: raster.Float64,
	12: raster.Uint16, 13: raster.Uint32, 14: raster.Int64, 15: raster.Uint64,
}

// geo returns what "map info" and "coordinate system string" say, or nil. Map
// info is: projection, reference pixel x and y (the corner of the first pixel
// is 1, 1), its easting and northing, pixel size x and y, and for UTM the zone
// and North or South; "rotation=degrees" turns the image counterclockwise.
func (f Fields) geo() *raster.GeoReference {
	info := f.list("map info")
	if len(info) < 7 {
		return nil
	}
	var v [6]float64
	for i := range v {
		x, err := strconv.ParseFloat(info[1+i], 64)
		if err != nil || math.IsNaN(x) || math.IsInf(x, 0) {
			return nil
		}
		v[i] = x
	}
	sin, cos := 0.0, 1.0
	for _, part := range info[7:] {
		if degrees, ok := strings.CutPrefix(part, "rotation="); ok {
			x, err := strconv.ParseFloat(strings.TrimSpace(degrees), 64)
			if err == nil && x != 0 {
				sin, cos = math.Sincos(x * math.Pi / 180)
			}
		}
	}
	g := &raster.GeoReference{CRS: f["coordinate system string"]}
	t := &g.Transform
	t[1], t[2] = v[4]*cos, v[4]*sin
	t[4], t[5] = v[5]*sin, -v[5]*cos
	if sin == 0 {
		t[2], t[4] = 0, 0
	}
	px, py := v[0]-1, v[1]-1
	t[0] = v[2] - float64(px*t[1]) - float64(py*t[2])
	t[3] = v[3] - float64(px*t[4]) - float64(py*t[5])
	g.EPSG = epsg(info)
	if g.EPSG != 0 {
		g.CRS = "EPSG:" + strconv.Itoa(g.EPSG)
	}
	return g
}

// epsg knows UTM and geographic coordinates on WGS 84.
func epsg(info []string) int {
	wgs84 := false
	for _, part := range info[7:] {
		wgs84 = wgs84 || strings.EqualFold(strings.ReplaceAll(part, " ", ""), "WGS-84") || strings.EqualFold(part, "WGS84")
	}
	if !wgs84 {
		return 0
	}
	switch strings.ToLower(info[0]) {
	case "geographic lat/lon":
		return 4326
	case "utm":
		if len(info) < 9 {
			return 0
		}
		zone, err := strconv.Atoi(info[7])
		if err != nil || zone < 1 || zone > 60 {
			return 0
		}
		if strings.EqualFold(info[8], "South") {
			return 32700 + zone
		}
		return 32600 + zone
	}
	return 0
}
