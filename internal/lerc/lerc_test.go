package lerc

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/bandprep/bandprep/raster"
)

// blob is what testdata/make.py wrote: a blob of Esri's library and what that
// reads from it.
type blob struct {
	Type                        string
	Bands, Height, Width, Depth int
	Data, Valid                 string
	Offset, Bytes               int
	packed                      []byte
}

func blobs(t testing.TB) map[string]blob {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]blob{}
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join("testdata", "blobs.bin"))
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range all {
		b.packed = data[b.Offset : b.Offset+b.Bytes]
		all[name] = b
	}
	return all
}

func digest(b []byte) string {
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:])
}

// flags returns the mask as one byte per pixel.
func flags(im *Image) []byte {
	f := make([]byte, im.Bands*im.Height*im.Width)
	for i := range f {
		if im.Valid == nil || im.Valid[i] {
			f[i] = 1
		}
	}
	return f
}

func TestDecodeAsEsri(t *testing.T) {
	for name, b := range blobs(t) {
		im, err := Decode(b.packed, 1<<30)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if im.Type.String() != b.Type || im.Bands != b.Bands || im.Height != b.Height || im.Width != b.Width || im.Depth != b.Depth {
			t.Errorf("%s: %s, %d×%d×%d×%d", name, im.Type, im.Bands, im.Height, im.Width, im.Depth)
			continue
		}
		if digest(flags(im)) != b.Valid {
			t.Errorf("%s: other flags", name)
		}
		if digest(im.Data) != b.Data {
			t.Errorf("%s: other samples", name)
		}
	}
}

// The expected layout is that of libtiff's tif_lerc.c.
func TestPixels(t *testing.T) {
	im := &Image{Type: raster.Uint8, Width: 2, Height: 1, Depth: 3, Bands: 1, Data: []byte{1, 2, 3, 4, 5, 6}, Valid: []bool{true, false}}
	out := make([]byte, 8)
	if n := im.Pixels(out, true); n != 8 || !bytes.Equal(out, []byte{1, 2, 3, 255, 4, 5, 6, 0}) {
		t.Errorf("alpha: %d bytes, %v", n, out)
	}
	if n := im.Pixels(out[:5], false); n != 6 {
		t.Errorf("too short: %d", n)
	}
	im = &Image{Type: raster.Float32, Width: 1, Height: 2, Depth: 1, Bands: 2, Data: appendSamples(nil, []float32{1, 2, 3, 4}), Valid: []bool{true, false, true, true}}
	out = make([]byte, 16)
	im.Pixels(out, false)
	var got []float32
	for i := range 4 {
		got = append(got, math.Float32frombits(binary.LittleEndian.Uint32(out[4*i:])))
	}
	if s := fmt.Sprint(got); s != "[1 3 NaN 4]" {
		t.Errorf("two bands: %s, want [1 3 NaN 4]", s)
	}
}

func TestLimit(t *testing.T) {
	for name, b := range blobs(t) {
		if _, err := Decode(b.packed, int64(b.Bands*b.Height*b.Width)); err != ErrTooLarge {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTruncated(t *testing.T) {
	for name, b := range blobs(t) {
		for n := range len(b.packed) {
			if n > 200 && n%97 != 0 {
				continue
			}
			if im, err := Decode(b.packed[:n], 1<<30); err == nil && im.Bands == b.Bands {
				t.Errorf("%s: %d of %d bytes are enough", name, n, len(b.packed))
			}
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, b := range blobs(f) {
		f.Add(b.packed)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		const limit = 1 << 20
		im, err := Decode(data, limit)
		if err != nil {
			return
		}
		n := im.Bands * im.Width * im.Height
		if len(im.Data) != n*im.Depth*im.Type.Bits()/8 || im.Valid != nil && len(im.Valid) != n || len(im.Data) > limit {
			t.Errorf("%d×%d×%d×%d: %d bytes, %d flags", im.Bands, im.Height, im.Width, im.Depth, len(im.Data), len(im.Valid))
		}
	})
}
