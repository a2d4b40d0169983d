//go:build gdal

package gdal

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/raster/png"
	"github.com/bandprep/bandprep/raster/tiff"
)

// disk is a file with a name, as those of package dataset.
type disk struct {
	*os.File
	size int64
}

func (d disk) Size() int64 { return d.size }

func onDisk(t *testing.T, name string) raster.File {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	return disk{f, info.Size()}
}

type opener func(raster.File, raster.Options) (raster.Source, error)

func open(t *testing.T, how opener, name string) raster.Source {
	t.Helper()
	s, err := how(onDisk(t, name), raster.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func read(t *testing.T, s raster.Source, w raster.Window) *raster.Block {
	t.Helper()
	b := new(raster.Block)
	if err := s.Read(context.Background(), w, b); err != nil {
		t.Fatal(err)
	}
	return b
}

func window(s raster.Source) raster.Window {
	h := s.Header()
	return h.Window()
}

// same fails unless both sources have the same samples and, but for the names
// of formats, the keys of GeoTIFF and what only the own reader tells, the same
// header.
func same(t *testing.T, got, want raster.Source) {
	t.Helper()
	a, b := got.Header(), want.Header()
	ignore := []cmp.Option{
		cmpopts.IgnoreFields(raster.Header{}, "Format", "BlockW", "BlockH", "Pages", "PagesDiffer", "Orientation", "ByName", "AlphaUnsure"),
		cmpopts.IgnoreFields(raster.GeoReference{}, "Directory", "Doubles", "ASCII", "PixelIsPoint"),
	}
	if d := cmp.Diff(b, a, ignore...); d != "" {
		t.Errorf("header (-own room, +gdal):\n%s", d)
	}
	for _, w := range []raster.Window{a.Window(), {X: 3, Y: 5, W: a.Width - 7, H: a.Height - 9}} {
		if d := cmp.Diff(read(t, want, w), read(t, got, w), cmpopts.IgnoreUnexported(raster.Block{})); d != "" {
			t.Errorf("window %v (-own room, +gdal):\n%s", w, d)
		}
	}
}

// TestScenes compares the library with the project's own reader.
func TestScenes(t *testing.T) {
	names, err := filepath.Glob(testfile.Project("*", "*.tif"))
	if err != nil || len(names) == 0 {
		t.Fatal("no scenes", err)
	}
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) { same(t, open(t, Open, name), open(t, tiff.Open, name)) })
	}
}

// translate writes with gdal_translate a copy of the file in another form.
func translate(t *testing.T, from, to string, args ...string) string {
	t.Helper()
	tool, err := exec.LookPath("gdal_translate")
	if err != nil {
		t.Skip("needs gdal_translate")
	}
	to = filepath.Join(t.TempDir(), to)
	if out, err := exec.Command(tool, append(args, "-q", from, to)...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return to
}

// TestForeign reads formats that no other room reads and compares with the TIFF
// that they were made of.
func TestForeign(t *testing.T) {
	scene := testfile.Project("scenes", firstScene(t))
	for _, form := range []struct{ name, driver string }{
		{"scene.img", "HFA"}, {"scene.vrt", "VRT"}, {"scene.pix", "PCIDSK"},
	} {
		t.Run(form.driver, func(t *testing.T) {
			got, want := open(t, Open, translate(t, scene, form.name, "-of", form.driver)), open(t, tiff.Open, scene)
			a, b := got.Header(), want.Header()
			if a.Type != b.Type || len(a.Bands) != len(b.Bands) || a.Geo.EPSG != b.Geo.EPSG || a.Geo.Transform != b.Geo.Transform {
				t.Errorf("%+v, of a TIFF with %+v", a, b)
			}
			if d := cmp.Diff(read(t, want, b.Window()), read(t, got, a.Window()), cmpopts.IgnoreUnexported(raster.Block{})); d != "" {
				t.Error(d)
			}
		})
	}
}

func firstScene(t *testing.T) string {
	entries, err := os.ReadDir(testfile.Project("scenes"))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if filepath.Ext(e.Name()) == ".tif" {
			return e.Name()
		}
	}
	t.Fatal("no scene")
	return ""
}

// TestMask gives nodata to a copy with a mask of its own: mask and samples are
// those that the TIFF room reads.
func TestMask(t *testing.T) {
	scene := testfile.Project("scenes", firstScene(t))
	masked := translate(t, scene, "masked.tif", "-b", "1", "-b", "2", "-mask", "3", "--config", "GDAL_TIFF_INTERNAL_MASK", "YES")
	got := open(t, Open, masked)
	if !got.Header().HasMask {
		t.Fatal("no mask")
	}
	same(t, got, open(t, tiff.Open, masked))
}

// TestPalette compares a palette image with the room of its format.
func TestPalette(t *testing.T) {
	photo := testfile.Project("photos", "dress", "dress-00.jpg")
	tool, err := exec.LookPath("rgb2pct.py")
	if err != nil {
		t.Skip("needs rgb2pct.py")
	}
	indexed := filepath.Join(t.TempDir(), "indexed.tif")
	if out, err := exec.Command(tool, "-n", "20", photo, indexed).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	name := translate(t, indexed, "indexed.png", "-of", "PNG")
	got, want := open(t, Open, name), open(t, png.Open, name)
	b := want.Header()
	if d := cmp.Diff(read(t, want, b.Window()), read(t, got, b.Window()), cmpopts.IgnoreUnexported(raster.Block{})); d != "" {
		t.Error(d)
	}
}

// TestSigned reads int8, which GDAL before 3.7 takes for uint8 with a note.
func TestSigned(t *testing.T) {
	name := filepath.Join(t.TempDir(), "signed.bil")
	header := "nrows 1\nncols 4\nnbands 1\nnbits 8\nlayout bil\npixeltype signedint\n"
	if err := errors.Join(os.WriteFile(name, []byte{0, 127, 128, 255}, 0o666),
		os.WriteFile(filepath.Join(filepath.Dir(name), "signed.hdr"), []byte(header), 0o666)); err != nil {
		t.Fatal(err)
	}
	s := open(t, Open, name)
	if s.Header().Type != raster.Int8 {
		t.Fatal(s.Header().Type)
	}
	b := read(t, s, window(s))
	for i, want := range []float64{0, 127, -128, -1} {
		if got := b.At(i, raster.Int8); got != want {
			t.Errorf("sample %d is %v, not %v", i, got, want)
		}
	}
}

func TestRefused(t *testing.T) {
	var unsupported *raster.UnsupportedError
	if _, err := Open(raster.Bytes([]byte("no name")), raster.Options{}); !errors.As(err, &unsupported) {
		t.Errorf("file without a name: %v", err)
	}
	text := filepath.Join(t.TempDir(), "notes.txt")
	if err := os.WriteFile(text, []byte("not an image"), 0o666); err != nil {
		t.Fatal(err)
	}
	f := onDisk(t, text)
	defer f.Close()
	if _, err := Open(f, raster.Options{}); !errors.Is(err, ErrUnknown) {
		t.Errorf("text: %v", err)
	}
	scene := onDisk(t, testfile.Project("scenes", firstScene(t)))
	defer scene.Close()
	var large *raster.TooLargeError
	if _, err := Open(scene, raster.Options{Limits: raster.Limits{Pixels: 10}}); !errors.As(err, &large) {
		t.Errorf("above the limit: %v", err)
	}
	complex := translate(t, testfile.Project("scenes", firstScene(t)), "complex.tif", "-ot", "CFloat32")
	f2 := onDisk(t, complex)
	defer f2.Close()
	if _, err := Open(f2, raster.Options{}); !errors.As(err, &unsupported) {
		t.Errorf("complex samples: %v", err)
	}
}

// TestConcurrent reads one source from many goroutines.
func TestConcurrent(t *testing.T) {
	s := open(t, Open, translate(t, testfile.Project("scenes", firstScene(t)), "scene.vrt", "-of", "VRT"))
	want := read(t, s, window(s))
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			b := new(raster.Block)
			if err := s.Read(context.Background(), window(s), b); err != nil {
				t.Error(err)
			} else if d := cmp.Diff(want, b, cmpopts.IgnoreUnexported(raster.Block{})); d != "" {
				t.Error(d)
			}
		})
	}
	all.Wait()
}
