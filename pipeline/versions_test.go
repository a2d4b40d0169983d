package pipeline_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"maps"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/pipeline/measure"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/raster/codec"
)

// cube is an image in memory: samples band after band.
type cube struct {
	w, h, bands int
	typ         raster.SampleType
	sample      []float64
}

// readCube reads a file of the project.
func readCube(t *testing.T, elem ...string) *cube {
	t.Helper()
	data, err := os.ReadFile(testfile.Project(elem...))
	if err != nil {
		t.Fatal(err)
	}
	s, err := codec.Open(raster.Bytes(data), raster.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	h := s.Header()
	var b raster.Block
	if err := s.Read(context.Background(), h.Window(), &b); err != nil {
		t.Fatal(err)
	}
	c := &cube{h.Width, h.Height, len(h.Bands), h.Type, nil}
	for i := range c.bands * c.h * c.w {
		c.sample = append(c.sample, b.At(i, h.Type))
	}
	return c
}

// part returns one band of the upper left corner.
func (c *cube) part(band, w, h int) *cube {
	p := &cube{w, h, 1, c.typ, nil}
	for y := range h {
		p.sample = append(p.sample, c.sample[(band*c.h+y)*c.w:][:w]...)
	}
	return p
}

// bytes writes the samples in the order of the axes c, h, w, the last of which
// varies fastest.
func (c *cube) bytes(order binary.AppendByteOrder, axes string) []byte {
	size := map[byte]int{'c': c.bands, 'h': c.h, 'w': c.w}
	at := make(map[byte]int)
	var out []byte
	for at[axes[0]] = range size[axes[0]] {
		for at[axes[1]] = range size[axes[1]] {
			for at[axes[2]] = range size[axes[2]] {
				v := c.sample[(at['c']*c.h+at['h'])*c.w+at['w']]
				switch c.typ {
				case raster.Uint8:
					out = append(out, byte(v))
				case raster.Float32:
					out = order.AppendUint32(out, math.Float32bits(float32(v)))
				default: // 16 bits, signed or not
					out = order.AppendUint16(out, uint16(int32(v)))
				}
			}
		}
	}
	return out
}

// check compares what was measured with sums over the samples, made here.
func (c *cube) check(t *testing.T, m *measure.Measured, nodata []float64) {
	t.Helper()
	if m.Image.Width != int32(c.w) || m.Image.Height != int32(c.h) || m.Moments.Bands != c.bands || m.Moments.Type != c.typ {
		t.Fatalf("%d×%d, %d bands of %v, want %+v", m.Image.Width, m.Image.Height, m.Moments.Bands, m.Moments.Type, c)
	}
	for b := range c.bands {
		n, low, high, sum := int64(0), math.Inf(1), math.Inf(-1), int64(0)
		for _, v := range c.sample[b*c.w*c.h:][:c.w*c.h] {
			if !slices.Contains(nodata, v) {
				n, low, high, sum = n+1, min(low, v), max(high, v), sum+int64(v)
			}
		}
		if m.Moments.Valid[b] != n || m.Moments.Min[b] != low || m.Moments.Max[b] != high {
			t.Errorf("band %d: %d valid, %v … %v, want %d, %v … %v", b+1, m.Moments.Valid[b], m.Moments.Min[b], m.Moments.Max[b], n, low, high)
		}
		if c.typ != raster.Float32 && int64(m.Moments.Sum[b].Int().Lo) != sum {
			t.Errorf("band %d: sum %v, want %d", b+1, m.Moments.Sum[b], sum)
		}
	}
}

// equalPixels compares all that pixels tell. The perceptual hash is of the luma
// of red, green and blue, which ENVI and ERDAS have no words for.
func equalPixels(t *testing.T, name string, got, want *measure.Measured) {
	t.Helper()
	g, w := &got.Moments, &want.Moments
	switch {
	case got.Image.Width != want.Image.Width, got.Image.Height != want.Image.Height, g.Type != w.Type, g.Bands != w.Bands:
		t.Errorf("%s: %d×%d, %d bands of %v, want %d×%d, %d of %v", name, got.Image.Width, got.Image.Height, g.Bands, g.Type,
			want.Image.Width, want.Image.Height, w.Bands, w.Type)
	case !slices.Equal(g.Valid, w.Valid), g.Complete != w.Complete, g.Pixels != w.Pixels:
		t.Errorf("%s: valid %v, want %v", name, g.Valid, w.Valid)
	case !slices.Equal(g.Min, w.Min), !slices.Equal(g.Max, w.Max):
		t.Errorf("%s: %v … %v, want %v … %v", name, g.Min, g.Max, w.Min, w.Max)
	case !slices.Equal(g.Sum, w.Sum), !slices.Equal(g.SumSquares, w.SumSquares), !slices.Equal(g.SumComplete, w.SumComplete), !slices.Equal(g.SumProducts, w.SumProducts):
		t.Errorf("%s: sums differ", name)
	case !bytes.Equal(got.PHash, want.PHash) && !(g.Bands == 3 && (strings.HasSuffix(name, ".img") || strings.HasSuffix(name, ".lan"))):
		t.Errorf("%s: perceptual hash %x, want %x", name, got.PHash, want.PHash)
	}
}

// inputs lists what is to be read in a folder of versions.
func inputs(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, e := range entries {
		if ext := filepath.Ext(e.Name()); ext != ".hdr" && ext != ".xml" {
			list = append(list, filepath.Join(dir, e.Name()))
		}
	}
	return list
}

// TestVersions stores real images in every format that can hold them, written
// by the loops of writers_test.go and, where they are installed, by GDAL, numpy,
// SciPy and Pillow: all give the same row.
func TestVersions(t *testing.T) {
	photo := readCube(t, "photos", "dress", "dress-00.jpg")
	landsat := readCube(t, "landsat", "chip-0.tif")
	for name, c := range map[string]struct {
		image  *cube
		nodata []float64
		of     []string // the file that the image is all of
	}{
		"scene":       {readCube(t, "scenes", "chip-00.tif"), []float64{0}, []string{"scenes", "chip-00.tif"}},
		"landsat":     {landsat, []float64{0}, []string{"landsat", "chip-0.tif"}},
		"reflectance": {readCube(t, "reflectance", "chip-0.tif"), []float64{-9999}, []string{"reflectance", "chip-0.tif"}},
		"photo":       {photo, nil, []string{"photos", "dress", "dress-00.jpg"}},
		"grey":        {photo.part(1, 120, 130), nil, nil},
		"grey16":      {landsat.part(3, 48, 40), []float64{0}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			o := options()
			o.Images.View.NoData = table.Floats(c.nodata)
			dir := t.TempDir()
			writeVersions(t, dir, c.image)
			list := inputs(t, dir)
			if c.of != nil {
				list = append([]string{testfile.Project(c.of...)}, list...)
			}
			if theirs := t.TempDir(); written(t, theirs, c.image) {
				list = append(list, inputs(t, theirs)...)
			}
			var first *measure.Measured
			for _, file := range list {
				o.Images.View.Axes = ""
				if strings.Contains(file, "chw") {
					o.Images.View.Axes = "chw"
				}
				m := one(t, measureAll(t, inspect(t, o, file), o))
				if first == nil {
					first = &m
					c.image.check(t, first, c.nodata)
				}
				equalPixels(t, filepath.Base(file), &m, first)
			}
			t.Logf("%d versions", len(list))
		})
	}
}

// TestImagesOfIdx stores two grey photos in one idx file, plain and packed:
// their rows are those of two greymaps.
func TestImagesOfIdx(t *testing.T) {
	o := options()
	var want []measure.Measured
	var images []*cube
	for _, name := range []string{"dress-00.jpg", "dress-01.jpg"} {
		c := readCube(t, "photos", "dress", name).part(1, 120, 130)
		file := filepath.Join(t.TempDir(), "grey.pgm")
		put(t, file, greymap(c))
		images, want = append(images, c), append(want, one(t, measureAll(t, inspect(t, o, file), o)))
	}
	for name, data := range idx(t, images...) {
		file := filepath.Join(t.TempDir(), name)
		put(t, file, data)
		got := measureAll(t, inspect(t, o, file), o)
		ids := slices.Sorted(maps.Keys(got))
		if len(ids) != len(want) {
			t.Fatalf("%s: images %q", name, ids)
		}
		for i, id := range ids {
			m := got[id]
			equalPixels(t, id, &m, &want[i])
		}
	}
}

// written has versions of an image written by GDAL, numpy, SciPy and Pillow. It
// reports whether they are installed.
func written(t *testing.T, dir string, c *cube) bool {
	t.Helper()
	const python = "/usr/bin/python3" // which sees the system's packages
	if exec.Command(python, "-c", "import numpy, scipy.io, PIL.Image; from osgeo import gdal").Run() != nil {
		t.Log("GDAL, numpy, SciPy and Pillow are not installed")
		return false
	}
	raw := filepath.Join(t.TempDir(), "image.raw")
	put(t, raw, c.bytes(binary.LittleEndian, "hwc"))
	cmd := exec.Command(python, "testdata/versions.py", raw, codes[c.typ].npy, dir)
	for _, n := range []int{c.h, c.w, c.bands} {
		cmd.Args = append(cmd.Args, itoa(n))
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return true
}
