package dataset

import (
	"cmp"
	"context"
	"errors"
	"github.com/bandprep/bandprep/internal/product"
	"os"
	"path"
	"path/filepath"
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
		if a, b := product.CompareNames(band, other), product.CompareNames(other, band); cmp.Compare(a, 0) != -cmp.Compare(b, 0) {
			t.Errorf("%q and %q compare as %d and %d", band, other, a, b)
		}
	})
}

// TestStackConflict: two files for one band, and scenes of other bands, are
// refused with both names; of one band in resolutions that names tell, the finest
// stays.
func TestStackConflict(t *testing.T) {
	for _, c := range []struct {
		spec  string
		files []string
		want  []string // in the error; nil: none
	}{
		{"*/{scene}_{band}.tif", []string{"x/s_B1.tif", "x/s_B2.tif"}, nil},
		{"{scene}_*_{band}.tif", []string{"s_a_B1.tif", "s_b_B1.tif"}, []string{"s_a_B1.tif", "s_b_B1.tif", "band B1"}},
		{"{scene}_{band}.*", []string{"s_B1.tif", "s_1.png"}, []string{"s_B1.tif", "s_1.png"}},
		{"{scene}_{band}.tif", []string{"a_B1.tif", "a_B2.tif", "b_B1.tif", "b_B3.tif"}, []string{"B1, B2", "a_B1.tif", "B1, B3", "b_B1.tif"}},
		{"{scene}_{band}.tif", []string{"a_B1.tif", "a_B2.tif", "b_B1.tif"}, nil}, // skipped
		{"sentinel2", []string{"S2A_X.SAFE/R10m/T31_B02_10m.jp2", "S2A_X.SAFE/R20m/T31_B02_20m.jp2"}, nil},
		{"sentinel2", []string{"S2A_X.SAFE/a/T31_B02_10m.jp2", "S2A_X.SAFE/b/T31_B02_10m.jp2"}, []string{"a/T31_B02_10m.jp2", "b/T31_B02_10m.jp2"}},
	} {
		dir := t.TempDir()
		for _, name := range c.files {
			path := filepath.Join(dir, filepath.FromSlash(name))
			if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte{0}, 0o644)); err != nil {
				t.Fatal(err)
			}
		}
		_, err := Scan(context.Background(), []string{dir}, Options{Stack: c.spec})
		if (err != nil) != (c.want != nil) {
			t.Errorf("%s of %v: %v", c.spec, c.files, err)
		}
		for _, text := range c.want {
			if err != nil && !strings.Contains(filepath.ToSlash(err.Error()), text) {
				t.Errorf("%s of %v: %v does not name %s", c.spec, c.files, err, text)
			}
		}
	}
}
