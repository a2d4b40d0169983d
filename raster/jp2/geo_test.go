package jp2

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/internal/testfile"
)

type geoExpectation struct {
	File string
	GDAL struct {
		Geotransform []float64
		EPSG         string
	}
}

func geoExpectations(t testing.TB) []geoExpectation {
	data, err := os.ReadFile(testfile.Shared(t, "conformance", format, "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all []geoExpectation
	if err := json.Unmarshal([]byte(strings.ReplaceAll(string(data), "NaN", "null")), &all); err != nil {
		t.Fatal(err)
	}
	return all
}
