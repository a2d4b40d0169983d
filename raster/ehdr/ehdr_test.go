package ehdr

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/bandprep/bandprep/internal/conform"
	"github.com/bandprep/bandprep/raster"
)

func read(t *testing.T, header string, data []byte) (raster.Header, []float64) {
	t.Helper()
	s, err := OpenPair(raster.Bytes(data), raster.Bytes([]byte(header)), raster.Options{})
	if err != nil {
		t.Fatalf("%q: %v", header, err)
	}
	h := s.Header()
	var all []float64
	var b raster.Block
	if err := s.Read(context.Background(), h.Window(), &b); err != nil {
		t.Fatalf("%q: %v", header, err)
	}
	for i := range b.Bands * b.Window.Pixels() {
		all = append(all, b.At(i, h.Type))
	}
	return h, all
}

// Layouts as ESRI's description of the format defines them.
func TestLayout(t *testing.T) {
	count := make([]byte, 64)
	for i := range count {
		count[i] = byte(i)
	}
	const size = "NROWS 2\nNCOLS 3\nNBANDS 2\nNBITS 8\n"
	for header, want := range map[string]string{
		size:                                                 "[0 1 2 6 7 8 3 4 5 9 10 11]",
		size + "LAYOUT BIL\nSKIPBYTES 4":                     "[4 5 6 10 11 12 7 8 9 13 14 15]",
		size + "BANDROWBYTES 4\nTOTALROWBYTES 9":             "[0 1 2 9 10 11 4 5 6 13 14 15]",
		size + "layout bip\ntotalrowbytes 8":                 "[0 2 4 8 10 12 1 3 5 9 11 13]",
		size + "LAYOUT BIP\r\nBANDROWBYTES 3":                "[0 2 4 6 8 10 1 3 5 7 9 11]",
		size + "LAYOUT BSQ\nBANDGAPBYTES 5":                  "[0 1 2 3 4 5 11 12 13 14 15 16]",
		size + "LAYOUT BSQ\nBANDROWBYTES 4\nTOTALROWBYTES 4": "[0 1 2 4 5 6 8 9 10 12 13 14]",
	} {
		if _, got := read(t, header, count); fmt.Sprint(got) != want {
			t.Errorf("%q: %v, want %v", header, got, want)
		}
	}
	// Samples of 1, 2 and 4 bits: rows begin with a byte, the highest bit comes first.
	bits := []byte{0b1010_0000, 0b0110_0000, 0b1100_0000, 0b0010_0000, 0, 0, 0, 0}
	const small = "NROWS 2\nNCOLS 3\nNBANDS 2\n"
	for header, want := range map[string]string{
		small + "NBITS 1":              "[1 0 1 1 1 0 0 1 1 0 0 1]",
		small + "NBITS 1\nLAYOUT BSQ":  "[1 0 1 0 1 1 1 1 0 0 0 1]",
		small + "NBITS 1\nLAYOUT BIP":  "[1 1 0 0 1 0 0 0 0 1 0 0]",
		small + "NBITS 2":              "[2 2 0 3 0 0 1 2 0 0 2 0]",
		small + "NBITS 4\nSKIPBYTES 0": "[10 0 6 0 0 0 12 0 2 0 0 0]",
	} {
		if h, got := read(t, header, bits); fmt.Sprint(got) != want || h.Type != raster.Uint8 || h.Bits == 0 {
			t.Errorf("%q: %v, want %v", header, got, want)
		}
	}
}

// Whatever the window, samples of less than a byte are those of the whole.
func TestPackedWindows(t *testing.T) {
	data := make([]byte, 400)
	r := rand.New(rand.NewPCG(1, 2))
	for i := range data {
		data[i] = byte(r.Uint32())
	}
	for _, layout := range []string{"BIL", "BIP", "BSQ"} {
		header := "NROWS 7\nNCOLS 11\nNBANDS 3\nNBITS 2\nLAYOUT " + layout
		s, err := OpenPair(raster.Bytes(data), raster.Bytes([]byte(header)), raster.Options{})
		if err != nil {
			t.Fatal(err)
		}
		_, all := read(t, header, data)
		w := raster.Window{X: 5, Y: 2, W: 4, H: 3}
		var b raster.Block
		if err := s.Read(context.Background(), w, &b); err != nil {
			t.Fatal(err)
		}
		for i := range 3 * 12 {
			want := all[i/12*77+(i%12/4+2)*11+i%4+5]
			if got := b.At(i, raster.Uint8); got != want {
				t.Errorf("%s, sample %d: %v, want %v", layout, i, got, want)
			}
		}
	}
}

// named is a file with a name.
type named struct {
	raster.File
	name string
}

func (n named) Name() string { return n.name }

// Types, samples and places as GDAL's driver EHdr reads them.
func TestLikeGDAL(t *testing.T) {
	if _, err := exec.LookPath("gdal_translate"); err != nil {
		t.Skip("no gdal_translate")
	}
	r := rand.New(rand.NewPCG(3, 4))
	const size = "NROWS 3\nNCOLS 4\n"
	for i, c := range []struct {
		header, extension string
		bytes             int
		t                 raster.SampleType
	}{
		{size + "NBITS 8", "bil", 12, raster.Uint8},
		{size + "NBITS 16\nBYTEORDER M\nPIXELTYPE SIGNEDINT\nULXMAP 100\nULYMAP 200\nXDIM 10\nYDIM 5", "bil", 24, raster.Int16},
		{size + "NBITS 16\nBYTEORDER LSBFIRST\nNBANDS 3\nLAYOUT BSQ", "bsq", 72, raster.Uint16},
		{size + "NBITS 16\nBYTEORDER MSBFIRST\nNBANDS 3\nLAYOUT BIP", "bip", 72, raster.Uint16},
		{size + "NBITS 32\nNBANDS 3\nPIXELTYPE UNSIGNEDINT", "bil", 144, raster.Uint32},
		{size + "NBITS 32\nBYTEORDER M\nPIXELTYPE SIGNEDINT", "bil", 48, raster.Int32},
		{size + "NBITS 32\nBYTEORDER I\nPIXELTYPE FLOAT", "bil", 48, raster.Float32},
		{size + "BYTEORDER M", "bil", 24, raster.Uint16},
		{size, "bil", 48, raster.Float32},
		{size + "BYTEORDER MSBFIRST\nXLLCORNER 10\nYLLCORNER 20\nCELLSIZE 2\nNODATA_VALUE -9999", "flt", 48, raster.Float32},
		{size + "XLLCENTER 10\nYLLCENTER 20\nCELLSIZE 2", "flt", 48, raster.Float32},
		{size + "BYTEORDER M\nNBITS 16\nNODATA -9999\nULXMAP 20.25\nULYMAP 40.5\nXDIM 0.5\nYDIM 0.25", "dem", 24, raster.Int16},
		{size + "NBITS 32", "flt", 48, raster.Float32},
		{size + "NBITS 8\nULXMAP 100\nULYMAP 200\nSKIPBYTES 5", "bil", 17, raster.Uint8},
	} {
		dir := t.TempDir()
		data := make([]byte, c.bytes)
		for k := range data {
			data[k] = byte(r.IntN(120)) // no NaN
		}
		name := filepath.Join(dir, "image."+c.extension)
		if err := os.WriteFile(name, data, 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "image.hdr"), []byte(c.header), 0o644); err != nil {
			t.Fatal(err)
		}
		out := filepath.Join(dir, "out.tif")
		if text, err := exec.Command("gdal_translate", "-q", "-ot", "Float64", "-of", "ENVI", name, out).CombinedOutput(); err != nil {
			t.Fatalf("%s", text)
		}
		want, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		s, err := OpenPair(named{raster.Bytes(data), name}, raster.Bytes([]byte(c.header)), raster.Options{})
		if err != nil {
			t.Errorf("%d: %v", i, err)
			continue
		}
		h := s.Header()
		var b raster.Block
		if err := s.Read(context.Background(), h.Window(), &b); err != nil {
			t.Fatal(err)
		}
		if h.Type != c.t || len(want) != 8*len(h.Bands)*12 {
			t.Errorf("%d: %s, %d bytes by GDAL", i, h.Type, len(want))
			continue
		}
		for k := range len(want) / 8 {
			if got := b.At(k, h.Type); got != little(want[8*k:]) {
				t.Errorf("%d, sample %d: %v, want %v", i, k, got, little(want[8*k:]))
			}
		}
		if h.Geo == nil && h.Bands[0].NoData == nil {
			continue
		}
		info, err := exec.Command("gdalinfo", name).Output()
		if err != nil {
			t.Fatal(err)
		}
		if h.Geo != nil {
			g := h.Geo.Transform
			origin := fmt.Sprintf("Origin = (%.15f,%.15f)\nPixel Size = (%.15f,%.15f)", g[0], g[3], g[1], g[5])
			if !bytes.Contains(info, []byte(origin)) {
				t.Errorf("%d: %s in\n%s", i, origin, info)
			}
		}
		if d := h.Bands[0].NoData; d != nil && !bytes.Contains(info, fmt.Appendf(nil, "NoData Value=%v", *d)) {
			t.Errorf("%d: nodata %v in\n%s", i, *d, info)
		}
	}
}

func pair(f raster.File, o raster.Options) (raster.Source, error) {
	return OpenPair(raster.Bytes(make([]byte, 1000)), f, o)
}

const sample = "NROWS 5\nNCOLS 6\nNBANDS 3\nNBITS 4\nLAYOUT BSQ\nBANDROWBYTES 8\nBANDGAPBYTES 3\nULXMAP 1\nULYMAP 2\nXDIM 3\nNODATA 0\n"

func FuzzHeader(f *testing.F) {
	f.Add([]byte(sample))
	f.Add([]byte("ncols 9223372036854775807\nnrows 2\nnbits 64\nlayout bip\nskipbytes 9223372036854775807\n"))
	f.Fuzz(func(t *testing.T, data []byte) { conform.Hostile(t, pair, data) })
}

// Damaged headers give typed errors.
func TestDamaged(t *testing.T) {
	conform.Mutate(t, pair, []byte(sample), rand.New(rand.NewPCG(5, 6)), 500)
	for _, header := range []string{
		"", "NROWS 1", "NROWS -1\nNCOLS 2", "NROWS 1\nNCOLS 2\nNBITS 12", "NROWS 1\nNCOLS 2\nNBITS 16\nPIXELTYPE FLOAT", "NROWS 2\nNCOLS 4\nNBITS 16\nBANDROWBYTES 7",
		"NROWS 2\nNCOLS 4\nTOTALROWBYTES 3", "NROWS 2\nNCOLS 4\nLAYOUT TILED", "NROWS 2\nNCOLS 4\nBYTEORDER X", "NROWS 100000\nNCOLS 100000\nNBITS 1",
	} {
		if _, err := OpenPair(raster.Bytes(make([]byte, 1000)), raster.Bytes([]byte(header)), raster.Options{}); !raster.IsTyped(err) {
			t.Errorf("%q: %v", header, err)
		}
	}
}

func little(b []byte) float64 { return math.Float64frombits(binary.LittleEndian.Uint64(b)) }
