package ehdr

import (
	"math"
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/raster"
)

const format = "ehdr"

// Fields are the values of a header by keyword, in lower case.
type Fields map[string]string

// Parse reads the text of a header. Lines without a value are passed over, as
// are all but the first value of a line.
func Parse(text string) Fields {
	f := Fields{}
	for line := range strings.Lines(strings.ReplaceAll(text, "\r", "\n")) {
		words := strings.Fields(line)
		if len(words) < 2 {
			continue
		}
		key := strings.ToLower(words[0])
		if _, known := f[key]; !known && isKeyword(key) {
			f[key] = words[1]
		}
	}
	return f
}

// isKeyword reports whether a keyword says something that is used here.
func isKeyword(key string) bool {
	switch key {
	case "nrows", "ncols", "nbands", "nbits", "pixeltype", "byteorder", "layout", "skipbytes", "bandrowbytes", "totalrowbytes", "bandgapbytes",
		"nodata", "nodata_value", "ulxmap", "ulymap", "xllcorner", "yllcorner", "xllcenter", "yllcenter", "xdim", "ydim", "cellsize":
		return true
	}
	return false
}

// Sniff reports whether head, the first bytes of a file, begins such a header:
// text that states numbers of rows or columns.
func Sniff(head []byte) bool {
	for _, c := range head {
		if c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f' {
			return false
		}
	}
	f := Parse(string(head))
	for _, key := range []string{"nrows", "ncols"} {
		if _, err := strconv.ParseInt(f[key], 10, 64); err == nil {
			return true
		}
	}
	return false
}

// integer returns a whole number that is not negative, or def where there is
// none.
func (f Fields) integer(key string, def int64) (int64, error) {
	text, ok := f[key]
	if !ok {
		return def, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return 0, raster.Broken(format, "header", "%s %q", key, text)
	}
	return n, nil
}

// number returns the first of the keys that has a number.
func (f Fields) number(keys ...string) (v float64, key string) {
	for _, key := range keys {
		v, err := strconv.ParseFloat(f[key], 64)
		if err == nil && !math.IsInf(v, 0) && !math.IsNaN(v) {
			return v, key
		}
	}
	return 0, ""
}

// sampleType returns the type of samples of so many bits. PIXELTYPE begins with
// S (signed), F (float), U or I (unsigned). Elevation models (.dem) without it
// are signed.
func (f Fields) sampleType(bits int64, name string) (raster.SampleType, error) {
	kind := strings.ToUpper(f["pixeltype"])
	_, stated := f["nbits"]
	switch {
	case kind != "":
		kind = kind[:1]
	case bits == 16 && strings.HasSuffix(strings.ToLower(name), ".dem"):
		kind = "S"
	case bits == 64, bits == 32 && (!stated || strings.HasSuffix(strings.ToLower(name), ".flt")):
		kind = "F"
	}
	types := map[int64]raster.SampleType{1: raster.Uint8, 2: raster.Uint8, 4: raster.Uint8, 8: raster.Uint8, 16: raster.Uint16, 32: raster.Uint32}
	switch kind {
	case "S":
		types = map[int64]raster.SampleType{8: raster.Int8, 16: raster.Int16, 32: raster.Int32}
	case "F":
		types = map[int64]raster.SampleType{32: raster.Float32, 64: raster.Float64}
	}
	if t, ok := types[bits]; ok {
		return t, nil
	}
	return raster.Unknown, raster.Unsupported(format, "header", "samples of %d bits, pixel type %q", bits, f["pixeltype"])
}

// geo returns where the header places the image, or nil. ULXMAP and ULYMAP are
// the centre of the upper left pixel, XLLCORNER and YLLCORNER the lower left
// corner of the image, XLLCENTER and YLLCENTER the centre of its lower left
// pixel.
func (f Fields) geo(rows int64) *raster.GeoReference {
	dx, _ := f.number("xdim", "cellsize")
	dy, _ := f.number("ydim", "cellsize")
	if dx == 0 {
		dx = 1
	}
	if dy == 0 {
		dy = 1
	}
	x, fromX := f.number("ulxmap", "xllcorner", "xllcenter")
	y, fromY := f.number("ulymap", "yllcorner", "yllcenter")
	if fromX == "" || fromY == "" {
		return nil
	}
	if fromX != "xllcorner" {
		x -= dx / 2
	}
	switch fromY {
	case "ulymap":
		y += dy / 2
	case "yllcorner":
		y += float64(dy * float64(rows))
	default:
		y += float64(dy*float64(rows)) - dy/2
	}
	return &raster.GeoReference{Transform: [6]float64{x, dx, 0, y, 0, -dy}}
}
