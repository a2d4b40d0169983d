package geodesy

import (
	"bufio"
	"fmt"
	"math"
	"os"
	"testing"
)

// TestGeodesic compares with geodesics.txt (Karney's algorithm in PROJ, by
// geodesics.py) and with two distances in the documentation of GeographicLib:
// Wellington to Salamanca, nearly antipodal, and New York to London.
func TestGeodesic(t *testing.T) {
	for _, test := range [][5]float64{
		{174.81, -41.32, -5.50, 40.96, 19959679.267},
		{-73.8, 40.6, -0.5, 51.6, 5551759.400},
		{0, 0, 180, 0, 20003931.459},
		{10, 90, 50, -90, 20003931.459},
		{7, 50, 7, 50, 0},
		{179.9999, 0, -179.9999, 0, 22.263898},
	} {
		if d := Geodesic(test[0], test[1], test[2], test[3]); math.Abs(d-test[4]) > 1e-3 {
			t.Errorf("%v: %.4f", test, d)
		}
	}
	f, err := os.Open("testdata/geodesics.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	worst := 0.0
	for sc := bufio.NewScanner(f); sc.Scan(); {
		var v [5]float64
		fmt.Sscan(sc.Text(), &v[0], &v[1], &v[2], &v[3], &v[4])
		d := Geodesic(v[0], v[1], v[2], v[3])
		worst = max(worst, math.Abs(d-v[4]))
		if math.Abs(d-v[4]) > 1e-3 {
			t.Errorf("%v: %.4f", v, d)
		}
	}
	t.Logf("largest difference %.5f m", worst)
}
