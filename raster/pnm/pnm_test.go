package pnm

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/bandprep/bandprep/internal/conform"
	"github.com/bandprep/bandprep/raster"
)

// samples are files and their content: as Pillow 9.4 opens them (convert("L")
// for bits), as GDAL 3.6.2 for 16 bits and floats, and by hand from pam(5) for
// the kinds that neither reads.
var samples = []struct {
	name, file string
	bands      int
	typ        raster.SampleType
	want       []float64
}{
	{"P1", "P1\n# a comment\n3 2\n1 0 1\n011", 1, raster.Uint8, []float64{0, 255, 0, 255, 0, 0}},
	{"P4", "P4 9 2\n\x80\x80\x01\x00", 1, raster.Uint8, []float64{0, 255, 255, 255, 255, 255, 255, 255, 0, 255, 255, 255, 255, 255, 255, 255, 0, 255}},
	{"P2", "P2 3 1 255 0 128 255\n", 1, raster.Uint8, []float64{0, 128, 255}},
	{"P2 to 6", "P2 7 1 6 0 1 2 3 4 5 6", 1, raster.Uint8, []float64{0, 42, 85, 128, 170, 212, 255}},
	{"P2 to 4095", "P2 2 1 4095 0 4095", 1, raster.Uint16, []float64{0, 4095}},
	{"P3", "P3 2 1 255 1 2 3 4 5 6", 3, raster.Uint8, []float64{1, 4, 2, 5, 3, 6}},
	{"P5", "P5 2 2 255\n\x00\x01\x02\xff", 1, raster.Uint8, []float64{0, 1, 2, 255}},
	{"P5 to 15", "P5 2 1 15\n\x01\x0f", 1, raster.Uint8, []float64{17, 255}},
	{"P5 16 bits", "P5 2 1 65535\n\x01\x02\xff\xfe", 1, raster.Uint16, []float64{258, 65534}},
	{"P6", "P6\n#c\n2 1\n#d\n255\n\x01\x02\x03\x04\x05\x06", 3, raster.Uint8, []float64{1, 4, 2, 5, 3, 6}},
	{"P7", "P7\nWIDTH 2\nHEIGHT 1\nDEPTH 2\nMAXVAL 255\nTUPLTYPE GRAYSCALE_ALPHA\nENDHDR\n\x01\xff\x03\x00", 2, raster.Uint8, []float64{1, 3, 255, 0}},
	{"Pf", "Pf 1 2 -1.0\n\x00\x00\x80\x3f\x00\x00\x00\xc0", 1, raster.Float32, []float64{-2, 1}},
	{"PF", "PF 1 1 1\n\x3f\x80\x00\x00\x40\x00\x00\x00\x40\x40\x00\x00", 3, raster.Float32, []float64{1, 2, 3}},
}

func TestRead(t *testing.T) {
	for _, s := range samples {
		src, err := Open(raster.Bytes([]byte(s.file)), raster.Options{})
		if err != nil {
			t.Errorf("%s: %v", s.name, err)
			continue
		}
		h := src.Header()
		var b raster.Block
		if err := src.Read(context.Background(), h.Window(), &b); err != nil {
			t.Errorf("%s: %v", s.name, err)
			continue
		}
		got := make([]float64, len(h.Bands)*h.Width*h.Height)
		for i := range got {
			got[i] = b.At(i, h.Type)
		}
		if len(h.Bands) != s.bands || h.Type != s.typ || !slices.Equal(got, s.want) {
			t.Errorf("%s: %d bands of %v: %v, want %d of %v: %v", s.name, len(h.Bands), h.Type, got, s.bands, s.typ, s.want)
		}
	}
}

func FuzzOpen(f *testing.F) {
	for _, s := range samples {
		f.Add([]byte(s.file))
	}
	f.Fuzz(func(t *testing.T, data []byte) { conform.Hostile(t, Open, data) })
}

// Damaged files give typed errors.
func TestDamaged(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, s := range samples {
		conform.Mutate(t, Open, []byte(s.file), r, 100)
	}
}
