package tiff

import (
	"math"
	"strings"

	"github.com/bandprep/bandprep/raster"
)

// keyModelType says whether the system is projected (1) or geographic (2).
const keyModelType = 1024

// geo adds the tags of a georeference: its own keys where it has them, else
// keys for its EPSG code. A system that only CRS names has no place in TIFF
// and is left out.
func (t *tags) geo(g *raster.GeoReference) error {
	directory, point := g.Directory, g.PixelIsPoint
	if len(directory) >= 4 {
		point = keyValue(directory, keyRasterType) == 2
	} else {
		if g.EPSG < 0 || g.EPSG > math.MaxUint16 {
			return raster.Unsupported("tiff", "", "writing EPSG code %d", g.EPSG)
		}
		directory = keysOf(g.EPSG, point)
	}
	if len(directory) > 0 {
		t.shorts(tagGeoKeyDirectory, directory...)
	}
	if len(g.Doubles) > 0 {
		t.doubles(tagGeoDoubleParams, g.Doubles...)
	}
	if text := strings.TrimRight(g.ASCII, "\x00"); text != "" {
		t.ascii(tagGeoASCIIParams, text)
	}
	if !g.Placed() {
		t.controlPoints(g, point)
		return nil
	}
	if point { // coordinates are those of the centre of pixel (0, 0)
		g = g.Shift(0.5, 0.5)
	}
	m := g.Transform
	if m[2] == 0 && m[4] == 0 && m[1] > 0 && m[5] < 0 {
		t.doubles(tagModelPixelScale, m[1], -m[5], 0)
		t.doubles(tagModelTiepoint, 0, 0, 0, m[0], m[3], 0)
	} else {
		t.doubles(tagModelTransformation, m[1], m[2], 0, m[0], m[4], m[5], 0, m[3], 0, 0, 0, 0, 0, 0, 0, 1)
	}
	return nil
}

// controlPoints adds the control points of an image that has no transform, and its
// rational polynomial coefficients.
func (t *tags) controlPoints(g *raster.GeoReference, point bool) {
	half := 0.0
	if point { // points are those of centres
		half = 0.5
	}
	var tie []float64
	for _, p := range g.Points {
		tie = append(tie, p.Col-half, p.Row-half, 0, p.X, p.Y, 0)
	}
	if len(g.Points) >= 3 { // fewer say nothing
		t.doubles(tagModelTiepoint, tie...)
	}
	if len(g.RPC) > 0 {
		t.doubles(tagRPC, g.RPC...)
	}
}

// keysOf returns the GeoTIFF directory for an EPSG code, or for none if 0. It
// is empty where there is nothing to say.
func keysOf(epsg int, point bool) []uint16 {
	area := uint16(1)
	if point {
		area = 2
	}
	if epsg == 0 && !point {
		return nil
	}
	if epsg == 0 {
		return []uint16{1, 1, 0, 1, keyRasterType, 0, 1, area}
	}
	model, key := uint16(1), uint16(keyProjected)
	if isGeographic(epsg) {
		model, key = 2, keyGeographic
	}
	return []uint16{1, 1, 0, 3,
		keyModelType, 0, 1, model,
		keyRasterType, 0, 1, area,
		key, 0, 1, uint16(epsg)}
}

// isGeographic reports whether an EPSG code names a geographic system in two
// dimensions.
func isGeographic(epsg int) bool {
	for i := 0; i < len(geographic) && int(geographic[i]) <= epsg; i += 2 {
		if epsg <= int(geographic[i+1]) {
			return true
		}
	}
	return false
}

// geographic holds first and last code of each run of geographic systems
// between projected ones.
// Source: EPSG dataset v10.076, as in proj.db of PROJ 9.1.1.
var geographic = [...]uint16{
	3819, 3824, 3889, 3889, 3906, 3906, 4001, 4025, 4027, 4036, 4041, 4047, 4052, 4055, 4075, 4081,
	4120, 4216, 4218, 4326, 4463, 4463, 4470, 4470, 4475, 4483, 4490, 4490, 4555, 4558, 4600, 4646,
	4657, 4765, 4801, 4811, 4813, 4821, 4823, 4824, 4901, 5013, 5132, 5132, 5228, 5233, 5246, 5246,
	5252, 5252, 5264, 5264, 5324, 5324, 5340, 5340, 5354, 5354, 5360, 5360, 5365, 5365, 5371, 5381,
	5393, 5393, 5451, 5451, 5464, 5464, 5467, 5467, 5489, 5489, 5524, 5527, 5546, 5546, 5561, 5561,
	5593, 5593, 5681, 5681, 5886, 5886, 6135, 6135, 6207, 6207, 6311, 6311, 6318, 6325, 6365, 6365,
	6668, 6668, 6706, 6706, 6783, 6783, 6881, 6883, 6892, 6894, 6980, 6983, 6987, 6990, 7035, 7041,
	7073, 7073, 7084, 7088, 7133, 7139, 7373, 7373, 7683, 7686, 7798, 7798, 7844, 7844, 7881, 7881,
	7886, 7886, 8042, 8043, 8086, 8086, 8232, 8255, 8351, 8351, 8427, 8431, 8449, 8449, 8545, 8545,
	8685, 8685, 8694, 8818, 8860, 8902, 8907, 8907, 8949, 8949, 8972, 9019, 9053, 9140, 9148, 9148,
	9153, 9153, 9184, 9184, 9248, 9248, 9251, 9251, 9253, 9253, 9294, 9294, 9299, 9299, 9309, 9309,
	9333, 9333, 9364, 9364, 9372, 9372, 9380, 9384, 9403, 9403, 9453, 9453, 9470, 9470, 9474, 9475,
	9547, 9547, 9696, 9696, 9702, 9702, 9739, 9739, 9755, 9758, 9763, 9763, 9777, 9784, 9866, 9866,
	9871, 9871, 9939, 9939, 9964, 9964, 9969, 9969, 9974, 9974, 9990, 9990, 20033, 20041,
}
