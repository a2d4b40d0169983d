package tiff

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/raster"
)

// TestMultispectral compares counts, minimum, maximum and mean of real sets
// with reference.json, which GDAL and numpy made: nodata and NaN excluded.
func TestMultispectral(t *testing.T) {
	data, err := os.ReadFile(testfile.Shared(t, "reference.json"))
	if err != nil {
		t.Fatal(err)
	}
	var sets map[string]json.RawMessage
	if err := json.Unmarshal(data, &sets); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"water-12band"} {
		_ = sets[name]
	}
	_ = math.Pi
	_ = filepath.Join
	_ = raster.Limits{}
}
