package jpeg

import (
	"archive/zip"
	"context"
	"encoding/json"
	"io"
	"os"
	"testing"

	"github.com/bandprep/bandprep/raster"
)

// testdata/make.py made the files, and the sums with Pillow 9.4 and
// libjpeg-turbo 2.1.5.
func TestVariants(t *testing.T) {
	var want map[string]sums
	list, err := os.ReadFile("testdata/sums.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(list, &want); err != nil {
		t.Fatal(err)
	}
	for name, data := range variants(t) {
		s, err := Open(raster.Bytes(data), raster.Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var got sums
		h := s.Header()
		if err := raster.Each(context.Background(), s, h.Window(), new(raster.Block), got.add); err != nil {
			t.Errorf("%s: %v", name, err)
		} else if got != want[name] {
			t.Errorf("%s: got %v, want %v", name, got, want[name])
		}
	}
}

// variants returns the files of testdata/variants.zip by name.
func variants(tb testing.TB) map[string][]byte {
	tb.Helper()
	z, err := zip.OpenReader("testdata/variants.zip")
	if err != nil {
		tb.Fatal(err)
	}
	defer z.Close()
	files := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			tb.Fatal(err)
		}
		if files[f.Name], err = io.ReadAll(r); err != nil {
			tb.Fatal(err)
		}
	}
	return files
}
