// Package footprint tells where an image lies on the ellipsoid, from what its
// file says: a transform and a coordinate system, control points, or rational
// polynomial coefficients. It joins the words of package raster with the
// formulas of package geodesy.
package footprint

import (
	"github.com/bandprep/bandprep/internal/geodesy"
	"github.com/bandprep/bandprep/raster"
)

// System returns the coordinate reference system of a georeference: that of
// its EPSG code, else of its GeoTIFF keys, else of its name or text. The error
// is a [geodesy.UnknownError].
func System(g *raster.GeoReference) (*geodesy.System, error) {
	if g.EPSG > 0 {
		if s, err := geodesy.FromEPSG(g.EPSG); err == nil || len(g.Directory) < 8 {
			return s, err
		}
	}
	if len(g.Directory) >= 8 {
		if s, err := geodesy.FromGeoKeys(g.Directory, g.Doubles); err == nil {
			return s, nil
		}
	}
	return geodesy.Parse(g.CRS)
}

// Placing returns where the pixels of an image lie, in degrees on the ground
// of ground ([geodesy.Ground84] or a datum whose shift is not known).
func Placing(g *raster.GeoReference) (at geodesy.Placing, ground string, err error) {
	if !g.Placed() && len(g.RPC) > 0 {
		rpc, err := geodesy.RPCFrom(g.RPC)
		if err != nil {
			return nil, "", err
		}
		return rpc.Placing(), geodesy.Ground84, nil
	}
	s, err := System(g)
	if err != nil {
		return nil, "", err
	}
	if g.Placed() {
		return s.Placing(g.Transform), s.Ground(), nil
	}
	points := make([]geodesy.ControlPoint, len(g.Points))
	for i, p := range g.Points {
		points[i] = geodesy.ControlPoint(p)
	}
	at, err = geodesy.FromControlPoints(points, s)
	return at, s.Ground(), err
}

// Outline returns the outline of a window on WGS 84. The error is a
// [geodesy.UnknownError] where its place is not known.
func Outline(g *raster.GeoReference, w raster.Window) (geodesy.Outline, error) {
	at, ground, err := Placing(g)
	if err != nil {
		return nil, err
	}
	if ground != geodesy.Ground84 {
		return nil, &geodesy.UnknownError{System: g.CRS, Reason: "the shift of its datum to WGS 84 is not known to 5 m"}
	}
	return geodesy.OutlineOf(at, float64(w.X), float64(w.Y), float64(w.W), float64(w.H))
}

// Name returns a name of the coordinate reference system that says all of it: the
// file's, or, where that is mere words and the GeoTIFF keys say more, well-known
// text. Two systems may share words such as "unnamed".
func Name(g *raster.GeoReference) string {
	if g.EPSG > 0 || len(g.Directory) < 8 {
		return g.CRS
	}
	if _, err := geodesy.Parse(g.CRS); err == nil {
		return g.CRS
	}
	if s, err := geodesy.FromGeoKeys(g.Directory, g.Doubles); err == nil {
		if text := s.WKT(g.CRS); text != "" {
			return text
		}
	}
	return g.CRS
}

// Bounds returns the rectangle of a window in the coordinates of a system, and
// the system's name ([Name]): those of the file, or longitude and latitude where it has
// no transform but control points or coefficients (across the antimeridian the
// last longitude is over 180). It is not ok where the file names no system or
// the place is not known.
func Bounds(g *raster.GeoReference, w raster.Window) (crs string, bounds [4]float64, ok bool) {
	if g.Placed() {
		x0, y0, x1, y1 := g.Bounds(w)
		name := Name(g)
		return name, [4]float64{x0, y0, x1, y1}, name != ""
	}
	o, err := Outline(g, w)
	if err != nil {
		return "", bounds, false
	}
	west, south, east, north := o.Bounds()
	if west > east {
		east = geodesy.Round(east + 360)
	}
	return "EPSG:4326", [4]float64{west, south, east, north}, true
}
