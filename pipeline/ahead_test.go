package pipeline_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"sync/atomic"
	"testing"

	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/pipeline"
	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/pipeline/measure"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/raster/codec"
)

// smallImages writes small images of many kinds, and damaged ones.
func smallImages(t *testing.T) string {
	dir := t.TempDir()
	r := rand.New(rand.NewPCG(7, 7))
	box := image.Rect(0, 0, 33, 21)
	noise := func(pix []byte) {
		for i := range pix {
			pix[i] = byte(r.Uint32())
		}
	}
	write := func(name string, encode func(b *bytes.Buffer) error) {
		var b bytes.Buffer
		if err := encode(&b); err != nil {
			t.Fatal(err)
		}
		for file, data := range map[string][]byte{name: b.Bytes(), "cut-" + name: b.Bytes()[:b.Len()*2/3]} {
			if err := os.WriteFile(filepath.Join(dir, file), data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	grey, grey16, nrgba, rgba := image.NewGray(box), image.NewGray16(box), image.NewNRGBA(box), image.NewRGBA(box)
	noise(grey.Pix)
	noise(grey16.Pix)
	noise(nrgba.Pix)
	noise(rgba.Pix)
	for i := 3; i < len(rgba.Pix); i += 4 {
		rgba.Pix[i] = 255
		nrgba.Pix[i] &= 1
	}
	colors := color.Palette{color.Black, color.White, color.NRGBA{200, 100, 0, 255}}
	paletted, second := image.NewPaletted(box, colors), image.NewPaletted(box, colors)
	for i := range paletted.Pix {
		paletted.Pix[i], second.Pix[i] = byte(i%3), byte(i%2)
	}
	for name, im := range map[string]image.Image{"grey.png": grey, "grey16.png": grey16, "alpha.png": nrgba, "rgb.png": rgba, "palette.png": paletted} {
		write(name, func(b *bytes.Buffer) error { return png.Encode(b, im) })
	}
	for name, im := range map[string]image.Image{"grey.jpg": grey, "rgb.jpg": rgba} {
		write(name, func(b *bytes.Buffer) error { return jpeg.Encode(b, im, nil) })
	}
	write("two.gif", func(b *bytes.Buffer) error {
		return gif.EncodeAll(b, &gif.GIF{Image: []*image.Paletted{paletted, second}, Delay: []int{0, 0}})
	})
	write("five.npy", func(b *bytes.Buffer) error {
		header := fmt.Sprintf("%-117s\n", "{'descr': '|u1', 'fortran_order': False, 'shape': (5, 7, 11)}")
		b.WriteString("\x93NUMPY\x01\x00\x76\x00" + header)
		b.Write(nrgba.Pix[:5*7*11])
		return nil
	})
	return dir
}

// TestMeasureSmall compares what images yield that were measured with their
// headers with what they yield when they are opened again.
func TestMeasureSmall(t *testing.T) {
	kinds := []string{"1xuint8", "3xuint8", "4xuint8", "1xuint16", "3xuint16", "13xint16", "6xuint8"}
	dirs := []string{smallImages(t), testfile.Project("landsat"), testfile.Project("scenes")}
	if data := filepath.Join(testfile.Root(), "..", "shared", "data", "conformance"); exists(data) {
		dirs = append(dirs, filepath.Join(data, "png"), filepath.Join(data, "gif"), filepath.Join(data, "bmp"), filepath.Join(data, "corrupt"))
	}
	ahead := 0
	for _, dir := range dirs {
		for i, kind := range kinds {
			o := options()
			o.Images.View.Kind, o.Images.View.Axes = kind, "nhw"
			o.Measure.NoFingerprints = i%2 == 1
			o.Images.View.Alpha = []table.Alpha{table.AlphaAuto, table.AlphaBand, table.AlphaIgnore}[i%3]
			o.Images.View.Complete = i%4 == 1
			want, wantSkipped, opens := measured(t, dir, o)
			o.Some = false
			got, skipped, fewer := measured(t, dir, o)
			if !reflect.DeepEqual(got, want) {
				t.Errorf("%s, %s: moments or fingerprints differ", filepath.Base(dir), kind)
			}
			if !reflect.DeepEqual(skipped, wantSkipped) {
				t.Errorf("%s, %s: skipped %v, want %v", filepath.Base(dir), kind, skipped, wantSkipped)
			}
			ahead += opens - fewer
		}
	}
	if ahead < 10 {
		t.Errorf("%d images were measured with their headers", ahead)
	}
}

// TestMixedAlphaAhead: whether an alpha band is a band depends on the whole
// set, which is not known when headers are read.
func TestMixedAlphaAhead(t *testing.T) {
	dir := t.TempDir()
	for name, last := range map[string]raster.Color{"a.tif": raster.Alpha, "b.tif": raster.Undefined} {
		writeBands(t, filepath.Join(dir, name), last)
	}
	o := options()
	want, _, _ := measured(t, dir, o)
	o.Some = false
	got, _, _ := measured(t, dir, o)
	if len(want) != 2 || want["a.tif"].Moments.Bands != 4 || !reflect.DeepEqual(got, want) {
		t.Errorf("%d images; ahead %v, else %v", len(want), got, want)
	}
}

// writeBands writes a TIFF of 8×8 pixels and four bands, half of the last 0.
func writeBands(t *testing.T, name string, last raster.Color) {
	t.Helper()
	h := raster.Header{Format: "tiff", Width: 8, Height: 8, Type: raster.Uint8,
		Bands: []raster.Band{{Color: raster.Red}, {Color: raster.Green}, {Color: raster.Blue}, {Color: last}}}
	var b raster.Block
	b.Reset(h.Window(), 4, raster.StoreU8)
	for i := range b.U8 {
		b.U8[i] = byte(i % 2 * i)
	}
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w, err := codec.Create(f, "tiff", h, codec.CreateOptions{})
	if err == nil {
		err = w.Write(&b)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

// measured returns the results of a folder's images of o.Images.View.Kind by id, the
// reasons of skipped ones, and how often a file was opened.
func measured(t *testing.T, dir string, o setup) (results map[string]measure.Measured, skipped map[string]string, opens int) {
	t.Helper()
	var count atomic.Int64
	o.Images.Open = func(f raster.File, ro raster.Options) (raster.Source, error) {
		count.Add(1)
		return codec.Open(f, ro)
	}
	ctx := context.Background()
	results, skipped = make(map[string]measure.Measured), make(map[string]string)
	in, err := pipeline.Open(ctx, []string{dir}, o.Options)
	var kinds *imageset.KindError
	if errors.As(err, &kinds) {
		return results, skipped, 0
	}
	if err != nil {
		t.Fatal(err)
	}
	s := in.Set()
	for _, k := range s.Skipped {
		skipped[k.Path] = k.Err.Error()
	}
	for m, err := range measure.Images(ctx, s, s.Images, o.Measure) {
		if err != nil {
			t.Fatal(err)
		}
		id := m.Image.ID
		if m.Err != nil {
			skipped[m.Image.Path] = m.Err.Error()
			continue
		}
		m.Image = nil
		for i := range m.Moments.Bands { // NaN is not equal to itself
			if m.Moments.Valid[i] == 0 {
				m.Moments.Min[i], m.Moments.Max[i] = 0, 0
			}
		}
		results[id] = m
	}
	return results, skipped, int(count.Load())
}
