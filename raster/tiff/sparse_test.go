package tiff

import (
	"context"
	"math"
	"testing"

	"github.com/bandprep/bandprep/internal/conform"
	"github.com/bandprep/bandprep/raster"
)

// TestAbsentBlocks reads images without any block. The samples are those that
// GDAL 3.6 gives for such files, made with SPARSE_OK and SetNoDataValue.
func TestAbsentBlocks(t *testing.T) {
	for _, test := range []struct {
		bits, format uint16
		nodata       string
		want         float64
	}{
		{8, formatUint, "", 0},
		{8, formatUint, "7", 7},
		{8, formatUint, "1e+40", 255},
		{8, formatUint, "-9999", 0},
		{8, formatUint, "65535.5", 255},
		{8, formatUint, "nan", 0},
		{16, formatUint, "65535.5", 65535},
		{16, formatInt, "65535.5", 32767},
		{16, formatInt, "-9999", -9999},
		{32, formatFloat, "1e+40", math.Inf(1)},
		{32, formatFloat, "-3.4028234663852886e+38", -math.MaxFloat32},
		{32, formatFloat, "0.1", float64(float32(0.1))},
		{64, formatFloat, "1e+40", 1e40},
		{64, formatFloat, "-9999", -9999},
	} {
		var f tags
		f.long(tagImageWidth, 20)
		f.long(tagImageLength, 10)
		f.shorts(tagBitsPerSample, test.bits)
		f.shorts(tagCompression, compressDeflate)
		f.shorts(tagSampleFormat, test.format)
		f.long(tagRowsPerStrip, 10)
		f.offsets(tagStripOffsets, []int64{0})
		f.offsets(tagStripByteCounts, []int64{0})
		if test.nodata != "" {
			f.ascii(tagGDALNoData, test.nodata)
		}
		file := format{}.header(8)
		file = append(file, format{}.directory(f, 8, 0)...)
		s, err := Open(raster.Bytes(file), raster.Options{})
		if err != nil {
			t.Fatal(err)
		}
		h := s.Header()
		var b raster.Block
		if err := s.Read(context.Background(), h.Window(), &b); err != nil {
			t.Fatal(err)
		}
		for _, i := range []int{0, 199} {
			if got := b.At(i, h.Type); got != test.want {
				t.Errorf("%d bits, format %d, nodata %q: %v, want %v", test.bits, test.format, test.nodata, got, test.want)
			}
		}
	}
}

// TestAbsentTasks reads nothing of an image of 1025 bands that stores nothing.
func TestAbsentTasks(t *testing.T) {
	var f tags
	f.long(tagImageWidth, 486)
	f.long(tagImageLength, 302)
	f.shorts(tagBitsPerSample, 8)
	f.shorts(tagSamplesPerPixel, 1025)
	f.long(tagRowsPerStrip, 16)
	f.offsets(tagStripOffsets, make([]int64, 19))
	f.offsets(tagStripByteCounts, make([]int64, 19))
	file := format{}.header(8)
	file = append(file, format{}.directory(f, 8, 0)...)
	if w := conform.Hostile(t, Open, file); w.Samples != 0 {
		t.Errorf("%d samples", w.Samples)
	}
}
