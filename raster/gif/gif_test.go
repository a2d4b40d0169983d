package gif

import (
	"bytes"
	"context"
	"flag"
	"image"
	"image/color"
	stdgif "image/gif"
	"math/rand/v2"
	"testing"

	"github.com/bandprep/bandprep/internal/conform"
	"github.com/bandprep/bandprep/raster"
)

var update = flag.Bool("update", false, "write docs/formats/gif.md")

// refused holds what Pillow or GDAL reads and this package does not.
var refused = map[string]string{}

func explain(reader string, e *conform.Expected, m *conform.Measured) string {
	if reader == "GDAL" && m.All[0].Count > e.GDAL.Bands[0].All.Count {
		return "gives the frame without the screen around it"
	}
	return ""
}

func TestConformance(t *testing.T) {
	room := conform.Room{Format: format, Open: Open, Explain: explain, Refused: refused}
	all := room.Run(t)
	if *update {
		room.Write(t, "GIF", all)
	}
}

// sample returns a noisy image, large enough to fill the table of codes, as
// written by image/gif.
func sample(t testing.TB, w, h int) ([]byte, *image.Paletted) {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 1))
	p := make(color.Palette, 200)
	for i := range p {
		p[i] = color.RGBA{byte(r.Uint32()), byte(r.Uint32()), byte(i), 255}
	}
	img := image.NewPaletted(image.Rect(0, 0, w, h), p)
	for i := range img.Pix {
		img.Pix[i] = byte(r.IntN(200))
	}
	var b bytes.Buffer
	if err := stdgif.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), img
}

func TestLikeStandardLibrary(t *testing.T) {
	data, img := sample(t, 300, 200)
	s, err := Open(raster.Bytes(data), raster.Options{Indices: true})
	if err != nil {
		t.Fatal(err)
	}
	var b raster.Block
	if err := s.Read(context.Background(), raster.Window{W: 300, H: 200}, &b); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b.U8, img.Pix) {
		t.Fatal("indices differ")
	}
}

func FuzzOpen(f *testing.F) {
	data, _ := sample(f, 12, 9)
	f.Add(data)
	f.Fuzz(func(t *testing.T, data []byte) { conform.Hostile(t, Open, data) })
}

// Damaged files give typed errors.
func TestDamaged(t *testing.T) {
	data, _ := sample(t, 20, 10)
	conform.Mutate(t, Open, data, rand.New(rand.NewPCG(5, 6)), 400)
	conform.Corrupt(t, Sniff, Open)
}
