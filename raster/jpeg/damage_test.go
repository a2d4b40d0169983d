package jpeg

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/raster"
)

var small = raster.Limits{Pixels: 1 << 20, BlockBytes: 1 << 24, TagBytes: 1 << 20}

// read opens and reads an image within small limits.
func read(data []byte, dst *raster.Block) error {
	s, err := Open(raster.Bytes(data), raster.Options{Limits: small})
	if err != nil {
		return err
	}
	defer s.Close()
	h := s.Header()
	return s.Read(context.Background(), h.Window(), dst)
}

// Every prefix of a file is broken, unless only EOI and bits that fill up the
// last byte are missing.
func TestTruncation(t *testing.T) {
	files := variants(t)
	for _, name := range []string{"2x2-base-50.jpg", "2x2-prog-50.jpg", "1x1-rst-5.jpg", "grey-base-33x20.jpg", "2x1-arithprog-5.jpg"} {
		data := files[name]
		var b raster.Block
		for n := range data {
			err := read(data[:n], &b)
			var broken *raster.BrokenError
			if !errors.As(err, &broken) && (err != nil || n < len(data)-3) {
				t.Fatalf("%s: %d of %d bytes: %v", name, n, len(data), err)
			}
		}
	}
}

// Whatever a file holds, the error says what is wrong with it.
func TestDamage(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	files := variants(t)
	var names []string
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	var b raster.Block
	for i := range 3000 {
		data := slices.Clone(files[names[i*7%len(names)]])
		for range 1 + i%4 {
			data[rnd.IntN(len(data))] ^= 1 << rnd.IntN(8)
		}
		if err := read(data, &b); err != nil && !raster.IsTyped(err) {
			t.Fatalf("%v is not a typed error", err)
		}
	}
}

func TestCorrupt(t *testing.T) {
	paths, err := filepath.Glob(testfile.Shared(t, "conformance", "corrupt", "*"))
	if err != nil {
		t.Fatal(err)
	}
	var b raster.Block
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !Sniff(data) && !strings.Contains(path, ".jp") {
			continue
		}
		if err := read(data, &b); err != nil && !raster.IsTyped(err) {
			t.Errorf("%s: %v is not a typed error", path, err)
		}
	}
}

// Read, Stream and a window of it agree about every file.
func FuzzRead(f *testing.F) {
	for name, data := range variants(f) {
		if strings.Contains(name, "16x") || strings.Contains(name, "-50") {
			f.Add(data, uint8(3), uint8(5))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte, x, y uint8) {
		s, err := Open(raster.Bytes(data), raster.Options{Limits: small})
		if err != nil {
			if !raster.IsTyped(err) {
				t.Fatalf("%v is not a typed error", err)
			}
			return
		}
		defer s.Close()
		agree(t, s, int(x), int(y))
	})
}

// agree compares a whole image with its strips and with the window from column
// x and row y on.
func agree(t *testing.T, s raster.Source, x, y int) {
	t.Helper()
	ctx := context.Background()
	h := s.Header()
	var whole, part raster.Block
	err := s.Read(ctx, h.Window(), &whole)
	if err != nil && !raster.IsTyped(err) {
		t.Fatalf("%v is not a typed error", err)
	}
	w := raster.Window{X: x % h.Width, Y: y % h.Height}
	w.W, w.H = (h.Width-w.X+1)/2, (h.Height-w.Y+1)/2
	for _, w := range []raster.Window{h.Window(), w} {
		next := w.Y
		err2 := raster.Each(ctx, s, w, &part, func(b *raster.Block) error {
			if b.Window.Y != next || b.Window.X != w.X || b.Window.W != w.W {
				t.Fatalf("strip %v of %v, want row %d", b.Window, w, next)
			}
			next += b.Window.H
			if err == nil {
				equalPart(t, &whole, b)
			}
			return nil
		})
		if err == nil && (err2 != nil || next != w.Y+w.H) {
			t.Fatalf("window %v: %v at row %d, but the whole image was read", w, err2, next)
		}
	}
}

// equalPart compares b with the same window of whole.
func equalPart(t *testing.T, whole, b *raster.Block) {
	t.Helper()
	w := b.Window
	for band := range b.Bands {
		for y := range w.H {
			for x := range w.W {
				i := (band*w.H+y)*w.W + x
				j := (band*whole.Window.H+w.Y+y)*whole.Window.W + w.X + x
				if b.At(i, raster.Uint8) != whole.At(j, raster.Uint8) {
					t.Fatalf("band %d, row %d, column %d of %v differs", band, y, x, w)
				}
			}
		}
	}
}
