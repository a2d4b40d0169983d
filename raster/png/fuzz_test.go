package png

import (
	"image"
	"math/rand/v2"
	"testing"

	"github.com/bandprep/bandprep/internal/conform"
)

func FuzzOpen(f *testing.F) {
	f.Add(encode(f, noise(9, 5, true)))
	f.Add(encode(f, image.NewGray16(image.Rect(0, 0, 3, 3))))
	f.Fuzz(func(t *testing.T, data []byte) { conform.Hostile(t, Open, data) })
}

// Damaged files give typed errors.
func TestDamaged(t *testing.T) {
	conform.Mutate(t, Open, encode(t, noise(40, 30, false)), rand.New(rand.NewPCG(5, 6)), 400)
	conform.Corrupt(t, Sniff, Open)
}
