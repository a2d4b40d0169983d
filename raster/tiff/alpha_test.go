package tiff

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/raster"
)

// TestInfraredIsNoAlpha calls the infrared band of real images alpha, as some
// writers do, each image alone and all together.
func TestInfraredIsNoAlpha(t *testing.T) {
	paths, err := filepath.Glob(testfile.Shared(t, "multispectral", "naip-4band", "*.tif"))
	if err != nil || len(paths) == 0 {
		t.Fatal(paths, err)
	}
	var all raster.AlphaEvidence
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		s, err := Open(raster.Bytes(data), raster.Options{})
		if err != nil {
			t.Fatal(err)
		}
		b, err := readWhole(s)
		if err != nil {
			t.Fatal(err)
		}
		h := s.Header()
		h.Bands[3].Color = raster.Alpha
		var one raster.AlphaEvidence
		one.Add(&h, b)
		all.Add(&h, b)
		if !one.Band() {
			t.Errorf("%s: infrared is taken for alpha", filepath.Base(path))
		}
	}
	if !all.Band() {
		t.Error("infrared is taken for alpha")
	}
}
