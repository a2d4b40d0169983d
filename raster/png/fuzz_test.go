package png

import (
	"image"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/bandprep/bandprep/internal/conform"
	"github.com/bandprep/bandprep/internal/testfile"
)

func FuzzOpen(f *testing.F) {
	f.Add(encode(f, noise(9, 5, true)))
	f.Add(encode(f, image.NewGray16(image.Rect(0, 0, 3, 3))))
	f.Fuzz(func(t *testing.T, data []byte) { conform.Hostile(t, Open, data) })
}

// Damaged files give typed errors.
func TestDamaged(t *testing.T) {
	conform.Mutate(t, Open, encode(t, noise(40, 30, false)), rand.New(rand.NewPCG(5, 6)), 400)
	files, err := filepath.Glob(testfile.Shared(t, "conformance", "corrupt", "*"))
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
