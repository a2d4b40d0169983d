package codec

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/bandprep/bandprep/raster"
)

// What is written without loss reads back, in whatever rows it came.
func TestCreate(t *testing.T) {
	for _, c := range []struct {
		format string
		bands  int
		t      raster.SampleType
	}{
		{"png", 1, raster.Uint8}, {"png", 3, raster.Uint8}, {"png", 1, raster.Uint16}, {"png", 3, raster.Uint16},
		{"tiff", 5, raster.Uint16}, {"cog", 3, raster.Uint8}, {"tiff", 2, raster.Float32}, {"npy", 3, raster.Uint8},
	} {
		name := fmt.Sprint(c.format, " ", c.bands, " ", c.t)
		h := raster.Header{Width: 37, Height: 23, Bands: make([]raster.Band, c.bands), Type: c.t}
		file := filepath.Join(t.TempDir(), "image")
		f, err := os.Create(file)
		if err != nil {
			t.Fatal(err)
		}
		w, err := Create(f, c.format, h, CreateOptions{})
		if err != nil {
			t.Fatal(name, err)
		}
		value := func(band, x, y int) int {
			return (x*5 + y*3 + band*50) * (c.t.Bits() / 8) % 65536 % (1 << min(c.t.Bits(), 16))
		}
		for y := 0; y < h.Height; y += 5 {
			var b raster.Block
			rows := min(5, h.Height-y)
			b.Reset(raster.Window{Y: y, W: h.Width, H: rows}, c.bands, c.t.Storage())
			for i := range c.bands * rows * h.Width {
				v := value(i/(rows*h.Width), i%h.Width, y+i/h.Width%rows)
				switch {
				case b.U8 != nil:
					b.U8[i] = uint8(v)
				case b.U16 != nil:
					b.U16[i] = uint16(v)
				default:
					b.F64[i] = float64(v)
				}
			}
			if err := w.Write(&b); err != nil {
				t.Fatal(name, err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(name, err)
		}
		f.Close()
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		src, err := Open(raster.Bytes(data), raster.Options{})
		if err != nil {
			t.Fatal(name, err)
		}
		var b raster.Block
		if err := src.Read(context.Background(), h.Window(), &b); err != nil {
			t.Fatal(name, err)
		}
		if b.Bands != c.bands || src.Header().Type != c.t {
			t.Fatalf("%s: %d bands of %s", name, b.Bands, src.Header().Type)
		}
		for i := range c.bands * 37 * 23 {
			if want := float64(value(i/(37*23), i%37, i/37%23)); b.At(i, c.t) != want {
				t.Fatalf("%s: sample %d is %v, want %v", name, i, b.At(i, c.t), want)
			}
		}
	}
}

func TestCreateRefuses(t *testing.T) {
	h := raster.Header{Width: 1, Height: 1, Bands: make([]raster.Band, 4), Type: raster.Uint8}
	for _, format := range []string{"png", "jpeg", "gif"} {
		if _, err := Create(nil, format, h, CreateOptions{}); !raster.IsTyped(err) {
			t.Errorf("%s of four bands: %v", format, err)
		}
	}
	h.Bands, h.Type = h.Bands[:1], raster.Uint16
	if _, err := Create(nil, "jpeg", h, CreateOptions{}); !raster.IsTyped(err) {
		t.Errorf("deep JPEG: %v", err)
	}
	if err := (&CreateOptions{Compress: "rar"}).Validate(); err == nil {
		t.Error("rar")
	}
}
