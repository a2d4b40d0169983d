package jp2

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/bandprep/bandprep/internal/conform"
	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/raster"
)

// seeds are the files of testdata.
func seeds(t testing.TB) [][]byte {
	var all [][]byte
	for _, pattern := range []string{"*.jp2", "*.j2k"} {
		files, err := filepath.Glob(filepath.Join("testdata", pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, data)
		}
	}
	return all
}

func FuzzOpen(f *testing.F) {
	for _, data := range seeds(f) {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) { conform.Hostile(t, Open, data) })
}

func FuzzBoxes(f *testing.F) {
	for _, data := range seeds(f) {
		f.Add(data[:min(len(data), 1000)])
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := readBoxes(raster.Bytes(data), conform.Limits); err != nil && !raster.IsTyped(err) {
			t.Fatalf("error without a type: %v", err)
		}
		readGeoTIFF(data)
		readGML(data)
	})
}

// Damaged files give typed errors.
func TestDamaged(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, data := range seeds(t) {
		conform.Mutate(t, Open, data, r, 150)
	}
	for _, folder := range []string{"corrupt", format} {
		files, err := filepath.Glob(testfile.Shared(t, "conformance", folder, "*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if Sniff(data) {
				conform.Hostile(t, Open, data)
			}
		}
	}
}
