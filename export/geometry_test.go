package export

import (
	"encoding/json"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// TestGeometry holds outlines whose geometry RFC 7946 gives (sections 3.1.9 and
// 5.2: cut at the antimeridian, west greater than east), worked out by hand.
func TestGeometry(t *testing.T) {
	for _, c := range []struct {
		footprint []float64
		want      string
	}{
		{[]float64{1, 5, 2, 5, 2, 4, 1, 4}, `{"type":"Polygon","coordinates":[[[1,4],[2,4],[2,5],[1,5],[1,4]]]}`},
		{[]float64{179, 5, -179, 5, -179, 4, 179, 4}, `{"type":"MultiPolygon","coordinates":[[[[179,4],[180,4],[180,5],[179,5],[179,4]]],[[[-180,4],[-179,4],[-179,5],[-180,5],[-180,4]]]]}`},
		{[]float64{-179, 4, 179, 4, 179, 5, -179, 5}, `{"type":"MultiPolygon","coordinates":[[[[179,4],[180,4],[180,5],[179,5],[179,4]]],[[[-180,4],[-179,4],[-179,5],[-180,5],[-180,4]]]]}`},
		{[]float64{0, 80, 90, 80, 180, 80, -90, 80}, `{"type":"Polygon","coordinates":[[[-180,80],[180,80],[180,90],[-180,90],[-180,80]]]}`},
	} {
		got, err := json.Marshal(geometryOf(outline(c.footprint)))
		if err != nil {
			t.Fatal(err)
		}
		if a, b := rings(t, got), rings(t, []byte(c.want)); !sameRings(a, b) {
			t.Errorf("%v: %s, want %s", c.footprint, got, c.want)
		}
	}
}

// rings returns the rings of a geometry.
func rings(t testing.TB, text []byte) (list []ring) {
	t.Helper()
	var g struct {
		Type        string
		Coordinates json.RawMessage
	}
	if err := json.Unmarshal(text, &g); err != nil {
		t.Fatal(err)
	}
	if g.Type == "Polygon" {
		if err := json.Unmarshal(g.Coordinates, &list); err != nil {
			t.Fatal(err)
		}
		return list
	}
	var polygons [][]ring
	if err := json.Unmarshal(g.Coordinates, &polygons); err != nil {
		t.Fatal(err)
	}
	for _, p := range polygons {
		list = append(list, p...)
	}
	return list
}

// sameRings compares rings wherever they begin, in any order of rings.
func sameRings(a, b []ring) bool {
	if len(a) != len(b) {
		return false
	}
	for _, r := range a {
		found := false
		for _, q := range b {
			for shift := range q {
				found = found || len(r) == len(q) && sameFrom(r[:len(r)-1], q[:len(q)-1], shift)
			}
		}
		if !found {
			return false
		}
	}
	return true
}

func sameFrom(a, b ring, shift int) bool {
	for i := range a {
		if a[i] != b[(i+shift)%len(b)] {
			return false
		}
	}
	return true
}

// TestGeometryLaws holds for boxes anywhere: every ring is closed, runs
// counterclockwise, stays within ±180, and together they have the area of the box.
func TestGeometryLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		west := rapid.Float64Range(-180, 179.9).Draw(t, "west")
		width, south := rapid.Float64Range(0.1, 20).Draw(t, "width"), rapid.Float64Range(-80, 70).Draw(t, "south")
		turned := func(lon float64) float64 {
			if lon > 180 {
				return lon - 360
			}
			return lon
		}
		east := turned(west + width)
		corners := [][2]float64{{west, south + 5}, {turned(west + width/2), south + 5}, {east, south + 5}, {east, south}, {west, south}}
		first := rapid.IntRange(0, 4).Draw(t, "first")
		var footprint []float64
		for i := range corners {
			p := corners[(i+first)%len(corners)]
			footprint = append(footprint, p[0], p[1])
		}
		text, err := json.Marshal(geometryOf(outline(footprint)))
		if err != nil {
			t.Fatal(err)
		}
		area := 0.0
		for _, r := range rings(&testing.T{}, text) {
			if r[0] != r[len(r)-1] {
				t.Fatalf("not closed: %v", r)
			}
			part := 0.0
			for i := range len(r) - 1 {
				if math.Abs(r[i][0]) > 180 {
					t.Fatalf("out of range: %v", r)
				}
				part += r[i][0]*r[i+1][1] - r[i+1][0]*r[i][1]
			}
			if part <= 0 {
				t.Fatalf("clockwise: %v", r)
			}
			area += part / 2
		}
		if math.Abs(area-width*5) > 1e-4 {
			t.Fatalf("area %v, want %v: %s", area, width*5, text)
		}
	})
}
