package webp

import (
	"bytes"
	"context"
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/bandprep/bandprep/internal/conform"
	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/raster"
)

var update = flag.Bool("update", false, "write docs/formats/webp.md")

// refused holds what Pillow or GDAL reads and this package does not.
var refused = map[string]string{}

func explain(reader string, e *conform.Expected, m *conform.Measured) string {
	return ""
}

func TestConformance(t *testing.T) {
	room := conform.Room{Format: format, Open: Open, Explain: explain, Refused: refused}
	all := room.Run(t)
	if *update {
		room.Write(t, "WebP", all)
	}
}

// Samples equal those of Pillow, which testdata/make.py wrote down.
func TestSamples(t *testing.T) {
	for _, name := range []string{"lossy", "even", "alpha", "lossless"} {
		data, err := os.ReadFile(filepath.Join("testdata", name+".webp"))
		if err != nil {
			t.Fatal(err)
		}
		want, err := os.ReadFile(filepath.Join("testdata", name+".raw"))
		if err != nil {
			t.Fatal(err)
		}
		s, err := Open(raster.Bytes(data), raster.Options{})
		if err != nil {
			t.Fatal(name, err)
		}
		h := s.Header()
		var b raster.Block
		if err := s.Read(context.Background(), h.Window(), &b); err != nil {
			t.Fatal(name, err)
		}
		if !bytes.Equal(b.U8, want) {
			t.Errorf("%s: samples differ", name)
		}
	}
}

// pixel is a lossless image of one pixel.
const pixel = "RIFF\x1a\x00\x00\x00WEBPVP8L\x0e\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"

func FuzzOpen(f *testing.F) {
	f.Add([]byte(pixel))
	f.Fuzz(func(t *testing.T, data []byte) { conform.Hostile(t, Open, data) })
}

// Damaged files give typed errors.
func TestDamaged(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	conform.Mutate(t, Open, []byte(pixel), r, 200)
	for _, pattern := range []string{"webp/*.webp", "corrupt/*"} {
		files, err := filepath.Glob(testfile.Shared(t, "conformance", pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if Sniff(data) && len(data) < 8000 {
				conform.Mutate(t, Open, data, r, 20)
			}
		}
	}
}
