package dataset

import (
	"cmp"
	"path"
	"strings"
	"testing"
)

// FuzzStack parses patterns and takes paths apart with them: what they find is
// part of the path, and bands have an order.
func FuzzStack(f *testing.F) {
	f.Add("{scene}_B{band}.tif", "2021/place_B04.tif", "B8A")
	f.Add("*/{band}-{scene}.*", "x/red-place.jp2", "B10")
	f.Add("sentinel2", "S2A_X.SAFE/GRANULE/IMG/R10m/T31_B02_10m.jp2", "B2")
	f.Add("landsat", "LC08_L1TP_B10.TIF", "007")
	f.Add("folder", "scene/a_red.tif", "")
	f.Fuzz(func(t *testing.T, spec, rel, other string) {
		s, err := newStacker(spec)
		if err != nil || rel != path.Clean(rel) || strings.Contains(rel, "..") { // no path of a walk
			return
		}
		scene, band, metres, ok := s.match(rel)
		if !ok {
			return
		}
		if !strings.Contains(rel, band) || !strings.Contains(rel, scene) || metres < 0 {
			t.Errorf("%q in %q: scene %q, band %q, %d m", spec, rel, scene, band, metres)
		}
		if a, b := compareBands(band, other), compareBands(other, band); cmp.Compare(a, 0) != -cmp.Compare(b, 0) {
			t.Errorf("%q and %q compare as %d and %d", band, other, a, b)
		}
	})
}
