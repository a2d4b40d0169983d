package mat

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/internal/conform"
	"github.com/bandprep/bandprep/raster"
)

func open(t *testing.T, name string, o raster.Options) (raster.Source, raster.Header) {
	t.Helper()
	s, err := Open(raster.Bytes(conform.Testdata(t, name+".mat")), o)
	if err != nil {
		t.Fatal(name, err)
	}
	return s, s.Header()
}

// The files were written by SciPy; see testdata/make.py for their content.
func TestCube(t *testing.T) {
	for name, typ := range map[string]raster.SampleType{
		"u1": raster.Uint8, "i1": raster.Int8, "u2": raster.Uint16, "i2": raster.Int16, "u4": raster.Uint32, "i4": raster.Int32,
		"u8": raster.Uint64, "i8": raster.Int64, "f4": raster.Float32, "f8": raster.Float64,
		"u2-packed": raster.Uint16, "f4-packed": raster.Float32,
	} {
		s, h := open(t, name, raster.Options{})
		if h.Width != 7 || h.Height != 5 || len(h.Bands) != 3 || h.Type != typ {
			t.Fatalf("%s: %+v", name, h)
		}
		w := raster.Window{X: 1, Y: 2, W: 5, H: 3}
		var b raster.Block
		if err := s.Read(context.Background(), w, &b); err != nil {
			t.Fatal(name, err)
		}
		for i := range 3 * w.Pixels() {
			want := float64((i/15*40 + (i%15/5+w.Y)*7 + i%5 + w.X) % 120)
			switch name[0] {
			case 'i':
				want -= 60
			case 'f':
				want /= 4
			}
			if got := b.At(i, h.Type); got != want {
				t.Fatalf("%s: sample %d: %v, want %v", name, i, got, want)
			}
		}
	}
}

// Four dimensions are images along the last one: element (y, x, c, n) of the
// file is ((y·6 + x)·3 + c)·5 + n.
func TestImages(t *testing.T) {
	first, h := open(t, "images", raster.Options{})
	if h.Pages != 5 || h.Width != 6 || h.Height != 4 || len(h.Bands) != 3 {
		t.Fatalf("%+v", h)
	}
	s, err := first.(raster.Paged).Page(3)
	if err != nil {
		t.Fatal(err)
	}
	var b raster.Block
	if err := s.Read(context.Background(), h.Window(), &b); err != nil {
		t.Fatal(err)
	}
	for i, v := range b.U16 {
		if c, y, x := i/24, i%24/6, i%6; int(v) != ((y*6+x)*3+c)*5+3 {
			t.Fatalf("sample %d: %d", i, v)
		}
	}
}

func TestMap(t *testing.T) {
	if _, h := open(t, "map", raster.Options{}); h.Width != 7 || h.Height != 5 || len(h.Bands) != 1 {
		t.Fatalf("%+v", h)
	}
}

func TestRefused(t *testing.T) {
	hdf := make([]byte, 128)
	copy(hdf[124:], "\x00\x02IM")
	for want, data := range map[string][]byte{"no array": conform.Testdata(t, "complex"+".mat"), "HDF5": hdf} {
		_, err := Open(raster.Bytes(data), raster.Options{})
		if !raster.IsTyped(err) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

func FuzzOpen(f *testing.F) {
	for _, name := range []string{"u2", "u2-packed", "images", "complex"} {
		f.Add(conform.Testdata(f, name+".mat"))
	}
	f.Fuzz(func(t *testing.T, data []byte) { conform.Hostile(t, Open, data) })
}

// Damaged files give typed errors.
func TestDamaged(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, name := range []string{"u2", "u2-packed", "images"} {
		conform.Mutate(t, Open, conform.Testdata(t, name+".mat"), r, 300)
	}
}
