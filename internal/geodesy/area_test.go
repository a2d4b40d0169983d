package geodesy

import (
	"bufio"
	"fmt"
	"math"
	"os"
	"testing"
)

func rectangle(t *testing.T, code int, r [4]float64) *Area {
	t.Helper()
	s, err := FromEPSG(code)
	if err != nil {
		t.Fatal(err)
	}
	a, err := s.Area(r[0], r[1], r[2], r[3])
	if err != nil {
		t.Fatal(code, r, err)
	}
	return a
}

// TestGaps compares with gaps.txt, made by gaps.py with GDAL and PROJ: overlap
// exactly, distances to 0.1 percent (or a decimetre) and, where the datum of
// one is shifted, 5 metres.
func TestGaps(t *testing.T) {
	f, err := os.Open("testdata/gaps.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	n, overlaps, worst := 0, 0, 0.0
	for sc := bufio.NewScanner(f); sc.Scan(); n++ {
		var a, b int
		var ra, rb [4]float64
		var want float64
		fmt.Sscan(sc.Text(), &a, &ra[0], &ra[1], &ra[2], &ra[3], &b, &rb[0], &rb[1], &rb[2], &rb[3], &want)
		g := rectangle(t, a, ra).Gap(rectangle(t, b, rb))
		back := rectangle(t, b, rb).Gap(rectangle(t, a, ra))
		if g.Overlap != back.Overlap || g.Metres() != back.Metres() {
			t.Errorf("%s: %v and back %v", sc.Text(), g, back)
		}
		if want < 0 {
			overlaps++
		}
		got := g.Metres()
		limit := max(1e-3*want, 0.1)
		if a == 27700 || a == 28992 || a == 31467 || a == 2056 {
			limit = max(limit, 5)
		}
		if want >= 0 && want < 0.05 { // the edges cross, and gaps.py looked at no point of the corner that is shared
			want, g.Overlap = 0, false
		}
		if g.Overlap != (want < 0) || want >= 0 && math.Abs(got-want) > limit {
			t.Errorf("%s: overlap %v, %.3f m", sc.Text(), g.Overlap, got)
		}
		if want > 1000 {
			worst = max(worst, math.Abs(got-want)/want)
		}
	}
	t.Logf("%d pairs, %d overlaps, largest difference %.2g of distances over a kilometre", n, overlaps, worst)
	if n < 180 || overlaps < 20 {
		t.Error("too few pairs")
	}
}

// TestOutlines: across the antimeridian, around a pole, with a corner on it,
// and the whole world.
func TestOutlines(t *testing.T) {
	for _, test := range []struct {
		name   string
		code   int
		r      [4]float64
		bounds [4]float64 // west, south, east, north, the corners by gdaltransform; to a thousandth of a degree
		in     [][2]float64
		out    [][2]float64
	}{
		{"plain", 4326, [4]float64{10, 50, 12, 51}, [4]float64{10, 50, 12, 51}, [][2]float64{{11, 50.5}}, [][2]float64{{13, 50.5}, {-169, -50.5}}},
		{"antimeridian", 4326, [4]float64{179, -17, 181, -16}, [4]float64{179, -17, -179, -16}, [][2]float64{{180, -16.5}, {-179.5, -16.5}, {179.5, -16.5}}, [][2]float64{{178.9, -16.5}, {0, -16.5}}},
		{"pole inside", 3413, [4]float64{-1e5, -2e5, 2e5, 1e5}, [4]float64{-180, 87.38943, 180, 90}, [][2]float64{{0, 90}, {10, 89.9}, {-170, 89.9}}, [][2]float64{{0, 80}, {0, -90}}},
		{"pole as corner", 3031, [4]float64{0, 0, 1e5, 1e5}, [4]float64{0, -90, 90, -88.69846}, [][2]float64{{45, -89.5}}, [][2]float64{{-135, -89.5}, {45, -88}}},
	} {
		s, err := FromEPSG(test.code)
		if err != nil {
			t.Fatal(err)
		}
		at := s.Placing([6]float64{test.r[0], test.r[2] - test.r[0], 0, test.r[3], 0, test.r[1] - test.r[3]})
		o, err := OutlineOf(at, 0, 0, 1, 1)
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		w, so, e, n := o.Bounds()
		for k, v := range [4]float64{w, so, e, n} {
			if math.Abs(v-test.bounds[k]) > 1e-3 {
				t.Errorf("%s: bounds %v %v %v %v, want %v", test.name, w, so, e, n, test.bounds)
			}
		}
		for _, p := range o {
			if p[0] != Round(p[0]) || p[1] != Round(p[1]) || math.Abs(p[0]) > 180 {
				t.Errorf("%s: point %v", test.name, p)
			}
		}
		a := o.Area()
		for _, p := range test.in {
			if !a.Contains(p[0], p[1]) {
				t.Errorf("%s: %v is not in it", test.name, p)
			}
		}
		for _, p := range test.out {
			if a.Contains(p[0], p[1]) {
				t.Errorf("%s: %v is in it", test.name, p)
			}
		}
	}
	world := rectangle(t, 4326, [4]float64{-180, -90, 180, 90})
	for _, p := range [][2]float64{{0.1, 0.2}, {-120, 45}, {10, -89}, {179.99, 3}} {
		if !world.Contains(p[0], p[1]) {
			t.Errorf("%v is not in the world", p)
		}
	}
	if g := world.Gap(rectangle(t, 32756, [4]float64{3e5, 6.3e6, 3.01e5, 6.301e6})); !g.Overlap {
		t.Error("Sydney is not in the world", g)
	}
	if g := rectangle(t, 3857, [4]float64{-2e7, -1e7, 2e7, 1e7}).Gap(rectangle(t, 3413, [4]float64{-1e5, -1e5, 1e5, 1e5})); g.Overlap ||
		math.Abs(g.Metres()-Geodesic(0, 66.44, 0, 88.7)) > 20000 {
		t.Error("the pole lies in Web Mercator", g.Metres())
	}
}
