package tiff

import (
	"bytes"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestKernels holds the kernels against the loops in Go.
func TestKernels(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		samples, n := rapid.IntRange(1, 30).Draw(t, "samples"), rapid.IntRange(1, 100).Draw(t, "n")
		spare := rapid.IntRange(0, 9).Draw(t, "spare")
		size := rapid.SampledFrom([]int{1, 2, 4, 8}).Draw(t, "size")
		src := rapid.SliceOfN(rapid.Byte(), n*samples*size, n*samples*size).Draw(t, "src")
		plane := n + spare
		switch size {
		case 1:
			got, want := make([]byte, samples*plane), make([]byte, samples*plane)
			sort8(got, plane, src, samples, n)
			sort8Go(want, plane, src, samples, n)
			if !bytes.Equal(got, want) {
				t.Fatalf("sort8: %v instead of %v", got, want)
			}
		case 2:
			got, want := make([]uint16, samples*plane), make([]uint16, samples*plane)
			sort16(got, plane, src, samples, n, 0x8000)
			sort16Go(want, plane, src, samples, n, 0x8000)
			if !slices.Equal(got, want) {
				t.Fatalf("sort16: %v instead of %v", got, want)
			}
		case 4:
			got, want := make([]float64, samples*plane), make([]float64, samples*plane)
			sortF32(got, plane, src, samples, n)
			sortF32Go(want, plane, src, samples, n)
			for i := range got {
				if math.Float64bits(got[i]) != math.Float64bits(want[i]) {
					t.Fatalf("sortF32: %v instead of %v", got, want)
				}
			}
		}
		x := rapid.SliceOfN(rapid.Float64(), 3*n, 3*n).Draw(t, "floats")
		woven, wovenGo := make([]byte, 12*n), make([]byte, 12*n)
		weave3(woven, x[:n], x[n:2*n], x[2*n:])
		weave3Go(wovenGo, x[:n], x[n:2*n], x[2*n:])
		if !bytes.Equal(woven, wovenGo) {
			t.Fatalf("weave3: %v instead of %v", woven, wovenGo)
		}
		merged, mergedGo := make([]byte, len(src)), make([]byte, len(src))
		merge(merged, src, size)
		mergeGo(mergedGo, src, size, 0)
		if !bytes.Equal(merged, mergedGo) {
			t.Fatalf("merge: %v instead of %v", merged, mergedGo)
		}
		got, want := make([]byte, len(src)), make([]byte, len(src))
		accumulate(got, src, samples, size)
		accumulateGo(want, src, samples, size, 0)
		if !bytes.Equal(got, want) {
			t.Fatalf("accumulate: %v instead of %v", got, want)
		}
	})
}
