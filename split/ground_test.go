package split

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/bandprep/bandprep/internal/geodesy"
)

// tile returns a square of a side in metres (degrees for EPSG:4326) at a place
// of the map.
func tile(id, crs string, x, y, side float64) Item {
	return Item{ID: id, CRS: crs, Bounds: &rect{x, y, x + side, y + side}}
}

// TestOneGroundInSeveralSystems: the same eight places in two systems each, as
// pairs of squares with one corner in common, by gdaltransform from longitude
// and latitude. Both versions of a place lie in one part.
func TestOneGroundInSeveralSystems(t *testing.T) {
	// Columns: code, and x, y of 12.0 E 48.0 N in it; a second place 0.5
	// degrees further east.
	for _, test := range []struct {
		a, b string
		at   [2][4]float64 // x, y in a; x, y in b
		side [2]float64
	}{
		{"EPSG:32632", "EPSG:32633", [2][4]float64{{723775.92, 5320655.79, 276224.08, 5320655.79}, {761067.41, 5322229.46, 313517.36, 5319324.56}}, [2]float64{2000, 2000}},
		{"EPSG:32632", "EPSG:25832", [2][4]float64{{723775.92, 5320655.79, 723775.92, 5320655.79}, {761067.41, 5322229.46, 761067.41, 5322229.46}}, [2]float64{2000, 2000}},
		{"EPSG:32632", "EPSG:3857", [2][4]float64{{723775.92, 5320655.79, 1335833.89, 6106854.83}, {761067.41, 5322229.46, 1391493.63, 6106854.83}}, [2]float64{2000, 3000}},
		{"EPSG:32633", "EPSG:4326", [2][4]float64{{276224.08, 5320655.79, 12, 48}, {313517.36, 5319324.56, 12.5, 48}}, [2]float64{2000, 0.02}},
	} {
		var items []Item
		for k, at := range test.at {
			items = append(items,
				tile(fmt.Sprint("a", k), test.a, at[0], at[1], test.side[0]),
				tile(fmt.Sprint("b", k), test.b, at[2], at[3], test.side[1]))
		}
		r := must(t, items, Options{By: Spatial, Valid: Share{Fraction: 0.5}})
		if r.Component[0] != r.Component[1] || r.Component[2] != r.Component[3] || r.Component[0] == r.Component[2] {
			t.Errorf("%s and %s: groups %v", test.a, test.b, r.Component)
		}
		if r.Split[0] != r.Split[1] || r.Split[2] != r.Split[3] || r.Split[0] == r.Split[2] {
			t.Errorf("%s and %s: %v", test.a, test.b, r.Split)
		}
		// An audit finds what another split parts.
		for i := range items {
			items[i].Folder = []Subset{Train, Valid}[i%2]
		}
		report, err := Audit(items, Options{})
		if err != nil || report.Leaking[Footprint] != 2 {
			t.Errorf("%s and %s: %v %v", test.a, test.b, report.Leaks, err)
		}
	}
}

// TestDistanceBetweenSystems: squares of two zones are nearly as far apart as
// their nearest corners, and a buffer of that length ties them.
func TestDistanceBetweenSystems(t *testing.T) {
	a := tile("a", "EPSG:32632", 723732.85, 5320822.82, 1000)
	b := tile("b", "EPSG:32633", 281267.15, 5320822.82, 1000)
	a.Folder, b.Folder = Train, Valid
	report, err := Audit([]Item{a, b}, Options{})
	if err != nil || len(report.Certificate.MapDistance) != 1 {
		t.Fatal(report, err)
	}
	n := report.Certificate.MapDistance[0]
	got := n.Distance
	want := math.Inf(1) // between the corners, at best
	for _, p := range [][2]float64{{724732.85, 5320822.82}, {724732.85, 5321822.82}} {
		for _, q := range [][2]float64{{281267.15, 5320822.82}, {281267.15, 5321822.82}} {
			s, _ := geodesy.Parse("EPSG:32632")
			u, _ := geodesy.Parse("EPSG:32633")
			lon, lat, _ := s.LonLat(p[0], p[1])
			lon2, lat2, _ := u.LonLat(q[0], q[1])
			want = min(want, geodesy.Geodesic(lon, lat, lon2, lat2))
		}
	}
	if n.Unit != "m" || got > want+0.001 || got < want*0.99 {
		t.Errorf("%v, between corners %v", n, want)
	}
	for buffer, leaks := range map[float64]int{math.Floor(got): 0, math.Ceil(got): 1} {
		report, err := Audit([]Item{a, b}, Options{Buffer: Distance{buffer, true}})
		if err != nil || len(report.Leaks) != leaks {
			t.Errorf("buffer %v: %v %v", buffer, report.Leaks, err)
		}
	}
}

// scattering returns chips of clusters around places in degrees, in the UTM
// zones that hold them, or in polar stereographic coordinates.
func scattering(rng *rand.Rand, n int, spread float64, places ...[2]float64) []Item {
	items := make([]Item, n)
	for i := range items {
		p := places[i%len(places)]
		id := fmt.Sprintf("%06d", i)
		switch {
		case p[1] > 84:
			items[i] = tile(id, "EPSG:3413", (rng.Float64()-0.5)*spread, (rng.Float64()-0.5)*spread, 640)
		default:
			zone := int(math.Floor((p[0]+180)/6)) + 1
			x, y := 500000+(rng.Float64()-0.5)*spread, 1e6+p[1]*110574+(rng.Float64()-0.5)*spread
			items[i] = tile(id, fmt.Sprintf("EPSG:%d", 32600+zone), x, y-1e6, 640)
		}
	}
	return items
}

// TestSpatialAcrossTheWorld: fractions within two cells (of a hundred) of what
// was asked, and nothing of one part over another.
func TestSpatialAcrossTheWorld(t *testing.T) {
	many := 100_000
	if testing.Short() {
		many = 5000
	}
	rng := rand.New(rand.NewPCG(3, 3))
	oneScene := func(crs string, x, y float64) []Item {
		var items []Item
		for i := range 200 {
			items = append(items, tile(fmt.Sprint(crs, x, i), crs, x+float64(i%20)*640, y+float64(i/20)*640, 640))
		}
		return items
	}
	for _, test := range []struct {
		name  string
		items []Item
	}{
		{"two scenes 5000 km apart in one plane", append(oneScene("EPSG:3857", 0, 5e6), oneScene("EPSG:3857", 5e6, 5e6)...)},
		{"two scenes in two zones", append(oneScene("EPSG:32632", 5e5, 5e6), oneScene("EPSG:32615", 5e5, 4e6)...)},
		{"antimeridian", scattering(rng, 400, 20000, [2]float64{-177, 10}, [2]float64{177, 10})},
		{"pole", scattering(rng, 400, 40000, [2]float64{0, 90})},
		{"two continents", scattering(rng, 600, 60000, [2]float64{10, 50}, [2]float64{-75, 5})},
		{"one tight cluster", scattering(rng, 400, 12000, [2]float64{10, 50})},
		{"many", scattering(rng, many, 600000, [2]float64{10, 50}, [2]float64{16, 48}, [2]float64{-75, 5}, [2]float64{100, 20})},
	} {
		start := time.Now()
		r, err := Assign(test.items, Options{By: Spatial, Valid: Share{Fraction: 0.2}, Seed: 9})
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		got := tally(r.Split)
		placed := len(test.items) - got[None]
		if share := float64(got[Valid]) / float64(placed); math.Abs(share-0.2) > 0.02 || got[None]*3 > len(test.items) {
			t.Errorf("%s: %v, valid %.3f", test.name, got, share)
		}
		t.Logf("%s: %v, %v, %v", test.name, got, time.Since(start).Round(time.Millisecond), r.Certificate.MapDistance)
	}
}

// TestAntimeridian: what lies on both sides of 180 degrees in longitude and
// latitude is tied by overlap and by a buffer, and its distance is that of
// Geodesic.
func TestAntimeridian(t *testing.T) {
	items := []Item{tile("a", "EPSG:4326", 179.98, 10, 0.015), tile("b", "EPSG:4326", -179.98, 10, 0.01), tile("c", "EPSG:4326", 0, 10, 0.01)}
	items[0].Folder, items[1].Folder, items[2].Folder = Train, Valid, Train
	report, err := Audit(items, Options{})
	if err != nil || len(report.Leaks) != 0 || len(report.Certificate.MapDistance) != 1 {
		t.Fatal(err, report)
	}
	want := geodesy.Geodesic(179.995, 10.01, -179.98, 10.01)
	n := report.Certificate.MapDistance[0]
	if n.A != "a" || n.B != "b" || math.Abs(n.Distance-want) > 0.001*want {
		t.Errorf("%v, want %v", n, want)
	}
	for buffer, leaks := range map[float64]int{2600: 0, 2800: 1} {
		if report, err = Audit(items, Options{Buffer: Distance{buffer, true}}); err != nil || len(report.Leaks) != leaks {
			t.Errorf("buffer %v: %v %v", buffer, report.Leaks, err)
		}
	}
	items[0].Bounds[2] = 180.1 // over the other
	if report, err = Audit(items, Options{}); err != nil || len(report.Leaks) != 1 {
		t.Error(err, report.Leaks)
	}
}

// TestFarDegrees: places of longitude and latitude half a world apart, by
// Geodesic: over the pole it is nearer than along the parallel.
func TestFarDegrees(t *testing.T) {
	items := []Item{tile("a", "EPSG:4326", 10, 70, 0.01), tile("b", "EPSG:4326", -170, 70, 0.01), tile("c", "EPSG:4326", 90, 70, 0.01)}
	items[0].Folder, items[1].Folder, items[2].Folder = Train, Valid, Train
	report, err := Audit(items, Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := min(geodesy.Geodesic(10, 70.01, -170, 70.01), geodesy.Geodesic(90.01, 70.01, -170, 70.01))
	if n := report.Certificate.MapDistance[0]; math.Abs(n.Distance-want) > 1e-3*want {
		t.Errorf("%v, want %v", n, want)
	}
}

// TestWebMercator: buffers and distances of Web Mercator are metres of the ground,
// by Geodesic, which is why splits of such sets with a buffer are not those of
// earlier versions.
func TestWebMercator(t *testing.T) {
	system, err := geodesy.FromEPSG(3857)
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range [][2]float64{{1e6, 0}, {1e6, 5e6}, {1e6, 8399737.89}, {-3e6, -12e6}} { // 0, 41, 60 and 73 degrees
		for _, step := range [][2]float64{{1, 0}, {0, 1}, {1, 1}} {
			const side, move = 100.0, 5000.0
			items := []Item{tile("a", "EPSG:3857", at[0], at[1], side), tile("b", "EPSG:3857", at[0]+step[0]*move, at[1]+step[1]*move, side)}
			items[0].Folder, items[1].Folder = Train, Valid
			x, y := at[0]+step[0]*side, at[1]+step[1]*side // the nearest corners
			lon, lat, _ := system.LonLat(x, y)
			lon2, lat2, _ := system.LonLat(at[0]+step[0]*move, at[1]+step[1]*move)
			want := geodesy.Geodesic(lon, lat, lon2, lat2)
			if step[1] == 0 { // the upper edges are nearer, or the lower ones
				_, top, _ := system.LonLat(x, y+side)
				want = min(want, geodesy.Geodesic(lon, top, lon2, top))
			}
			for factor, leaks := range map[float64]int{0.98: 0, 1.02: 1} {
				report, err := Audit(items, Options{Buffer: Distance{want * factor, true}})
				if err != nil || len(report.Leaks) != leaks {
					t.Errorf("%v %v: a buffer of %.2f times %.1f m: %v %v", at, step, factor, want, report.Leaks, err)
				}
				if n := report.Certificate.MapDistance[0]; math.Abs(n.Distance-want) > 0.001*want {
					t.Errorf("%v %v: %v, want %v", at, step, n, want)
				}
			}
		}
	}
}
