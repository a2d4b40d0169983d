package npy

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/internal/conform"
	"github.com/bandprep/bandprep/raster"
)

// value is element k of the arrays that testdata/make.py writes.
func value(name string, k int) float64 {
	v := float64(k % 100)
	switch name[0] {
	case 'b':
		return float64(k % 2)
	case 'i':
		return v - 50
	case 'f':
		if !strings.HasPrefix(name, "fortran") {
			return (v - 50) / 4
		}
	}
	return v
}

func read(t *testing.T, s raster.Source) (raster.Header, []float64) {
	t.Helper()
	h := s.Header()
	var b raster.Block
	if err := s.Read(context.Background(), h.Window(), &b); err != nil {
		t.Fatal(err)
	}
	v := make([]float64, len(h.Bands)*h.Width*h.Height)
	for i := range v {
		v[i] = b.At(i, h.Type)
	}
	return h, v
}

func TestTypes(t *testing.T) {
	types := map[string]raster.SampleType{
		"b1": raster.Uint8, "u1": raster.Uint8, "i1": raster.Int8, "u2": raster.Uint16, "u2-big": raster.Uint16, "i2": raster.Int16,
		"i4-big": raster.Int32, "u4": raster.Uint32, "i8": raster.Int64, "u8-big": raster.Uint64, "f2": raster.Float16, "f2-big": raster.Float16,
		"f4": raster.Float32, "f4-big": raster.Float32, "f8": raster.Float64,
		"fortran": raster.Uint16, "version2": raster.Uint8, "version3": raster.Uint8,
	}
	for name, typ := range types {
		s, err := Open(raster.Bytes(conform.Testdata(t, name+".npy")), raster.Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		h, v := read(t, s)
		if h.Width != 5 || h.Height != 4 || len(h.Bands) != 3 || h.Type != typ {
			t.Errorf("%s: %+v", name, h)
			continue
		}
		for i := range v {
			band, pixel := i/20, i%20
			if want := value(name, pixel*3+band); v[i] != want {
				t.Errorf("%s: band %d, pixel %d: %v, want %v", name, band, pixel, v[i], want)
				break
			}
		}
	}
}

func TestAxes(t *testing.T) {
	data := conform.Testdata(t, "u1.npy") // 4×5×3
	for axes, want := range map[string]raster.Header{
		"":    {Width: 5, Height: 4, Bands: make([]raster.Band, 3), Pages: 1},
		"chw": {Width: 3, Height: 5, Bands: make([]raster.Band, 4), Pages: 1},
		"nhw": {Width: 3, Height: 5, Bands: make([]raster.Band, 1), Pages: 4},
		"whc": {Width: 4, Height: 5, Bands: make([]raster.Band, 3), Pages: 1},
	} {
		s, err := Open(raster.Bytes(data), raster.Options{Axes: axes})
		if err != nil {
			t.Errorf("%s: %v", axes, err)
			continue
		}
		if h := s.Header(); h.Width != want.Width || h.Height != want.Height || len(h.Bands) != len(want.Bands) || h.Pages != want.Pages {
			t.Errorf("%s: %+v", axes, h)
		}
	}
	for _, axes := range []string{"hw", "hhw", "nhc", "xyz", "nhwc"} {
		if _, err := Open(raster.Bytes(data), raster.Options{Axes: axes}); err == nil {
			t.Errorf("%s: no error", axes)
		}
	}
}

// Images of an archive follow each other: 20 of 6×6 and one of 4×5; labels are
// passed over.
func TestArchive(t *testing.T) {
	for _, name := range []string{"plain.npz", "packed.npz"} {
		first, err := Open(raster.Bytes(conform.Testdata(t, name)), raster.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if h := first.Header(); h.Pages != 21 {
			t.Fatalf("%s: %d images", name, h.Pages)
		}
		for i := range 21 {
			paged, err := first.(raster.Paged).Page(i)
			if err != nil {
				t.Fatal(err)
			}
			opened, err := Open(raster.Bytes(conform.Testdata(t, name)), raster.Options{Page: i})
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range []raster.Source{paged, opened} {
				h, v := read(t, s)
				if i == 20 && (h.Width != 5 || h.Type != raster.Uint16) || i < 20 && h.Width != 6 {
					t.Fatalf("%s, image %d: %+v", name, i, h)
				}
				for k := range v {
					if want := float64((i%20*36 + k) % 100); v[k] != want {
						t.Fatalf("%s, image %d, sample %d: %v, want %v", name, i, k, v[k], want)
					}
				}
			}
		}
		if _, err := first.(raster.Paged).Page(21); !raster.IsTyped(err) {
			t.Errorf("image 21: %v", err)
		}
	}
}

func TestRefused(t *testing.T) {
	for _, name := range []string{"complex.npy", "line.npy"} {
		if _, err := Open(raster.Bytes(conform.Testdata(t, name)), raster.Options{}); !raster.IsTyped(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzOpen(f *testing.F) {
	for _, name := range []string{"u1.npy", "fortran.npy", "version3.npy", "plain.npz", "packed.npz"} {
		f.Add(conform.Testdata(f, name))
	}
	f.Fuzz(func(t *testing.T, data []byte) { conform.Hostile(t, Open, data) })
}

// Damaged files give typed errors.
func TestDamaged(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, name := range []string{"f4.npy", "fortran.npy", "version2.npy", "plain.npz", "packed.npz"} {
		conform.Mutate(t, Open, conform.Testdata(t, name), r, 200)
	}
}
