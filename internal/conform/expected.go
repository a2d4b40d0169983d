// Package conform compares format rooms with what GDAL and Pillow read from a
// collection of small files out of public test suites, and writes the outcome
// down for docs/formats. It is used by tests only.
package conform

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/internal/testfile"
)

// Statistics are those of one band.
type Statistics struct {
	Count         int64
	Min, Max, Sum float64
}

// GDALBand is one band as GDAL reads it.
type GDALBand struct {
	Type, Interp string
	Palette      bool
	NoData       *float64
	All, Valid   Statistics
}

// GDAL is what GDAL reads from a file, or its error in Why.
type GDAL struct {
	Width, Height int
	Bands         []GDALBand
	Status, Why   string
}

// Pillow is what Pillow reads from a file, or its error in Why. RGBA holds the
// image after convert('RGBA') for the modes P and 1.
type Pillow struct {
	Width, Height int
	Mode          string
	Bands, RGBA   []Statistics
	Why           string
}

// Expected is one file of the collection.
type Expected struct {
	File, Origin string
	GDAL         *GDAL
	Pillow       *Pillow
}

// Path returns where the file is.
func (e *Expected) Path(t testing.TB, format string) string {
	return testfile.Shared(t, "conformance", format, e.File)
}

// Load returns the expectations of a format.
func Load(t testing.TB, format string) []Expected {
	t.Helper()
	data, err := os.ReadFile(testfile.Shared(t, "conformance", format, "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all []Expected
	// GDAL's nodata may be NaN, which JSON has no word for.
	if err := json.Unmarshal([]byte(strings.ReplaceAll(string(data), "NaN", "null")), &all); err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		if e.GDAL != nil && e.GDAL.Status == "error" && e.GDAL.Why == "" {
			e.GDAL.Why = "no reason given"
		}
	}
	return all
}
