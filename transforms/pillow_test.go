package transforms

import (
	"encoding/hex"
	"encoding/json"
	"math"
	"os"
	"testing"

	"github.com/bandprep/bandprep/raster"
)

// pillowCase is one row of testdata/pillow.json, which testdata/pillow.py made
// with Pillow 9.4.0.
type pillowCase struct {
	Kind, Filter string
	Seed         uint32
	Size, To     [2]int
	Bytes        string
	Floats       []float64
}

func (c pillowCase) image() *raster.Block {
	b := new(raster.Block)
	b.Reset(raster.Window{W: c.Size[0], H: c.Size[1]}, 1, raster.StoreU8)
	x := c.Seed
	for i := range b.U8 {
		x = 1664525*x + 1013904223
		b.U8[i] = uint8(x >> 24)
		if c.Kind == "checker" {
			b.U8[i] = uint8(255 * (x >> 31))
		}
	}
	return b
}

func pillowCases(t *testing.T) []pillowCase {
	data, err := os.ReadFile("testdata/pillow.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []pillowCase
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	return cases
}

func TestResizeEqualsPillow(t *testing.T) {
	for _, c := range pillowCases(t) {
		filter, err := ParseFilter(c.Filter)
		if err != nil {
			t.Fatal(err)
		}
		resize := Resize{Width: c.To[0], Height: c.To[1], Filter: filter}
		src := c.image()
		h := raster.Header{Width: c.Size[0], Height: c.Size[1], Bands: make([]raster.Band, 1), Type: raster.Uint8}
		w := raster.Window{W: c.To[0], H: c.To[1]}
		var dst raster.Block
		if err := resize.Apply(h, w, &dst, src); err != nil {
			t.Fatal(err)
		}
		if got := hex.EncodeToString(dst.U8); got != c.Bytes {
			t.Errorf("%v of %v %v:\n got %s\nwant %s", resize, c.Kind, c.Size, got, c.Bytes)
		}

		f := new(raster.Block)
		f.Reset(src.Window, 1, raster.StoreF64)
		for i, v := range src.U8 {
			f.F64[i] = float64(float32(v) / 7)
		}
		h.Type = raster.Float32
		if err := resize.Apply(h, w, &dst, f); err != nil {
			t.Fatal(err)
		}
		for i, want := range c.Floats {
			if math.Abs(dst.F64[i]-want) > 1e-6*255/7 {
				t.Errorf("%v of %v %v: sample %d is %v, Pillow has %v", resize, c.Kind, c.Size, i, dst.F64[i], want)
			}
		}
	}
}
