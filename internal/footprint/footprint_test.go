package footprint

import (
	"errors"
	"math"
	"testing"

	"github.com/bandprep/bandprep/internal/geodesy"
	"github.com/bandprep/bandprep/raster"
)

// TestOutline: by a transform, by control points, and not at all.
func TestOutline(t *testing.T) {
	w := raster.Window{W: 100, H: 100}
	utm := &raster.GeoReference{Transform: [6]float64{500000, 10, 0, 5400000, 0, -10}, EPSG: 32632, CRS: "EPSG:32632"}
	o, err := Outline(utm, w)
	if err != nil || len(o) < 8 {
		t.Fatal(o, err)
	}
	if lon, lat := o[0][0], o[0][1]; lon != 9 || math.Abs(lat-48.7537) > 1e-3 { // on the central meridian
		t.Error(lon, lat)
	}
	points := &raster.GeoReference{Transform: [6]float64{0, 1, 0, 0, 0, 1}, CRS: "EPSG:4326", EPSG: 4326,
		Points: []raster.ControlPoint{{Col: 0, Row: 0, X: 100, Y: -20}, {Col: 200, Row: 0, X: 100.2, Y: -20}, {Col: 0, Row: 200, X: 100, Y: -20.2}}}
	o, err = Outline(points, w)
	if err != nil {
		t.Fatal(err)
	}
	if west, south, east, north := o.Bounds(); west != 100 || south != -20.1 || east != 100.1 || north != -20 {
		t.Error(west, south, east, north)
	}
	o, err = Outline(points.Shift(50, 50), raster.Window{W: 50, H: 50}) // a chip
	if err != nil || o[0] != [2]float64{100.05, -20.05} {
		t.Error(o, err)
	}
	if crs, b, ok := Bounds(points, w); !ok || crs != "EPSG:4326" || b != [4]float64{100, -20.1, 100.1, -20} {
		t.Error(crs, b, ok)
	}
	if crs, b, ok := Bounds(utm, w); !ok || crs != "EPSG:32632" || b != [4]float64{500000, 5399000, 501000, 5400000} {
		t.Error(crs, b, ok)
	}
	for _, g := range []*raster.GeoReference{
		{Transform: [6]float64{0, 1, 0, 0, 0, 1}, CRS: "EPSG:4326", EPSG: 4326},                 // no points
		{Transform: [6]float64{5e5, 10, 0, 5e6, 0, -10}, CRS: "somewhere"},                      // no system
		{Transform: [6]float64{5e5, 10, 0, 5e6, 0, -10}, CRS: "EPSG:23032", EPSG: 23032},        // no shift
		{Transform: [6]float64{5e5, 1e9, 0, 5e6, 0, -1e9}, CRS: "EPSG:32632", EPSG: 32632},      // not on the map
		{Transform: [6]float64{0, 1, 0, 0, 0, 1}, RPC: make([]float64, 92)},                     // no coefficients
		{Transform: [6]float64{0, 1, 0, 0, 0, -1}, Directory: []uint16{1, 1, 0, 1, 3072, 0, 1}}, // cut off
	} {
		var u *geodesy.UnknownError
		if o, err := Outline(g, w); !errors.As(err, &u) {
			t.Errorf("%+v: %v, %v", g, o, err)
		}
		if _, b, ok := Bounds(g, w); ok && !g.Placed() {
			t.Errorf("%+v: bounds %v", g, b)
		}
	}
}
