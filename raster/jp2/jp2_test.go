package jp2

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/bandprep/bandprep/internal/ordered"
	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/raster"
)

// tester is what testing and rapid have in common.
type tester interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}

func open(t tester, path string, o raster.Options) raster.Source {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !Sniff(data) {
		t.Fatalf("%s: not sniffed", path)
	}
	s, err := Open(raster.Bytes(data), o)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return s
}

// samples returns the samples of a window, band after band, as numbers.
func samples(t tester, s raster.Source, w raster.Window) []int32 {
	t.Helper()
	var b raster.Block
	if err := s.Read(context.Background(), w, &b); err != nil {
		t.Fatal(err)
	}
	all := make([]int32, b.Bands*w.Pixels())
	for i := range all {
		all[i] = int32(b.At(i, s.Header().Type))
	}
	return all
}

func whole(t tester, s raster.Source) []int32 {
	h := s.Header()
	return samples(t, s, h.Window())
}

// The files of testdata, whose expectations make.py took from their source
// or, for the lossy ones, from OpenJPEG.
func TestFiles(t *testing.T) {
	for name, e := range expectations(t) {
		s := open(t, filepath.Join("testdata", name), raster.Options{})
		h := s.Header()
		if got := []int{len(h.Bands), h.Height, h.Width}; !slices.Equal(got, e.Shape) {
			t.Errorf("%s: shape %v, want %v", name, got, e.Shape)
			continue
		}
		all := whole(t, s)
		if lossy, err := os.ReadFile(filepath.Join("testdata", name+".samples")); err == nil {
			for i, v := range lossy {
				if d := all[i] - int32(v); d < -1 || d > 1 {
					t.Errorf("%s: sample %d is %d, want %d", name, i, all[i], v)
					break
				}
			}
			continue
		}
		c := crc32.NewIEEE()
		binary.Write(c, binary.LittleEndian, all)
		if c.Sum32() == e.CRC {
			continue
		}
		n := len(all) / len(h.Bands)
		for b := range h.Bands {
			band := all[b*n : (b+1)*n]
			sum := int64(0)
			for _, v := range band {
				sum += int64(v)
			}
			t.Errorf("%s band %d: %d…%d sum %d, want %d…%d sum %d", name, b,
				slices.Min(band), slices.Max(band), sum, e.Min[b], e.Max[b], e.Sum[b])
		}
	}
}

type expectation struct {
	Shape    []int
	Min, Max []int32
	Sum      []int64
	CRC      uint32
}

func expectations(t testing.TB) map[string]expectation {
	data, err := os.ReadFile("testdata/expected.json")
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]expectation
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// A window has the samples that the whole image has there, for any number of
// workers, and the tasks cover the image.
func TestWindows(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for name := range expectations(t) {
		path := filepath.Join("testdata", name)
		one := open(t, path, raster.Options{})
		h := one.Header()
		all := whole(t, one)
		if !slices.Equal(whole(t, open(t, path, raster.Options{Workers: 3})), all) {
			t.Errorf("%s: three workers differ from one", name)
		}
		windows := one.Tasks(h.Window())
		rows := 0
		for _, w := range windows {
			if w.Y != rows || w.X != 0 || w.W != h.Width {
				t.Errorf("%s: tasks %v", name, windows)
			}
			rows += w.H
		}
		if rows != h.Height {
			t.Errorf("%s: tasks %v", name, windows)
		}
		for range 30 {
			x, y := r.IntN(h.Width), r.IntN(h.Height)
			windows = append(windows, raster.Window{X: x, Y: y, W: 1 + r.IntN(h.Width-x), H: 1 + r.IntN(h.Height-y)})
		}
		for _, w := range windows {
			if got := samples(t, one, w); !slices.Equal(got, crop(all, h.Width, h.Height, w)) {
				t.Errorf("%s: window %v differs from the whole", name, w)
			}
		}
	}
}

func crop(all []int32, width, height int, w raster.Window) []int32 {
	var part []int32
	for at := 0; at < len(all); at += width * height {
		for y := w.Y; y < w.Y+w.H; y++ {
			row := at + y*width + w.X
			part = append(part, all[row:row+w.W]...)
		}
	}
	return part
}

func TestHeader(t *testing.T) {
	colors := func(h raster.Header) (c []raster.Color) {
		for _, b := range h.Bands {
			c = append(c, b.Color)
		}
		return c
	}
	h := open(t, "testdata/alpha.jp2", raster.Options{}).Header()
	if got := colors(h); !slices.Equal(got, []raster.Color{raster.Red, raster.Green, raster.Blue, raster.Alpha}) {
		t.Errorf("colours %v", got)
	}
	want := [6]float64{500000, 10, 0, 4600000, 0, -10}
	if h.Geo == nil || h.Geo.EPSG != 32630 || h.Geo.Transform != want {
		t.Errorf("GML: %+v", h.Geo)
	}
	s := open(t, "testdata/palette.jp2", raster.Options{Indices: true})
	h = s.Header()
	if h.Geo == nil || h.Geo.EPSG != 32630 || h.Geo.Transform != want {
		t.Errorf("GeoJP2: %+v", h.Geo)
	}
	if len(h.Palette) < 16 || h.Palette[2] != (raster.RGBA{R: 32, G: 245, B: 4, A: 255}) || h.Bands[0].Color != raster.PaletteIndex {
		t.Errorf("palette %v, bands %v", h.Palette, h.Bands)
	}
	if all := whole(t, s); slices.Max(all) > 15 {
		t.Errorf("index %d", slices.Max(all))
	}
	h = open(t, "testdata/signed.jp2", raster.Options{}).Header()
	if h.Type != raster.Int16 || h.Bits != 12 || h.Bands[0].Color != raster.Gray {
		t.Errorf("%v of %d bits, bands %v", h.Type, h.Bits, h.Bands)
	}
	h = open(t, "testdata/tiles.j2k", raster.Options{}).Header()
	if h.BlockW != 32 || h.BlockH != 24 || h.Type != raster.Uint8 {
		t.Errorf("blocks %d×%d of %v", h.BlockW, h.BlockH, h.Type)
	}
}

// TestColorOrder defines the channels of a file as green, blue, red, alpha: red
// comes first all the same, as from OpenJPEG.
func TestColorOrder(t *testing.T) {
	plain := whole(t, open(t, "testdata/alpha.jp2", raster.Options{}))
	data, err := os.ReadFile("testdata/alpha.jp2")
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(data, []byte("cdef")) + 6
	for channel, color := range []byte{2, 3, 1} {
		data[at+6*channel+5] = color
	}
	s, err := Open(raster.Bytes(data), raster.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range []raster.Color{raster.Red, raster.Green, raster.Blue, raster.Alpha} {
		if got := s.Header().Bands[i].Color; got != c {
			t.Errorf("band %d has colour %v, want %v", i, got, c)
		}
	}
	n := len(plain) / 4
	want := slices.Concat(plain[2*n:3*n], plain[:2*n], plain[3*n:])
	if !slices.Equal(whole(t, s), want) {
		t.Error("samples differ")
	}
}

// Sentinel-2 band 1 equals what GDAL reads: reference.json has its mean and
// standard deviation.
func TestSentinel2(t *testing.T) {
	s := open(t, testfile.Shared(t, "multispectral", "sentinel2-jp2", "B01.jp2"), raster.Options{Workers: 2})
	h := s.Header()
	if h.Width != 1830 || h.Height != 1830 || h.Type != raster.Uint16 || h.Geo == nil {
		t.Errorf("header %+v", h)
	}
	var sum, squares int64
	all := whole(t, s)
	for _, v := range all {
		sum += int64(v)
		squares += int64(v) * int64(v)
	}
	data, err := os.ReadFile(testfile.Shared(t, "reference.json"))
	if err != nil {
		t.Fatal(err)
	}
	var reference struct {
		Multispectral map[string]struct {
			Band []struct{ Mean, Stddev, Minimum, Maximum float64 }
		}
	}
	if err := json.Unmarshal(data, &reference); err != nil {
		t.Fatal(err)
	}
	want := reference.Multispectral["sentinel2-jp2"].Band[0]
	n := float64(len(all))
	mean := float64(sum) / n
	if mean != want.Mean || float64(slices.Min(all)) != want.Minimum || float64(slices.Max(all)) != want.Maximum {
		t.Errorf("mean %v of %d…%d, want %+v", mean, slices.Min(all), slices.Max(all), want)
	}
	variance := float64(int64(len(all))*squares-sum*sum) / n / n
	if d := variance - want.Stddev*want.Stddev; d < -1e-6 || d > 1e-6 {
		t.Errorf("variance %v, want %v", variance, want.Stddev*want.Stddev)
	}
}

// Under a small limit tasks cut tiles, and still give the whole image.
func TestSmallLimit(t *testing.T) {
	path := testfile.Shared(t, "multispectral", "sentinel2-jp2", "B01.jp2")
	s := open(t, path, raster.Options{Limits: raster.Limits{BlockBytes: 2 << 20}})
	h := s.Header()
	tasks := s.Tasks(h.Window())
	if len(tasks) < 10 {
		t.Errorf("%d tasks", len(tasks))
	}
	all := whole(t, open(t, path, raster.Options{Workers: 2}))
	y := 0
	for _, w := range tasks {
		if w.Y != y || !slices.Equal(samples(t, s, w), crop(all, h.Width, h.Height, w)) {
			t.Fatalf("task %v differs from the whole", w)
		}
		y += w.H
	}
}

// An image of one tile that is too large to decode whole is cut, too.
func TestSmallLimitOneTile(t *testing.T) {
	for _, name := range []string{"rgb.jp2", "lossy.jp2"} {
		path := "testdata/" + name
		all := whole(t, open(t, path, raster.Options{}))
		s := open(t, path, raster.Options{Limits: raster.Limits{BlockBytes: 60_000}})
		h := s.Header()
		w := raster.Window{X: 3, Y: 5, W: 40, H: 21}
		if got := samples(t, s, w); !slices.Equal(got, crop(all, h.Width, h.Height, w)) {
			t.Errorf("%s: window %v differs", name, w)
		}
		if err := s.Read(t.Context(), h.Window(), new(raster.Block)); err != nil && !raster.IsTyped(err) {
			t.Error(err)
		}
	}
}

// Reads of one source may run concurrently.
func TestConcurrent(t *testing.T) {
	for _, name := range []string{"tiles.j2k", "lossy.jp2"} {
		s := open(t, filepath.Join("testdata", name), raster.Options{Workers: 2})
		h := s.Header()
		all := whole(t, s)
		err := ordered.Each(t.Context(), 4, 16, func(ctx context.Context, i int) error {
			w := raster.Window{X: i, Y: 2 * i, W: h.Width - 2*i, H: h.Height - 3*i}
			var b raster.Block
			if err := s.Read(ctx, w, &b); err != nil {
				return err
			}
			for j, v := range crop(all, h.Width, h.Height, w) {
				if int32(b.U8[j]) != v {
					return fmt.Errorf("window %v differs", w)
				}
			}
			return nil
		})
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
