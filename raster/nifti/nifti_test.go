package nifti

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/internal/conform"
	"github.com/bandprep/bandprep/raster"
)

// open opens a file of testdata, with its header beside it where it has one.
func openFile(t *testing.T, name string, o raster.Options) (raster.Source, error) {
	t.Helper()
	data := raster.Bytes(conform.Testdata(t, name))
	if filepath.Ext(name) == ".img" {
		return OpenPair(data, raster.Bytes(conform.Testdata(t, strings.TrimSuffix(name, ".img")+".hdr")), o)
	}
	return Open(data, o)
}

func page(t *testing.T, s raster.Source, i int) (raster.Source, raster.Header, *raster.Block) {
	t.Helper()
	p, err := s.(raster.Paged).Page(i)
	if err != nil {
		t.Fatal(err)
	}
	h, b := p.Header(), new(raster.Block)
	if err := p.Read(context.Background(), h.Window(), b); err != nil {
		t.Fatal(err)
	}
	return p, h, b
}

var sampleTypes = map[string]raster.SampleType{
	"u1": raster.Uint8, "i1": raster.Int8, "u2": raster.Uint16, "i2": raster.Int16, "u4": raster.Uint32, "i4": raster.Int32,
	"u8": raster.Uint64, "i8": raster.Int64, "f4": raster.Float32, "f8": raster.Float64,
}

// The files were written with nibabel and numpy; see testdata/make.py for their
// content.
func TestRead(t *testing.T) {
	var names []string
	for _, pattern := range []string{"[uif][1248]*.nii", "*.nii.gz", "*.img"} {
		found, err := filepath.Glob("testdata/" + pattern)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, found...)
	}
	if len(names) != 26 {
		t.Fatal(names)
	}
	for _, path := range names {
		name := filepath.Base(path)
		s, err := openFile(t, name, raster.Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for z := range 3 {
			p, h, b := page(t, s, z)
			if h.Type != sampleTypes[name[:2]] || h.Width != 5 || h.Height != 4 || len(h.Bands) != 1 || h.Pages != 3 || !h.Volume || *h.Bands[0].Scale != 2 || *h.Bands[0].Offset != -10 {
				t.Fatalf("%s: %+v", name, h)
			}
			for i := range 20 {
				want := float64(z*40 + i/5*7 + i%5)
				switch name[0] {
				case 'i':
					want -= 60
				case 'f':
					want /= 4
				}
				if got := b.At(i, h.Type); got != want {
					t.Errorf("%s, slice %d, sample %d: %v, want %v", name, z, i, got, want)
					break
				}
			}
			want := "[{dim 5 4 3 [5 4 3]} {pixdim 2 3 4 [2 3 4]} {scl_slope 2 [2]} {scl_inter -10 [-10]} {descrip made by make.py []} {axes columns, rows, slices []}]"
			if got := fmt.Sprint(raster.Facts(p)); got != want {
				t.Errorf("%s: %s", name, got)
			}
		}
		s.Close()
	}
}

// Slices of all volumes follow each other; with axes, volumes are bands.
func TestTime(t *testing.T) {
	s, err := openFile(t, "time.nii", raster.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, h, b := page(t, s, 4); h.Pages != 6 || b.At(7, h.Type) != 100+40+7+2 {
		t.Errorf("%+v, %v", h, b.U16)
	}
	s, err = openFile(t, "time.nii", raster.Options{Axes: "whnc"})
	if err != nil {
		t.Fatal(err)
	}
	if _, h, b := page(t, s, 2); h.Pages != 3 || len(h.Bands) != 2 || b.At(20+7, h.Type) != 100+80+7+2 {
		t.Errorf("%+v, %v", h, b.U16)
	}
	for _, axes := range []string{"wh", "whn", "whxc"} {
		if _, err := openFile(t, "time.nii", raster.Options{Axes: axes}); !raster.IsTyped(err) {
			t.Errorf("%s: %v", axes, err)
		}
	}
}

func TestColors(t *testing.T) {
	for name, bands := range map[string]int{"rgb.nii": 3, "rgba.nii": 4} {
		s, err := openFile(t, name, raster.Options{})
		if err != nil {
			t.Fatal(err)
		}
		_, h, b := page(t, s, 1)
		if len(h.Bands) != bands || h.Bands[2].Color != raster.Blue || (h.AlphaBand() == 3) != (bands == 4) || h.Bands[0].Scale != nil {
			t.Errorf("%s: %+v", name, h)
		}
		for i := range 60 {
			if got := int(b.U8[i]); got != 40+i%20/5*7+i%5+i/20 {
				t.Errorf("%s, sample %d: %d", name, i, got)
			}
		}
	}
	s, err := openFile(t, "flat.nii", raster.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if h := s.Header(); h.Pages != 1 || h.Volume || h.Width != 5 || h.Height != 4 {
		t.Errorf("%+v", h)
	}
}

func TestRefused(t *testing.T) {
	pair := conform.Testdata(t, "i2-pair.hdr")
	for want, data := range map[string][]byte{
		"complex": conform.Testdata(t, "complex.nii"), "file of samples beside it": pair, "no NIfTI header": make([]byte, 600),
		"a file of 371 bytes": conform.Testdata(t, "flat.nii")[:371],
	} {
		if _, err := Open(raster.Bytes(data), raster.Options{}); !raster.IsTyped(err) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	// A header that promises more than its packed file can hold takes nothing.
	packed := conform.Testdata(t, "i2-packed.nii.gz")
	if !SniffPacked(packed[:100]) || SniffPacked(packed[:20]) {
		t.Error("a packed file is told by its first bytes")
	}
}

func FuzzOpen(f *testing.F) {
	for _, name := range []string{"i2.nii", "f4-2-be.nii", "i2-packed.nii.gz", "rgb.nii", "time.nii", "i2-pair.hdr"} {
		f.Add(conform.Testdata(f, name))
	}
	f.Fuzz(func(t *testing.T, data []byte) { conform.Hostile(t, Open, data) })
}

// Damaged files give typed errors.
func TestDamaged(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, name := range []string{"i2.nii", "f4-2-be.nii", "i2-packed.nii.gz", "rgb.nii", "time.nii"} {
		conform.Mutate(t, Open, conform.Testdata(t, name), r, 200)
	}
	conform.Mutate(t, func(f raster.File, o raster.Options) (raster.Source, error) {
		return OpenPair(raster.Bytes(make([]byte, 1000)), f, o)
	}, conform.Testdata(t, "i2-pair.hdr"), r, 200)
}
