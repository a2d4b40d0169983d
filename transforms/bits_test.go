package transforms

import (
	"encoding/binary"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/bandprep/bandprep/raster"
)

// TestSameBitsEverywhere holds results against those of amd64, so that a fused
// multiply-add on another machine shows.
func TestSameBitsEverywhere(t *testing.T) {
	normalize := Normalize{Mean: []float64{0.1, 0.7}, Std: []float64{1.3, 0.9}, Scale: 3.7}
	for text, want := range map[string]uint64{
		"resize=13x9":                        0x4163708e8580e17c,
		"resize=13x9,interpolation=bicubic":  0x66e17e2d128a0df4,
		"resize=13x9,interpolation=lanczos":  0x79d5e80a4d70e5fb,
		"resize=71x53,interpolation=lanczos": 0x67536d67f95925a4,
		"stretch=-120:95,to=uint16":          0x6cd47986fb2c5f3b,
		"normalize":                          0x8b6fb24057ab40ea,
	} {
		src := randomImage(rand.New(rand.NewPCG(11, 12)), 37, 29, 2, raster.Float64, true)
		c, err := Parse(text, Resolver{Normalize: func(string) (Normalize, error) { return normalize, nil }})
		if err != nil {
			t.Fatal(err)
		}
		v, err := c.Open(src)
		if err != nil {
			t.Fatal(err)
		}
		h := v.Header()
		all, err := readAll(v, []raster.Window{h.Window()})
		if err != nil {
			t.Fatal(err)
		}
		sum := fnv.New64a()
		for i := range all.Valid {
			var word [8]byte
			if all.Valid[i] {
				binary.LittleEndian.PutUint64(word[:], math.Float64bits(all.At(i, h.Type)))
			}
			sum.Write(word[:])
		}
		if got := sum.Sum64(); got != want {
			t.Errorf("%s: %#x, want %#x", text, got, want)
		}
	}
}
