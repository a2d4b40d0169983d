package tiff

import (
	"slices"
	"testing"

	"github.com/bandprep/bandprep/raster"
)

// TestPaletteWithAlpha has a palette index and alpha in each pixel, in one
// block and in blocks of their own.
func TestPaletteWithAlpha(t *testing.T) {
	for _, separate := range []bool{false, true} {
		var f tags
		f.long(tagImageWidth, 3)
		f.long(tagImageLength, 1)
		f.shorts(tagBitsPerSample, 8, 8)
		f.shorts(tagPhotometricInterpretation, isPalette)
		f.shorts(tagSamplesPerPixel, 2)
		f.shorts(tagExtraSamples, 2)
		f.long(tagRowsPerStrip, 1)
		colors := make([]uint16, 3*256)
		for i := range 256 {
			colors[i], colors[256+i], colors[512+i] = uint16(i)*257, uint16(255-i)*257, 7*257
		}
		f.shorts(tagColorMap, colors...)
		pixels := []byte{10, 255, 20, 0, 30, 128}
		if separate {
			pixels = []byte{10, 20, 30, 255, 0, 128}
			f.shorts(tagPlanarConfiguration, 2)
			f.offsets(tagStripOffsets, []int64{8, 11})
			f.offsets(tagStripByteCounts, []int64{3, 3})
		} else {
			f.offsets(tagStripOffsets, []int64{8})
			f.offsets(tagStripByteCounts, []int64{6})
		}
		file := append(append(format{}.header(14), pixels...), format{}.directory(f, 14, 0)...)
		s, err := Open(raster.Bytes(file), raster.Options{})
		if err != nil {
			t.Fatal(err)
		}
		h := s.Header()
		if len(h.Bands) != 4 || h.AlphaBand() != 3 || h.Bands[0].Color != raster.Red {
			t.Fatalf("bands %+v", h.Bands)
		}
		b, err := readWhole(s)
		if err != nil {
			t.Fatal(err)
		}
		want := []uint8{10, 20, 30, 245, 235, 225, 7, 7, 7, 255, 0, 128}
		if !slices.Equal(b.U8, want) {
			t.Errorf("samples %v, want %v", b.U8, want)
		}
		seen, err := readWhole(raster.NewView(s, raster.ViewOptions{}))
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(seen.Valid[:3], []bool{true, false, true}) || seen.Bands != 3 {
			t.Errorf("%d bands, valid %v", seen.Bands, seen.Valid)
		}
	}
}
