package png

import (
	"bytes"
	"context"
	"image"
	"image/color"
	stdpng "image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/raster"
)

// encode returns img as PNG, by the standard library.
func encode(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := stdpng.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func read(t testing.TB, data []byte, w raster.Window, o raster.Options) (raster.Header, *raster.Block) {
	t.Helper()
	s, err := Open(raster.Bytes(data), o)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	h, b := s.Header(), new(raster.Block)
	if w.Empty() {
		w = h.Window()
	}
	if err := s.Read(context.Background(), w, b); err != nil {
		t.Fatal(err)
	}
	return h, b
}

// same compares a block with what image/png decodes.
func same(t *testing.T, name string, h raster.Header, b *raster.Block, img image.Image) {
	t.Helper()
	n := b.Window.Pixels()
	shift := uint(8)
	if h.Type == raster.Uint16 {
		shift = 0
	}
	for y := range b.Window.H {
		for x := range b.Window.W {
			c := color.NRGBA64Model.Convert(img.At(x+b.Window.X, y+b.Window.Y)).(color.NRGBA64)
			if n, ok := img.At(x+b.Window.X, y+b.Window.Y).(color.NRGBA); ok { // exact where alpha is 0
				c = color.NRGBA64{R: uint16(n.R) << 8, G: uint16(n.G) << 8, B: uint16(n.B) << 8, A: uint16(n.A) << 8}
			}
			want := []uint16{c.R, c.G, c.B, c.A}
			switch b.Bands {
			case 1:
				want = want[:1]
			case 2:
				want = []uint16{c.R, c.A}
			}
			i := y*b.Window.W + x
			masked := b.Valid != nil && !b.Valid[i]
			if masked != (b.Valid != nil && c.A == 0) {
				t.Fatalf("%s: pixel %d,%d masked: %v, alpha %d", name, x, y, masked, c.A)
			}
			for band := range b.Bands {
				if got := uint16(b.At(band*n+i, h.Type)); got != want[band]>>shift && !masked && c.A != 0 {
					t.Fatalf("%s: pixel %d,%d band %d: %d, image/png has %d", name, x, y, band, got, want[band]>>shift)
				}
			}
		}
	}
}

// The second independent reader of the collection is image/png.
func TestLikeStandardLibrary(t *testing.T) {
	files, err := filepath.Glob(testfile.Shared(t, "conformance", "png", "*.png"))
	if err != nil {
		t.Fatal(err)
	}
	compared := 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		img, err := stdpng.Decode(bytes.NewReader(data))
		if err != nil {
			continue
		}
		if b := img.Bounds(); b.Dx()*b.Dy() > 150*150 {
			continue
		}
		h, b := read(t, data, raster.Window{}, raster.Options{})
		same(t, filepath.Base(file), h, b, img)
		compared++
	}
	t.Logf("%d files", compared)
}

// noise returns an image whose rows make the encoder use every filter.
func noise(w, h int, alpha bool) image.Image {
	r := rand.New(rand.NewPCG(1, 2))
	if alpha {
		img := image.NewNRGBA(image.Rect(0, 0, w, h))
		for i := range img.Pix {
			img.Pix[i] = byte(i/7) + byte(r.IntN(1+i*9/len(img.Pix)*8))
		}
		return img
	}
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for i := range img.Pix {
		img.Pix[i] = byte(i/5) + byte(r.IntN(1+i*9/len(img.Pix)*8))
		if i%4 == 3 {
			img.Pix[i] = 255
		}
	}
	return img
}

// Windows, strips and the whole image hold the same samples.
func TestWindowsAndStream(t *testing.T) {
	for _, alpha := range []bool{false, true} {
		data := encode(t, noise(311, 700, alpha))
		h, all := read(t, data, raster.Window{}, raster.Options{})
		w := raster.Window{X: 17, Y: 230, W: 101, H: 333}
		_, part := read(t, data, w, raster.Options{})
		s, err := Open(raster.Bytes(data), raster.Options{})
		if err != nil {
			t.Fatal(err)
		}
		strips := 0
		var b raster.Block
		err = s.(raster.Streamer).Stream(context.Background(), h.Window(), &b, func(b *raster.Block) error {
			strips++
			for band := range b.Bands {
				for i := range b.Window.Pixels() {
					if got, want := b.U8[band*b.Window.Pixels()+i], all.U8[band*all.Window.Pixels()+b.Window.Y*h.Width+i]; got != want {
						t.Fatalf("strip %v, band %d, sample %d: %d, want %d", b.Window, band, i, got, want)
					}
				}
			}
			return nil
		})
		if err != nil || strips < 3 {
			t.Fatal(strips, err)
		}
		for band := range part.Bands {
			for y := range w.H {
				for x := range w.W {
					got := part.U8[(band*w.H+y)*w.W+x]
					if want := all.U8[(band*h.Height+y+w.Y)*h.Width+x+w.X]; got != want {
						t.Fatalf("%d,%d: %d, want %d", x, y, got, want)
					}
				}
			}
		}
	}
}

func TestIndices(t *testing.T) {
	img := image.NewPaletted(image.Rect(0, 0, 5, 3), color.Palette{color.Black, color.White, color.NRGBA{9, 8, 7, 6}})
	for i := range img.Pix {
		img.Pix[i] = byte(i % 3)
	}
	data := encode(t, img)
	h, b := read(t, data, raster.Window{}, raster.Options{Indices: true})
	if len(h.Bands) != 1 || h.Bands[0].Color != raster.PaletteIndex || h.Bits != 2 {
		t.Fatalf("%+v", h)
	}
	if !bytes.Equal(b.U8, img.Pix) {
		t.Fatal(b.U8)
	}
	if h.Palette[2] != (raster.RGBA{R: 9, G: 8, B: 7, A: 6}) {
		t.Fatal(h.Palette)
	}
	h, b = read(t, data, raster.Window{}, raster.Options{})
	same(t, "palette", h, b, img)
}

// The unfilters with unrolled loops equal the general ones.
func TestUnfilter(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, bpp := range []int{1, 2, 3, 4, 6, 8} {
		for filter := byte(filterSub); filter <= filterPaeth; filter++ {
			for pixels := range 40 {
				cur, prior := make([]byte, pixels*bpp), make([]byte, pixels*bpp)
				for i := range cur {
					cur[i], prior[i] = byte(r.Uint32()), byte(r.Uint32())
				}
				want := reference(filter, cur, prior, bpp)
				if !unfilter(filter, cur, prior, bpp) || !bytes.Equal(cur, want) {
					t.Fatalf("filter %d, %d bytes per pixel, %d pixels", filter, bpp, pixels)
				}
			}
		}
	}
}

// The vector loops equal the loops in Go on rows of any length.
func TestPaeth(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for _, bpp := range []int{3, 4} {
		for pixels := range 300 {
			cur, prior := make([]byte, pixels*bpp), make([]byte, pixels*bpp)
			for i := range cur {
				cur[i], prior[i] = byte(r.Uint32()), byte(r.Uint32())
			}
			want := bytes.Clone(cur)
			paethGo(want, prior, bpp)
			if paeth(cur, prior, bpp); !bytes.Equal(cur, want) {
				t.Fatalf("%d bytes per pixel, %d pixels", bpp, pixels)
			}
		}
	}
}

func BenchmarkPaeth(b *testing.B) {
	cur, prior := make([]byte, 3*4096), make([]byte, 3*4096)
	r := rand.New(rand.NewPCG(7, 8))
	for i := range cur {
		cur[i], prior[i] = byte(i/3+r.IntN(8)), byte(r.Uint32())
	}
	b.Run("vector", func(b *testing.B) {
		b.SetBytes(int64(len(cur)))
		for b.Loop() {
			paeth(cur, prior, 3)
		}
	})
	b.Run("go", func(b *testing.B) {
		b.SetBytes(int64(len(cur)))
		for b.Loop() {
			paethGo(cur, prior, 3)
		}
	})
}

// reference is section 9.2 of the specification word for word.
func reference(filter byte, cur, prior []byte, bpp int) []byte {
	out := make([]byte, len(cur))
	for i := range out {
		var a, c int
		b := int(prior[i])
		if i >= bpp {
			a, c = int(out[i-bpp]), int(prior[i-bpp])
		}
		switch filter {
		case filterSub:
			out[i] = cur[i] + byte(a)
		case filterUp:
			out[i] = cur[i] + byte(b)
		case filterAverage:
			out[i] = cur[i] + byte((a+b)/2)
		case filterPaeth:
			p := a + b - c
			pa, pb, pc := abs(p-a), abs(p-b), abs(p-c)
			switch {
			case pa <= pb && pa <= pc:
				out[i] = cur[i] + byte(a)
			case pb <= pc:
				out[i] = cur[i] + byte(b)
			default:
				out[i] = cur[i] + byte(c)
			}
		}
	}
	return out
}

// BenchmarkFolder reads the folder of PNG images that PNG_FOLDER names.
func BenchmarkFolder(b *testing.B) {
	files, _ := filepath.Glob(filepath.Join(os.Getenv("PNG_FOLDER"), "*.png"))
	if os.Getenv("PNG_FOLDER") == "" || len(files) == 0 {
		b.Skip("PNG_FOLDER names no folder of PNG images")
	}
	var block raster.Block
	for b.Loop() {
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				b.Fatal(err)
			}
			s, err := Open(raster.Bytes(data), raster.Options{})
			if err != nil {
				b.Fatal(err)
			}
			h := s.Header()
			if err := raster.Each(context.Background(), s, h.Window(), &block, func(*raster.Block) error { return nil }); err != nil {
				b.Fatal(err)
			}
		}
	}
}
