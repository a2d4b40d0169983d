package tiff

import (
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// The reference is [accumulate] followed by [gather16].
func TestDeinterleave(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		samples, skip, n := rapid.IntRange(1, 14).Draw(t, "samples"), rapid.IntRange(0, 5).Draw(t, "skip"), rapid.IntRange(0, 40).Draw(t, "pixels")
		r := rowOf16{samples: samples, skip: skip, sums: rapid.Bool().Draw(t, "sums"), bias: rapid.SampledFrom([]uint16{0, 0x8000}).Draw(t, "bias")}
		r.data = rapid.SliceOfN(rapid.Byte(), 2*samples*(skip+n), 2*samples*(skip+n)).Draw(t, "data")
		plane := n + 3
		got, want := make([]uint16, samples*plane), make([]uint16, samples*plane)
		r.deinterleave(got, plane, n)
		if r.sums {
			accumulate(r.data, samples, 2)
		}
		for b := range samples {
			gather16(want[b*plane:][:n], r.data[min(2*(skip*samples+b), len(r.data)):], 2*samples, r.bias)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%v, want %v", got, want)
		}
	})
}

// 13 bands in tiles of 256×256, as in a Sentinel-2 scene.
func BenchmarkDeinterleave(b *testing.B) {
	const samples, side = 13, 256
	data := make([]byte, 2*samples*side*side)
	for i, r := 0, rand.New(rand.NewPCG(1, 2)); i < len(data); i++ {
		data[i] = byte(r.Uint32())
	}
	dst := make([]uint16, samples*side*side)
	work := make([]byte, len(data))
	rowBytes := 2 * samples * side
	b.Run("fused", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		for b.Loop() {
			for y := range side {
				r := rowOf16{data: data[y*rowBytes:][:rowBytes], samples: samples, sums: true}
				r.deinterleave(dst[y*side:], side*side, side)
			}
		}
	})
	b.Run("one after the other", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		for b.Loop() {
			for y := range side {
				row := work[y*rowBytes:][:rowBytes]
				accumulate(row, samples, 2)
				for k := range samples {
					gather16(dst[k*side*side+y*side:][:side], row[2*k:], 2*samples, 0)
				}
			}
		}
	})
}
