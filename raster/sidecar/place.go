package sidecar

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/raster"
)

// place sets the transform and the coordinate system. The document's have been
// read; the image's stand in the header.
func place(h *raster.Header, f Files, say func(string, ...any)) {
	if f.World == nil && f.Projection == nil {
		return
	}
	placed := h.Geo != nil && h.Geo.Transform != identity
	if f.World != nil {
		t, err := readWorld(f.World)
		switch {
		case err != nil:
			say("the world file is passed over: %v", err)
		case !placed:
			geo(h).Transform = *t
			placed = true
		case !near(h, t):
			say("the world file places the image elsewhere than the image itself or .aux.xml does, which counts")
		}
	}
	if f.Projection == nil || !placed {
		return
	}
	text, err := raster.ReadAll(roomName, f.Projection, maxText)
	if err != nil {
		say("the .prj file is passed over: %v", err)
		return
	}
	named := h.Geo.EPSG != 0 || h.Geo.CRS != ""
	g := raster.GeoReference{}
	nameSystem(&g, string(text))
	switch {
	case !named:
		nameSystem(geo(h), string(text))
	case g.EPSG != 0 && h.Geo.EPSG != 0 && g.EPSG != h.Geo.EPSG:
		say("the .prj file names EPSG:%d, the image EPSG:%d, which counts", g.EPSG, h.Geo.EPSG)
	}
}

var identity = [6]float64{0, 1, 0, 0, 0, 1}

// geo returns the reference of h, its own copy.
func geo(h *raster.Header) *raster.GeoReference {
	g := raster.GeoReference{Transform: identity}
	if h.Geo != nil {
		g = *h.Geo
	}
	h.Geo = &g
	return h.Geo
}

// setPlace takes the place that the document states.
func (p *pam) setPlace(h *raster.Header, say func(string, ...any)) {
	if p.transform != nil {
		if h.Geo != nil && h.Geo.Transform != identity && !near(h, p.transform) {
			say(".aux.xml places the image elsewhere than the image itself: .aux.xml counts, as in GDAL")
		}
		geo(h).Transform = *p.transform
	}
	if p.srs != "" {
		g := geo(h)
		before := g.EPSG
		g.EPSG, g.CRS, g.Directory, g.Doubles, g.ASCII = 0, "", nil, nil, ""
		nameSystem(g, p.srs)
		if before != 0 && g.EPSG != 0 && before != g.EPSG {
			say(".aux.xml names EPSG:%d, the image EPSG:%d: .aux.xml counts, as in GDAL", g.EPSG, before)
		}
	}
}

// near reports whether the corners of the image lie within half a pixel of
// where another transform puts them.
func near(h *raster.Header, t *[6]float64) bool {
	other := raster.GeoReference{Transform: *t}
	own := h.Geo.Transform
	half := math.Max(math.Hypot(own[1], own[4]), math.Hypot(own[2], own[5])) / 2
	x0, y0, x1, y1 := h.Geo.Bounds(h.Window())
	a0, b0, a1, b1 := other.Bounds(h.Window())
	for _, d := range []float64{x0 - a0, y0 - b0, x1 - a1, y1 - b1} {
		if !(math.Abs(d) <= half) {
			return false
		}
	}
	return true
}

// maxText bounds world files and .prj.
const maxText = 64 << 10

// readWorld reads the six lines of a world file: width of a pixel, its rotation
// down and across, its height (negative to the south), and x and y of the
// centre of the first pixel. It returns the transform of corners.
func readWorld(f raster.File) (*[6]float64, error) {
	text, err := raster.ReadAll(roomName, f, maxText)
	if err != nil {
		return nil, err
	}
	fields := strings.Fields(strings.ReplaceAll(string(text), ",", "."))
	w := (*[6]float64)(nil)
	if len(fields) >= 6 {
		w = sixNumbers(fields[:6])
	}
	if w == nil || float64(w[0]*w[3]) == float64(w[1]*w[2]) {
		return nil, raster.Broken(roomName, "world file", "no six numbers of a transform")
	}
	return &[6]float64{
		w[4] - float64(0.5*w[0]) - float64(0.5*w[2]), w[0], w[2],
		w[5] - float64(0.5*w[1]) - float64(0.5*w[3]), w[1], w[3],
	}, nil
}

// authority matches the code that ends a description of a system in WKT: that
// of the system as a whole, since those of its parts are followed by more than
// closing brackets.
var (
	authority = regexp.MustCompile(`(?i)(?:AUTHORITY|ID)\s*\[\s*"EPSG"\s*,\s*"?(\d{1,6})"?\s*\]\s*[\])]\s*$`)
	utm       = regexp.MustCompile(`(?i)^PROJCS\s*\[\s*"WGS_1984_UTM_Zone_(\d{1,2})([NS])"`)
	systems   = regexp.MustCompile(`^[A-Za-z]+\s*\[\s*"([^"]*)"`)
	wgs84     = regexp.MustCompile(`(?i)^GEOGCS\s*\[\s*"GCS_WGS_1984"`)
)

// nameSystem sets EPSG and CRS from WKT: its code, that of the two families of
// systems that .prj files of ESRI name without one, or else its name.
func nameSystem(g *raster.GeoReference, wkt string) {
	wkt = strings.TrimSpace(wkt)
	if m := authority.FindStringSubmatch(wkt); m != nil {
		g.EPSG, _ = strconv.Atoi(m[1])
	} else if m := utm.FindStringSubmatch(wkt); m != nil {
		zone, _ := strconv.Atoi(m[1])
		if zone >= 1 && zone <= 60 {
			g.EPSG = 32600 + zone
			if strings.EqualFold(m[2], "S") {
				g.EPSG = 32700 + zone
			}
		}
	} else if wgs84.MatchString(wkt) {
		g.EPSG = 4326
	}
	if g.EPSG != 0 {
		g.CRS = "EPSG:" + strconv.Itoa(g.EPSG)
	} else if m := systems.FindStringSubmatch(wkt); m != nil {
		g.CRS = m[1]
	}
}
