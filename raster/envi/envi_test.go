package envi

import (
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/internal/conform"
	"github.com/bandprep/bandprep/raster"
)

func file(t testing.TB, name string) raster.File {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return raster.Bytes(data)
}

// The images were written by GDAL; see testdata/make.py for their content.
func TestRead(t *testing.T) {
	types := map[string]raster.SampleType{"u1": raster.Uint8, "i2": raster.Int16, "i2big": raster.Int16, "u2": raster.Uint16,
		"i4": raster.Int32, "u4": raster.Uint32, "f4": raster.Float32, "f8": raster.Float64}
	headers, err := filepath.Glob("testdata/*.hdr")
	if err != nil || len(headers) == 0 {
		t.Fatal(headers, err)
	}
	for _, path := range headers {
		name := strings.TrimSuffix(filepath.Base(path), ".hdr")
		s, err := OpenPair(file(t, name), file(t, name+".hdr"), raster.Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		kind, _, _ := strings.Cut(name, "-")
		h := s.Header()
		if h.Width != 7 || h.Height != 5 || len(h.Bands) != 3 || h.Type != types[kind] || h.Bands[2].Name != "B03" || *h.Bands[0].NoData != 5 {
			t.Errorf("%s: %+v", name, h)
		}
		if want := [6]float64{500000, 30, 0, 8000000, 0, -30}; h.Geo == nil || h.Geo.Transform != want || h.Geo.EPSG != 32733 {
			t.Errorf("%s: %+v", name, h.Geo)
		}
		w := raster.Window{X: 1, Y: 2, W: 5, H: 3}
		var b raster.Block
		if err := s.Read(context.Background(), w, &b); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for i := range 3 * w.Pixels() {
			want := float64((i/15*40 + (i%15/5+w.Y)*7 + i%5 + w.X) % 120)
			switch kind[0] {
			case 'i':
				want -= 60
			case 'f':
				want /= 4
			}
			if got := b.At(i, h.Type); got != want {
				t.Errorf("%s: sample %d: %v, want %v", name, i, got, want)
				break
			}
		}
	}
}

// Header fields as in the examples of NV5's description of the format.
func TestParse(t *testing.T) {
	f, err := Parse("ENVI\ndescription = {\n a file\n with two lines}\n; a comment = 1\nBand  Names = {a, b c ,\n d}\nsamples=4\r\nwavelength = {400.5, 500}\n")
	if err != nil {
		t.Fatal(err)
	}
	if got := f.list("band names"); !slices.Equal(got, []string{"a", "b c", "d"}) {
		t.Errorf("%q", got)
	}
	if f["samples"] != "4" || f["description"] != "a file  with two lines" {
		t.Errorf("%q", f)
	}
	if _, err := Parse("ENVI\nx = {1,\n"); !raster.IsTyped(err) {
		t.Error(err)
	}
}

// A rotated image as GDAL 3.6.2 places it.
func TestRotation(t *testing.T) {
	f, err := Parse("ENVI\nmap info = {UTM, 1, 1, 1000, 2000, 10, 10, 33, North, WGS-84, units=Meters, rotation=30}\n")
	if err != nil {
		t.Fatal(err)
	}
	want := [6]float64{1000, 8.660254037844387, 5, 2000, 5, -8.660254037844387}
	for i, v := range f.geo().Transform {
		if d := v - want[i]; d > 1e-9 || d < -1e-9 {
			t.Errorf("transform %v, want %v", f.geo().Transform, want)
			break
		}
	}
}

func pair(f raster.File, o raster.Options) (raster.Source, error) {
	return OpenPair(raster.Bytes(make([]byte, 1000)), f, o)
}

func FuzzHeader(f *testing.F) {
	data, err := os.ReadFile("testdata/i2-bil.hdr")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Fuzz(func(t *testing.T, data []byte) { conform.Hostile(t, pair, data) })
}

// Damaged headers give typed errors.
func TestDamaged(t *testing.T) {
	data, err := os.ReadFile("testdata/u1-bip.hdr")
	if err != nil {
		t.Fatal(err)
	}
	conform.Mutate(t, pair, data, rand.New(rand.NewPCG(5, 6)), 500)
}
