package transforms

import (
	"math"
	"slices"
	"testing"

	"github.com/bandprep/bandprep/raster"
)

// TestControlPointsMove: what a transform makes of an image that control points
// or coefficients place lies where its pixels lay. The place of a point of the
// source is x = 2·column, y = 3·row; of the coefficients, column and row are
// 10·l + 20 and 8·p + 16 of centres.
func TestControlPointsMove(t *testing.T) {
	h := raster.Header{Width: 40, Height: 30, Type: raster.Uint8, Bands: make([]raster.Band, 1)}
	rpc := make([]float64, 92)
	rpc[2], rpc[3], rpc[7], rpc[8] = 16, 20, 8, 10
	rpc[12+2], rpc[32], rpc[52+1], rpc[72] = 1, 1, 1, 1
	h.Geo = &raster.GeoReference{Transform: [6]float64{0, 1, 0, 0, 0, 1}, EPSG: 4326, CRS: "EPSG:4326", RPC: rpc,
		Points: []raster.ControlPoint{{Col: 0, Row: 0, X: 0, Y: 0}, {Col: 40, Row: 0, X: 80, Y: 0}, {Col: 0, Row: 30, X: 0, Y: 90}, {Col: 40, Row: 30, X: 80, Y: 90}}}
	stored := slices.Clone(rpc)
	for spec, source := range map[string]func(c, r float64) (float64, float64){ // of a point of what comes out
		"crop=5,7,20,10":  func(c, r float64) (float64, float64) { return c + 5, r + 7 },
		"resize=20x10":    func(c, r float64) (float64, float64) { return 2 * c, 3 * r },
		"flip=horizontal": func(c, r float64) (float64, float64) { return 40 - c, r },
		"flip=vertical":   func(c, r float64) (float64, float64) { return c, 30 - r },
	} {
		chain, err := Parse(spec, Resolver{})
		if err != nil {
			t.Fatal(err)
		}
		out, err := chain.Header(h)
		if err != nil {
			t.Fatal(err)
		}
		if out.Geo.Placed() {
			t.Errorf("%s: a transform %v came from nowhere", spec, out.Geo.Transform)
		}
		for _, p := range out.Geo.Points {
			if c, r := source(p.Col, p.Row); math.Abs(p.X-2*c) > 1e-9 || math.Abs(p.Y-3*r) > 1e-9 {
				t.Errorf("%s: %+v lay at (%v, %v)", spec, p, c, r)
			}
		}
		v := out.Geo.RPC
		for _, at := range [][2]float64{{0, 0}, {0.5, -0.25}} { // normalized
			col := v[8]*(v[52]+v[53]*at[0]) + v[3] + 0.5
			row := v[7]*(v[12]+v[14]*at[1]) + v[2] + 0.5
			if c, r := source(col, row); math.Abs(c-(10*at[0]+20.5)) > 1e-9 || math.Abs(r-(8*at[1]+16.5)) > 1e-9 {
				t.Errorf("%s: (%v, %v) of the ground is (%v, %v) of the source", spec, at[0], at[1], c, r)
			}
		}
	}
	if !slices.Equal(rpc, stored) {
		t.Error("the coefficients of the source were changed")
	}
	turned := turn(6, h).geo(h.Geo)
	for _, p := range turned.Points { // by a quarter to the right: a point (c, r) was at (r, 30 − c)
		if math.Abs(p.X-2*p.Row) > 1e-9 || math.Abs(p.Y-3*(30-p.Col)) > 1e-9 {
			t.Errorf("%+v", p)
		}
	}
	if turned.RPC != nil || turned.Placed() {
		t.Errorf("%+v", turned)
	}
}
