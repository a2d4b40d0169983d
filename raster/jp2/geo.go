package jp2

import (
	"fmt"

	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/raster/jp2/internal/codestream"
)

// georeference returns where the image is: GeoJP2 goes before GML, as in GDAL;
// nil where the boxes do not say.
func (b *boxes) georeference(c *codestream.Codestream, reduce int) *raster.GeoReference {
	g := readGeoTIFF(b.geo)
	if g == nil {
		g = readGML(b.gml)
	}
	if g == nil {
		return nil
	}
	// A reduced image covers the same ground with fewer pixels.
	full, less := c.Grid(), c.Grid().Lower(reduce)
	sx := float64(full.X1-full.X0) / float64(less.X1-less.X0)
	sy := float64(full.Y1-full.Y0) / float64(less.Y1-less.Y0)
	for _, i := range []int{1, 4} {
		g.Transform[i] *= sx
		g.Transform[i+1] *= sy
	}
	return g
}

func (g *geoKeys) apply(r *raster.GeoReference) {
	if g.code > 0 && g.code < 32767 {
		r.EPSG = g.code
		r.CRS = fmt.Sprintf("EPSG:%d", g.code)
	}
}
