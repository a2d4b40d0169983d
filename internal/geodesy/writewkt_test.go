package geodesy

import "testing"

// TestWKT: systems of every method that is written come back from their text as
// the same plane, and places with them.
func TestWKT(t *testing.T) {
	written := map[string]bool{}
	for code := 2000; code < 33000; code++ {
		s, err := FromEPSG(code)
		if err != nil {
			continue
		}
		text := s.WKT(`a "name"`)
		if text == "" {
			continue
		}
		again, err := Parse(text)
		if err != nil || again.Plane() != s.Plane() {
			t.Fatalf("EPSG:%d: %v, %s", code, err, text)
		}
		if s.method == nil {
			written["geographic"] = true
			continue
		}
		written[s.method.name] = true
		x, y := (s.p.fe+1e5)/s.unit, (s.p.fn+1e5)/s.unit
		lon, lat, ok := s.LonLat(x, y)
		lon2, lat2, ok2 := again.LonLat(x, y)
		if ok != ok2 || Round(lon) != Round(lon2) || Round(lat) != Round(lat2) {
			t.Errorf("EPSG:%d: %v %v %v, by its text %v %v %v", code, lon, lat, ok, lon2, lat2, ok2)
		}
	}
	for _, name := range []string{"geographic", "tm", "lcc1", "lcc2", "aea", "laea", "merca", "sterea", "stereb", "sterea2", "cea"} {
		if !written[name] {
			t.Errorf("no system of %s was written", name)
		}
	}
}
