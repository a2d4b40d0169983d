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

// TestMultispectral compares valid counts, minimum, maximum and mean of real
// sets with reference.json, made with GDAL and numpy: nodata and NaN excluded.
func TestMultispectral(t *testing.T) {
	data, err := os.ReadFile(testfile.Shared(t, "reference.json"))
	if err != nil {
		t.Fatal(err)
	}
	var reference struct {
		Multispectral map[string]struct {
			Files int
			Band  []struct {
				Valid, Total           int64
				Mean, Minimum, Maximum float64
			}
		}
	}
	if err := json.Unmarshal(data, &reference); err != nil {
		t.Fatal(err)
	}
	for set, want := range reference.Multispectral {
		paths, err := filepath.Glob(testfile.Shared(t, "multispectral", set, "*.[tT][iI][fF]"))
		if err != nil || len(paths) != want.Files {
			continue // not a set of TIFF files
		}
		t.Run(set, func(t *testing.T) {
			got := make([]sums, len(want.Band))
			for _, path := range paths {
				addFile(t, path, got)
			}
			for i, w := range want.Band {
				g := got[i]
				if g.Finite == nil {
					if w.Valid != 0 {
						t.Errorf("band %d has no valid sample, want %d", i, w.Valid)
					}
					continue
				}
				if *g.Finite != w.Valid || *g.Min != w.Minimum || *g.Max != w.Maximum {
					t.Errorf("band %d: %s, want %+v", i, g, w)
				}
				if mean := *g.Sum / float64(*g.Finite); math.Abs(mean-w.Mean) > 1e-11*math.Abs(w.Mean) {
					t.Errorf("band %d: mean %v, want %v", i, mean, w.Mean)
				}
			}
		})
	}
}

// addFile adds the valid samples of a file to the statistics of its bands.
func addFile(t *testing.T, path string, total []sums) {
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s, err := Open(raster.Bytes(data), raster.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	block, err := readWhole(s)
	if err != nil {
		t.Fatal(err)
	}
	h := s.Header()
	for i := range h.Bands {
		b := statistics(block, h, i, validAsGDAL(block, h, i))
		switch {
		case b.Finite == nil:
			continue
		case total[i].Finite == nil:
			total[i] = b
			continue
		}
		*total[i].Finite += *b.Finite
		*total[i].Sum += *b.Sum
		*total[i].Min, *total[i].Max = min(*total[i].Min, *b.Min), max(*total[i].Max, *b.Max)
	}
}
