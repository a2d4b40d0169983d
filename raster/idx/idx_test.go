package idx

import (
	"bytes"
	"compress/gzip"
	"context"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/internal/conform"
	"github.com/bandprep/bandprep/raster"
)

// images is a file of three images of 2×4 bytes, sample k being k, by the
// published description of the format.
func images() []byte {
	b := []byte{0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 4}
	for k := range 24 {
		b = append(b, byte(k))
	}
	return b
}

func pack(t testing.TB, data []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestImages(t *testing.T) {
	for _, data := range [][]byte{images(), pack(t, images())} {
		if !Sniff(data) {
			t.Error("not recognized")
		}
		first, err := Open(raster.Bytes(data), raster.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for i := range 3 {
			s, err := first.(raster.Paged).Page(i)
			if err != nil {
				t.Fatal(err)
			}
			h := s.Header()
			if h.Width != 4 || h.Height != 2 || h.Pages != 3 || len(h.Bands) != 1 {
				t.Fatalf("%+v", h)
			}
			var b raster.Block
			if err := s.Read(context.Background(), h.Window(), &b); err != nil {
				t.Fatal(err)
			}
			for k, v := range b.U8 {
				if int(v) != 8*i+k {
					t.Fatalf("image %d: %v", i, b.U8)
				}
			}
		}
	}
}

// Signed and floating elements are big-endian.
func TestTypes(t *testing.T) {
	for _, c := range []struct {
		file []byte
		want float64
	}{
		{[]byte{0, 0, 9, 2, 0, 0, 0, 1, 0, 0, 0, 1, 0xff}, -1},
		{[]byte{0, 0, 11, 2, 0, 0, 0, 1, 0, 0, 0, 1, 0xff, 0xfe}, -2},
		{[]byte{0, 0, 12, 2, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0}, 256},
		{[]byte{0, 0, 13, 2, 0, 0, 0, 1, 0, 0, 0, 1, 0x3f, 0x80, 0, 0}, 1},
		{[]byte{0, 0, 14, 2, 0, 0, 0, 1, 0, 0, 0, 1, 0xbf, 0xf0, 0, 0, 0, 0, 0, 0}, -1},
	} {
		s, err := Open(raster.Bytes(c.file), raster.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var b raster.Block
		if err := s.Read(context.Background(), raster.Window{W: 1, H: 1}, &b); err != nil {
			t.Fatal(err)
		}
		if got := b.At(0, s.Header().Type); got != c.want {
			t.Errorf("%v: %v, want %v", s.Header().Type, got, c.want)
		}
	}
}

// Labels say that they are labels.
func TestLabels(t *testing.T) {
	labels := []byte{0, 0, 8, 1, 0, 0, 0, 2, 7, 3}
	for _, data := range [][]byte{labels, pack(t, labels)} {
		if !Sniff(data) {
			t.Error("not recognized")
		}
		if _, err := Open(raster.Bytes(data), raster.Options{}); !raster.IsTyped(err) || !strings.Contains(err.Error(), "labels") {
			t.Errorf("%v", err)
		}
	}
}

func FuzzOpen(f *testing.F) {
	f.Add(images())
	f.Add(pack(f, images()))
	f.Fuzz(func(t *testing.T, data []byte) { conform.Hostile(t, Open, data) })
}

// Damaged files give typed errors.
func TestDamaged(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	conform.Mutate(t, Open, images(), r, 300)
	conform.Mutate(t, Open, pack(t, images()), r, 300)
}
