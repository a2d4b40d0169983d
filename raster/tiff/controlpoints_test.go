package tiff

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/bandprep/bandprep/raster"
)

// TestControlPointsOfGDAL reads control points that gdal_translate wrote, of
// corners and of centres, and coefficients; and GDAL finds the same in what is
// written of them.
func TestControlPointsOfGDAL(t *testing.T) {
	needGDAL(t)
	points := []raster.ControlPoint{{X: 10, Y: 50}, {Col: 20, X: 10.5, Y: 50.1}, {Row: 10, X: 10.1, Y: 49.5}, {Col: 20, Row: 10, X: 10.6, Y: 49.6}}
	for _, kind := range []string{"Area", "Point"} {
		h := raster.Header{Type: raster.Uint8, Width: 20, Height: 10, Bands: make([]raster.Band, 1)}
		plain := writeFile(t, h, WriteOptions{}, smooth(rand.New(rand.NewPCG(1, 2)), 20, 10, 1, h.Type), 10)
		made := filepath.Join(t.TempDir(), "points.tif")
		args := []string{"-q", "-a_srs", "EPSG:4326", "-mo", "AREA_OR_POINT=" + kind}
		for _, p := range points {
			args = append(args, "-gcp", fmt.Sprint(p.Col), fmt.Sprint(p.Row), fmt.Sprint(p.X), fmt.Sprint(p.Y))
		}
		if out, err := exec.Command("gdal_translate", append(args, plain, made)...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		data, err := os.ReadFile(made)
		if err != nil {
			t.Fatal(err)
		}
		got, block := readMemory(t, data, raster.Options{}, raster.Window{W: 20, H: 10})
		if got.Geo == nil || got.Geo.Placed() || got.Geo.PixelIsPoint != (kind == "Point") || !samePoints(got.Geo.Points, points) {
			t.Fatalf("%s: %+v", kind, got.Geo)
		}
		got.Geo.RPC = make([]float64, 92)
		for i := range got.Geo.RPC {
			got.Geo.RPC[i] = float64(i) / 8
		}
		again, _ := readMemory(t, writeMemory(t, got, WriteOptions{}, block, 10), raster.Options{}, raster.Window{W: 20, H: 10})
		if !samePoints(again.Geo.Points, points) || fmt.Sprint(again.Geo.RPC) != fmt.Sprint(got.Geo.RPC) {
			t.Errorf("%s: written as %+v", kind, again.Geo)
		}
	}
}

func samePoints(a, b []raster.ControlPoint) bool {
	for i := range b {
		if len(a) != len(b) || math.Abs(a[i].Col-b[i].Col) > 1e-9 || math.Abs(a[i].Row-b[i].Row) > 1e-9 || a[i].X != b[i].X || a[i].Y != b[i].Y {
			return false
		}
	}
	return true
}
