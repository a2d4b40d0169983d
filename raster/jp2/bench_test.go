package jp2

import (
	"os"
	"testing"

	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/raster"
)

// BenchmarkSentinel2 decodes a lossless band of 1830×1830 samples of 15 bits,
// in tiles of 192×192 and code-blocks of 4×4.
func BenchmarkSentinel2(b *testing.B) {
	benchmark(b, testfile.Shared(b, "multispectral", "sentinel2-jp2", "B01.jp2"))
}

// BenchmarkLossy decodes a small photo, 9/7 with one tile.
func BenchmarkLossy(b *testing.B) { benchmark(b, "testdata/lossy.jp2") }

func benchmark(b *testing.B, path string) {
	data, err := os.ReadFile(path)
	if err != nil {
		b.Fatal(err)
	}
	var block raster.Block
	for b.Loop() {
		s, err := Open(raster.Bytes(data), raster.Options{Workers: 2})
		if err != nil {
			b.Fatal(err)
		}
		h := s.Header()
		b.SetBytes(int64(h.Width) * int64(h.Height) * int64(len(h.Bands)) * int64(h.Type.Bits()/8))
		for _, w := range s.Tasks(h.Window()) {
			if err := s.Read(b.Context(), w, &block); err != nil {
				b.Fatal(err)
			}
		}
	}
}
