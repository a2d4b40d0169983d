package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/internal/testfile"
)

// TestCrowd measures damaged copies of the files of every format together with
// photos under a small budget: the process stays within it, and any number of
// workers refuses the same files and finds the same.
func TestCrowd(t *testing.T) {
	if testing.Short() {
		t.Skip("hundreds of files")
	}
	n := 600
	if os.Getenv("BANDPREP_LONG") != "" {
		n = 6000
	}
	var samples []string
	for _, pattern := range []string{"testdata/photos/*/*.jpg", "testdata/scenes/*.tif", "raster/*/testdata/*"} {
		names, err := filepath.Glob(filepath.Join(testfile.Root(), filepath.FromSlash(pattern)))
		if err != nil {
			t.Fatal(err)
		}
		samples = append(samples, names...)
	}
	dir, r := t.TempDir(), rand.New(rand.NewPCG(17, 1))
	for i := range n {
		name := samples[r.IntN(len(samples))]
		data, err := os.ReadFile(name)
		if err != nil || len(data) == 0 || strings.HasSuffix(name, ".py") || strings.HasSuffix(name, ".json") {
			continue
		}
		data = bytes.Clone(data)
		for range 1 + r.IntN(4) {
			at := r.IntN(len(data))
			if r.IntN(2) == 0 {
				at = r.IntN(min(len(data), 512))
			}
			data[at] = [...]byte{0, 1, 0x7f, 0x80, 0xff, byte(r.Uint32())}[r.IntN(6)]
		}
		if os.WriteFile(filepath.Join(dir, fmt.Sprintf("%05d%s", i, filepath.Ext(name))), data, 0o644) != nil {
			t.Fatal(name)
		}
	}
	var first string
	for _, workers := range []string{"1", "2", "16"} {
		most, stdout, stderr := peak(t, "stats", "--json", "-q", "--kind", "3xuint8", "--memory", "300MB", "--workers", workers, projectPhotos(), dir)
		if most > 330<<20 {
			t.Errorf("%s workers: %d MB", workers, most>>20)
		}
		if !strings.Contains(stdout, `"skipped"`) || strings.Contains(stdout+stderr, "runtime error") || strings.Contains(stderr, "panic") {
			t.Errorf("%s workers: %.2000s", workers, stdout+stderr)
		}
		if first == "" {
			first = stdout
		}
		if stdout != first {
			t.Errorf("%s workers find something else", workers)
		}
	}
}

// projectPhotos is the folder of the project's photos.
func projectPhotos() string { return testfile.Project("photos") }
