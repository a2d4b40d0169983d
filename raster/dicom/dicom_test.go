package dicom

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/internal/conform"
	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/raster"
)

// pixels is one frame.
type pixels struct {
	header raster.Header
	values []float64
}

// read returns all frames of a file.
func read(t *testing.T, name string, o raster.Options) []pixels {
	t.Helper()
	first, err := Open(raster.Bytes(conform.Testdata(t, name)), o)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	var all []pixels
	for i := range first.Header().Pages {
		s, err := first.(raster.Paged).Page(i)
		if err != nil {
			t.Fatalf("%s, frame %d: %v", name, i, err)
		}
		h := s.Header()
		var b raster.Block
		if err := s.Read(context.Background(), h.Window(), &b); err != nil {
			t.Fatalf("%s, frame %d: %v", name, i, err)
		}
		p := pixels{h, make([]float64, len(h.Bands)*h.Width*h.Height)}
		for k := range p.values {
			p.values[k] = b.At(k, h.Type)
		}
		all = append(all, p)
	}
	return all
}

// Native files hold what numpy put into them; see testdata/make.py.
func TestNative(t *testing.T) {
	var expected map[string][][]struct{ Min, Max, Sum, Weighted float64 }
	if err := json.Unmarshal(conform.Testdata(t, "expected.json"), &expected); err != nil {
		t.Fatal(err)
	}
	for name, frames := range expected {
		got := read(t, name+".dcm", raster.Options{})
		if len(got) != len(frames) {
			t.Errorf("%s: %d frames, want %d", name, len(got), len(frames))
			continue
		}
		for i, bands := range frames {
			n := 49 * 38
			if len(got[i].values) != n*len(bands) {
				t.Errorf("%s, frame %d: %d samples, want %d bands", name, i, len(got[i].values), len(bands))
				continue
			}
			for b, want := range bands {
				min, max, sum, weighted := got[i].values[b*n], got[i].values[b*n], 0.0, 0.0
				for k, v := range got[i].values[b*n : (b+1)*n] {
					if v < min {
						min = v
					}
					if v > max {
						max = v
					}
					sum += v
					weighted += v * float64(k)
				}
				if min != want.Min || max != want.Max || sum != want.Sum || weighted != want.Weighted {
					t.Errorf("%s, frame %d, band %d: %v, %v, %v, %v, want %v", name, i, b, min, max, sum, weighted, want)
				}
			}
		}
	}
}

// A file in another transfer syntax holds the pixels of the native one. Lossy
// ones are within the tolerance of what dcmtk decodes; it has decoders of its
// own for JPEG (of release 6b of the Independent JPEG Group).
func TestTransferSyntaxes(t *testing.T) {
	names, err := filepath.Glob("testdata/*-*.dcm")
	if err != nil || len(names) < 40 {
		t.Fatal(names, err)
	}
	for _, path := range names {
		name := filepath.Base(path)
		if strings.Contains(name, ".out.") {
			continue
		}
		original, syntax, _ := strings.Cut(strings.TrimSuffix(name, ".dcm"), "-")
		reference, tolerance := original+".dcm", 0.0
		switch syntax {
		case "baseline", "extended", "near", "ybr":
			reference = strings.TrimSuffix(name, ".dcm") + ".out.dcm"
			if original == "rgb" {
				tolerance = 1
			}
		}
		want, got := read(t, reference, raster.Options{}), read(t, name, raster.Options{})
		if len(got) != len(want) {
			t.Errorf("%s: %d frames, want %d", name, len(got), len(want))
			continue
		}
		for i := range got {
			if g, w := got[i].header, want[i].header; g.Type != w.Type || len(g.Bands) != len(w.Bands) || g.Bits != w.Bits || g.MinIsWhite != w.MinIsWhite || g.Group != w.Group {
				t.Errorf("%s: header %+v, want %+v", name, g, w)
				continue
			}
			for k, v := range got[i].values {
				if d := v - want[i].values[k]; d > tolerance || d < -tolerance {
					t.Errorf("%s, frame %d, sample %d: %v, want %v", name, i, k, v, want[i].values[k])
					break
				}
			}
		}
	}
}

func TestHeader(t *testing.T) {
	h := read(t, "s16.dcm", raster.Options{})[0].header
	b := h.Bands[0]
	if h.Group != "P-17" || h.Type != raster.Int16 || *b.Scale != 0.5 || *b.Offset != -1024 || *b.NoData != -2000 || h.MinIsWhite {
		t.Errorf("%+v", h)
	}
	if h := read(t, "g16.dcm", raster.Options{})[0].header; !h.MinIsWhite || h.Bits != 0 {
		t.Errorf("%+v", h)
	}
	if h := read(t, "s12.dcm", raster.Options{})[0].header; h.Bits != 12 {
		t.Errorf("%+v", h)
	}
}

func TestIndices(t *testing.T) {
	got, want := read(t, "palette.dcm", raster.Options{Indices: true})[0], read(t, "g8.dcm", raster.Options{})[0]
	for i, v := range got.values {
		if v != want.values[i] {
			t.Fatalf("sample %d: %v, want %v", i, v, want.values[i])
		}
	}
	if got.header.Bands[0].Color != raster.PaletteIndex {
		t.Errorf("%+v", got.header)
	}
}

// Sums of the files of the collection, from numpy over what dcmconv +te and
// gdcmconv --raw write.
func TestCollection(t *testing.T) {
	for name, want := range map[string]conform.Statistics{
		"0029ebbb-dicom_file04.dcm": {Count: 512 * 512, Min: 0, Max: 255, Sum: 33322688},
		"0ea9bed1-dicom_file90.dcm": {Count: 256 * 256, Min: 0, Max: 1498, Sum: 6052733},
	} {
		data, err := os.ReadFile(testfile.Shared(t, "conformance", "dicom", name))
		if err != nil {
			t.Fatal(err)
		}
		s, err := Open(raster.Bytes(data), raster.Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if m, err := conform.Measure(s); err != nil || m.All[0] != want {
			t.Errorf("%s: %v, %v, want %v", name, m.All, err, want)
		}
	}
}

func FuzzOpen(f *testing.F) {
	for _, name := range []string{"g8-implicit.dcm", "g8-big.dcm", "g8-deflated.dcm", "frames-rle.dcm", "g12-sv1.dcm", "g12-extended.dcm", "g8-ls.dcm", "palette.dcm", "bits.dcm"} {
		f.Add(conform.Testdata(f, name))
	}
	f.Add(build(explicitLittle, grey([]int16{-2000, -1995, 0}, 16, 16, 1, item{tagPadding, "US", uint16(63536)}, item{tagPaddingLimit, "US", uint16(63541)})...))
	f.Add(build(explicitLittle, segmentedImage(8, []uint16{1, 2, 3}, []uint8{0, 2, 1, 2, 2, 1, 0, 0, 0, 0})...))
	f.Fuzz(func(t *testing.T, data []byte) { conform.Hostile(t, Open, data) })
}

// Damaged files give typed errors.
func TestDamaged(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	names, err := filepath.Glob("testdata/*.dcm")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		conform.Mutate(t, Open, conform.Testdata(t, filepath.Base(name)), r, 20)
	}
}
