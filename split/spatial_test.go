package split

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
)

// chips returns the chips of one scene: n×n of a side of 640 m, every stride
// metres, on the map or by their windows only.
func chips(n int, stride float64, onMap bool) []Item {
	var items []Item
	for y := range n {
		for x := range n {
			px, py := x*int(stride/10), y*int(stride/10)
			it := Item{ID: fmt.Sprintf("scene.tif#%d,%d,64,64", px, py), Scene: "scene.tif", Window: [4]int{px, py, 64, 64}}
			if onMap {
				it.CRS = "EPSG:32630"
				left, top := 500000+float64(px)*10, 4600000-float64(py)*10
				it.Bounds = &rect{left, top - 640, left + 640, top}
			}
			items = append(items, it)
		}
	}
	return items
}

// gap is the least distance between items of different parts, over all pairs,
// and whether two of them overlap.
func gap(items []Item, r *Result) (least float64, overlapping bool) {
	least = math.Inf(1)
	where := func(it *Item) rect {
		if it.Bounds != nil {
			return *it.Bounds
		}
		w := it.Window
		return rect{float64(w[0]), float64(w[1]), float64(w[0] + w[2]), float64(w[1] + w[3])}
	}
	for i := range items {
		for j := range i {
			if r.Split[i] == None || r.Split[j] == None || r.Split[i] == r.Split[j] && r.Fold[i] == r.Fold[j] {
				continue
			}
			a, b := where(&items[i]), where(&items[j])
			dx, dy := max(a[0]-b[2], b[0]-a[2]), max(a[1]-b[3], b[1]-a[3])
			overlapping = overlapping || dx < 0 && dy < 0
			least = min(least, math.Hypot(max(dx, 0), max(dy, 0)))
		}
	}
	return least, overlapping
}

// TestSpatialBuffer splits the chips of one scene, edge to edge, overlapping,
// and apart, and measures the least distance between parts over all pairs.
func TestSpatialBuffer(t *testing.T) {
	for _, test := range []struct {
		stride float64
		buffer string
		onMap  bool
		cells  Cells
		folds  int
	}{
		{640, "0", true, Grid, 0},
		{640, "500m", true, Grid, 0},
		{640, "500m", true, KMeans, 0},
		{640, "1km", true, Grid, 0},
		{320, "0", true, Grid, 0},
		{320, "300m", true, KMeans, 0},
		{1000, "300m", true, Grid, 0},
		{640, "500", true, Grid, 4},
		{640, "64", false, Grid, 0},
		{320, "0", false, Grid, 0},
	} {
		name := fmt.Sprintf("stride %v, buffer %s, map %v, %v, folds %d", test.stride, test.buffer, test.onMap, test.cells, test.folds)
		items := chips(24, test.stride, test.onMap)
		o := Options{By: Spatial, Valid: Share{Fraction: 0.2}, Test: Share{Fraction: 0.1}, Cells: test.cells, Seed: 1}
		if test.folds > 0 {
			o.Folds, o.Valid, o.Test = test.folds, Share{}, Share{}
		}
		if err := o.Buffer.Set(test.buffer); err != nil {
			t.Fatal(err)
		}
		r, err := Assign(items, o)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		least, overlapping := gap(items, r)
		c := r.Certificate
		if overlapping || least < o.Buffer.Value {
			t.Errorf("%s: distance %v, overlap %v", name, least, overlapping)
		}
		if len(c.MapDistance) != 1 || math.Abs(c.MapDistance[0].Distance-least) > 1e-6 {
			t.Errorf("%s: the certificate says %v, measured %v", name, c.MapDistance, least)
		}
		if c.Excluded*2 > len(items) {
			t.Errorf("%s: %d of %d items excluded", name, c.Excluded, len(items))
		}
		t.Logf("%s: least distance %v, %d excluded; %s", name, least, c.Excluded, r.Sentence)
	}
}

// TestDegrees holds the conservative metric against the lengths of a degree on
// the WGS 84 ellipsoid at 60° north: 111.412 km of latitude and 55.800 km of
// longitude (table in the article Latitude of the English Wikipedia). The
// metric may be up to a percent below.
func TestDegrees(t *testing.T) {
	m := unitOf("EPSG:4326")
	a := rect{10, 60, 10, 60}
	for _, test := range []struct {
		to   rect
		want float64
	}{
		{rect{10.01, 60, 10.01, 60}, 558.00},
		{rect{10, 60.005, 10, 60.005}, 557.06},
	} {
		if d := m.distance(a, test.to); d > test.want || d < test.want*0.99 {
			t.Errorf("%v: %.2f m, true %.2f m", test.to, d, test.want)
		}
	}
	for lat := range 90 {
		if got, want := cosine(float64(lat)), math.Cos(float64(lat)*math.Pi/180); math.Abs(got-want) > 1e-12 {
			t.Errorf("cosine of %d°: %v, want %v", lat, got, want)
		}
	}
}

func TestSpatialIsChosenAndSaid(t *testing.T) {
	items := chips(6, 640, true)
	r := must(t, items, Options{Valid: Share{Fraction: 0.25}})
	if r.By != Spatial || !strings.Contains(r.Sentence, "every item is georeferenced") {
		t.Error(r.By, r.Sentence)
	}
	r = must(t, items, Options{By: Random, Valid: Share{Fraction: 0.25}})
	if len(r.Warnings) != 1 || !strings.Contains(r.Warnings[0], "within 0 m") {
		t.Error(r.Warnings)
	}
}

func TestCoordinateSystemsAreSaid(t *testing.T) {
	items := chips(4, 640, true)
	for i := range items[:8] {
		items[i].CRS = "EPSG:32631"
	}
	r := must(t, items, Options{By: Spatial, Valid: Share{Fraction: 0.25}})
	if strings.Contains(strings.Join(r.Warnings, " "), "coordinate systems") {
		t.Error(r.Warnings)
	}
	for i := range items[:8] {
		items[i].CRS = "site grid"
	}
	r = must(t, items, Options{By: Spatial, Valid: Share{Fraction: 0.25}})
	if !strings.Contains(strings.Join(r.Warnings, " "), `2 coordinate systems ("EPSG:32630": 8 items, "site grid": 8 items): whether items of them overlap is not known for 64 pairs`) {
		t.Error(r.Warnings)
	}
	items[0].CRS = "LOCAL_CS[\"mine\"]"
	_, err := Assign(items, Options{By: Spatial, Valid: Share{Fraction: 0.25}, Buffer: Distance{500, true}})
	if err == nil || !strings.Contains(err.Error(), "unit of coordinate system") {
		t.Error(err)
	}
}

func TestTooFewCells(t *testing.T) {
	// Three towns of 30, 30 and 40 chips of one place each.
	var items []Item
	for i := range 100 {
		town := float64(min(i/30, 2)) * 1e5
		items = append(items, Item{ID: fmt.Sprint(i), CRS: "EPSG:32630", Bounds: &rect{town, 0, town + 640, 640}})
	}
	_, err := Assign(items, Options{Valid: Share{Fraction: 0.1}})
	var too *ImpossibleError
	if !errors.As(err, &too) || fmt.Sprint(too.Achievable) != "[0.3 0.4]" {
		t.Error(err)
	}
	r := must(t, items, Options{Valid: Share{Fraction: 0.3}})
	if got := tally(r.Split); got != [4]int{Train: 70, Valid: 30} {
		t.Error(got)
	}
}

// TestAchievableIsPossible: with each fraction that an error names the split is
// possible.
func TestAchievableIsPossible(t *testing.T) {
	named := 0
	for _, sizes := range [][]int{{30, 30, 40}, {33, 33, 34}, {7, 50, 43}, {20, 80}, {1, 99}, {14, 29, 57}, {60, 40}, {10, 10, 80}} {
		for _, valid := range []float64{0.02, 0.1, 0.25, 0.5, 0.9} {
			for _, by := range []Method{Auto, Spatial, Random} {
				var items []Item
				for town, n := range sizes {
					for i := range n {
						items = append(items, Item{ID: fmt.Sprint(town, i), CRS: "EPSG:32630", Bounds: &rect{float64(town) * 1e5, 0, float64(town)*1e5 + 640, 640}})
					}
				}
				o := Options{By: by, Valid: Share{Fraction: valid}}
				_, err := Assign(items, o)
				var no *ImpossibleError
				if !errors.As(err, &no) {
					continue
				}
				for _, f := range no.Achievable {
					named++
					o.Valid = Share{Fraction: f}
					if _, err := Assign(items, o); err != nil {
						t.Errorf("%v, %v of %v: %v was achievable: %v", by, valid, sizes, f, err)
					}
				}
			}
		}
	}
	if named == 0 {
		t.Error("no fraction was named")
	}
}
