package tiff

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"
)

// A row of differences, summed up as a reader does, is the row again.
func TestDifference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.SampledFrom([]int{1, 2, 4}).Draw(t, "size")
		bands, pixels := rapid.IntRange(1, 14).Draw(t, "bands"), rapid.IntRange(1, 40).Draw(t, "pixels")
		n := size * bands * pixels
		row := rapid.SliceOfN(rapid.Byte(), n, n).Draw(t, "row")
		changed, got := bytes.Clone(row), make([]byte, n)
		difference(changed, bands, size)
		accumulateGo(got, changed, bands, size, 0)
		if !bytes.Equal(got, row) {
			t.Fatalf("%v instead of %v", got, row)
		}
	})
}
