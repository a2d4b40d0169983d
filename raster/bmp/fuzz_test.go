package bmp

import (
	"bytes"
	"context"
	"encoding/binary"
	"image"
	"image/color"
	"math/rand/v2"
	"testing"

	xbmp "golang.org/x/image/bmp"

	"github.com/bandprep/bandprep/internal/conform"
	"github.com/bandprep/bandprep/raster"
)

// sample returns a bitmap written by golang.org/x/image/bmp.
func sample(t testing.TB, img image.Image) []byte {
	var b bytes.Buffer
	if err := xbmp.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func paletted() *image.Paletted {
	img := image.NewPaletted(image.Rect(0, 0, 7, 5), color.Palette{color.White, color.NRGBA{1, 2, 3, 255}, color.Black})
	for i := range img.Pix {
		img.Pix[i] = byte(i % 3)
	}
	return img
}

// runs is a run-length coded bitmap: 4×2 pixels of 8 bits with a run, single
// pixels, an end of row and an end of the bitmap.
func runs() []byte {
	b := make([]byte, 54+1024)
	copy(b, "BM")
	le := binary.LittleEndian
	le.PutUint32(b[10:], 54+1024)
	le.PutUint32(b[14:], 40)
	le.PutUint32(b[18:], 4)
	le.PutUint32(b[22:], 2)
	le.PutUint16(b[26:], 1)
	le.PutUint16(b[28:], 8)
	le.PutUint32(b[30:], 1)
	for i := range 256 {
		copy(b[54+4*i:], []byte{byte(3 * i), byte(2 * i), byte(i), 0})
	}
	return append(b, 4, 9, 0, 0, 0, 3, 5, 6, 7, 0, 1, 8, 0, 1)
}

func TestRuns(t *testing.T) {
	if got, want := red(t, runs()), []byte{5, 6, 7, 8, 9, 9, 9, 9}; !bytes.Equal(got, want) {
		t.Fatalf("red %v, want %v", got, want)
	}
}

// An upright run-length coded bitmap is the other way round; the format rules
// it out, but GDAL and Pillow read it.
func TestRunsTopDown(t *testing.T) {
	data := runs()
	binary.LittleEndian.PutUint32(data[22:], ^uint32(1)) // −2 rows
	if got, want := red(t, data), []byte{9, 9, 9, 9, 5, 6, 7, 8}; !bytes.Equal(got, want) {
		t.Fatalf("red %v, want %v", got, want)
	}
}

// Bitmaps without a file header, and those of which the file header says that
// pixels begin where the palette or the header is, are what they are with it.
func TestPixelsBehindPalette(t *testing.T) {
	images := map[string][]byte{
		"8 bits": sample(t, paletted()), "24 bits": sample(t, image.NewRGBA(image.Rect(0, 0, 3, 2))),
		"32 bits": sample(t, noise(5, 4)), "runs": runs()}
	for name, data := range images {
		want := red(t, data)
		if bare := data[14:]; !Sniff(bare) || !bytes.Equal(red(t, bare), want) {
			t.Errorf("%s: without a file header", name)
		}
		for _, at := range []uint32{0, 20, 54} {
			binary.LittleEndian.PutUint32(data[10:], at)
			if !bytes.Equal(red(t, data), want) {
				t.Errorf("%s: pixels said to begin at %d", name, at)
			}
		}
	}
}

func noise(w, h int) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for i := range img.Pix {
		img.Pix[i] = byte(37*i + 1)
	}
	return img
}

// red reads the first band.
func red(t *testing.T, data []byte) []byte {
	t.Helper()
	s, err := Open(raster.Bytes(data), raster.Options{})
	if err != nil {
		t.Fatal(err)
	}
	h := s.Header()
	var b raster.Block
	if err := s.Read(context.Background(), h.Window(), &b); err != nil {
		t.Fatal(err)
	}
	return b.U8[:h.Width*h.Height]
}

func FuzzOpen(f *testing.F) {
	f.Add(sample(f, paletted()))
	f.Add(sample(f, image.NewNRGBA(image.Rect(0, 0, 3, 2))))
	f.Add(runs())
	f.Add(sample(f, paletted())[14:])
	f.Fuzz(func(t *testing.T, data []byte) { conform.Hostile(t, Open, data) })
}

// Damaged files give typed errors.
func TestDamaged(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	conform.Mutate(t, Open, sample(t, paletted()), r, 300)
	conform.Mutate(t, Open, runs(), r, 300)
	conform.Mutate(t, Open, runs()[14:], r, 300)
	conform.Corrupt(t, Sniff, Open)
}
