package tiff

import (
	"fmt"
	"math"
	"strings"

	"github.com/bandprep/bandprep/raster"
)

// Keys of the GeoTIFF directory.
const (
	keyRasterType   = 1025
	keyGeographic   = 2048
	keyProjected    = 3072
	keyPCSCitation  = 3073
	keyGTCitation   = 1026
	keyGeogCitation = 2049
	keyVertical     = 4096
	userDefined     = 32767
)

// geoReference returns the place of the image on the map, or nil where the
// file has none. Tie points alone are control points, not a transform; then
// rational polynomial coefficients count as well.
func (d *directory) geoReference() *raster.GeoReference {
	g := &raster.GeoReference{Transform: [6]float64{0, 1, 0, 0, 0, 1}}
	g.Directory = d.geoKeys()
	g.Doubles = d.doubles(tagGeoDoubleParams)
	g.ASCII = d.text(tagGeoASCIIParams)
	g.PixelIsPoint = keyValue(g.Directory, keyRasterType) == 2
	nameSystem(g)
	placed := d.transform(&g.Transform)
	if !placed {
		g.Points, g.RPC = d.controlPoints(g.PixelIsPoint), d.doubles(tagRPC)
	}
	if !placed && len(g.Directory) == 0 && len(g.RPC) == 0 {
		return nil
	}
	if placed && g.PixelIsPoint {
		t := &g.Transform
		t[0] -= float64(t[1]*0.5) + float64(t[2]*0.5)
		t[3] -= float64(t[4]*0.5) + float64(t[5]*0.5)
	}
	return g
}

// transform reads the pixel size and a tie point, or the matrix.
func (d *directory) transform(t *[6]float64) bool {
	scale := d.doubles(tagModelPixelScale)
	if len(scale) >= 2 && scale[0] != 0 && scale[1] != 0 {
		t[1], t[5] = scale[0], -math.Abs(scale[1])
		tie := d.doubles(tagModelTiepoint)
		if len(tie) < 6 {
			return false
		}
		t[0] = tie[3] - float64(tie[0]*t[1])
		t[3] = tie[4] - float64(tie[1]*t[5])
		return true
	}
	if m := d.doubles(tagModelTransformation); len(m) == 16 {
		*t = [6]float64{m[3], m[0], m[1], m[7], m[4], m[5]}
		return true
	}
	return false
}

// controlPoints returns the tie points of an image without a transform; as in
// GDAL they are those of pixel centres where all coordinates are.
func (d *directory) controlPoints(point bool) []raster.ControlPoint {
	tie := d.doubles(tagModelTiepoint)
	if len(tie) < 3*6 {
		return nil
	}
	half := 0.0
	if point {
		half = 0.5
	}
	points := make([]raster.ControlPoint, len(tie)/6)
	for i := range points {
		t := tie[6*i:]
		points[i] = raster.ControlPoint{Col: t[0] + half, Row: t[1] + half, X: t[3], Y: t[4]}
	}
	return points
}

// geoKeys returns the GeoTIFF key directory: four numbers of header, then four
// per key: key, field that holds the value (0: none), count, value or index.
func (d *directory) geoKeys() []uint16 {
	c, err := d.column(tagGeoKeyDirectory)
	if err != nil || c.len() < 4 {
		return nil
	}
	keys := make([]uint16, c.len())
	for i := range keys {
		keys[i] = uint16(c.at(i))
	}
	n := 4 + 4*int(keys[3])
	if n > len(keys) {
		n = len(keys) &^ 3
	}
	return keys[:n]
}

// keyValue returns the number that a key holds itself, or 0.
func keyValue(keys []uint16, key uint16) uint16 {
	for k := 4; k+4 <= len(keys); k += 4 {
		if keys[k] == key && keys[k+1] == 0 {
			return keys[k+3]
		}
	}
	return 0
}

// keyText returns the text of a key, which ends with "|", or "".
func keyText(g *raster.GeoReference, key uint16) string {
	keys := g.Directory
	for k := 4; k+4 <= len(keys); k += 4 {
		if from, to := int(keys[k+3]), int(keys[k+3])+int(keys[k+2]); keys[k] == key &&
			keys[k+1] == tagGeoASCIIParams && to <= len(g.ASCII) {
			return strings.TrimRight(g.ASCII[from:to], "|\x00")
		}
	}
	return ""
}

// nameSystem sets EPSG and CRS: the code of the projected system, else of the
// geographic one, else what the file calls it. As in GDAL, a deprecated code
// gives way to the one that replaced it.
func nameSystem(g *raster.GeoReference) {
	for _, key := range []uint16{keyProjected, keyGeographic} {
		code := keyValue(g.Directory, key)
		if code == userDefined {
			break
		}
		if v := keyValue(g.Directory, keyVertical); code == 4326 && (v == 4979 || v == 5030) {
			code = 4979 // with heights above the ellipsoid
		}
		if code != 0 {
			g.EPSG = int(code)
			if now, ok := replacements()[g.EPSG]; ok {
				g.EPSG = now
			}
			g.CRS = fmt.Sprintf("EPSG:%d", g.EPSG)
			return
		}
	}
	for _, key := range []uint16{keyPCSCitation, keyGTCitation, keyGeogCitation} {
		if g.CRS = keyText(g, key); g.CRS != "" {
			break
		}
	}
	switch g.CRS {
	case "WGS_1984_Web_Mercator":
		g.CRS = "ESRI:102113"
	case "WGS_1984_Web_Mercator_Auxiliary_Sphere":
		g.EPSG, g.CRS = 3857, "EPSG:3857"
	}
}
