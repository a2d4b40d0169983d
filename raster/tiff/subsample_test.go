package tiff

import (
	"encoding/binary"
	"hash/crc32"
	"testing"

	"github.com/bandprep/bandprep/raster"
)

// TestSubsampledStrips compares strips of data units, which reach over the
// right and the lower edge, with what GDAL 3.6.2 and libtiff 4.5.0 make of the
// same bytes: the CRC-32 of red, then green, then blue. The bytes are those of
// x ← 1664525·x + 1013904223 (mod 2³²) from 1 on, the upper eight bits of each.
func TestSubsampledStrips(t *testing.T) {
	for _, c := range []struct {
		w, h, x, y, rows int
		want             uint32
	}{
		{39, 39, 4, 4, 39, 0x05f36fd0},
		{39, 39, 4, 4, 10, 0x0d4db113},
		{37, 38, 4, 4, 7, 0xa5e5034b},
		{40, 40, 4, 4, 40, 0x45762100},
		{39, 39, 4, 2, 7, 0xeceb113b},
		{39, 39, 4, 1, 39, 0x506ca737},
		{39, 39, 2, 2, 7, 0x758e55f6},
		{41, 5, 2, 1, 3, 0x1dbc450c},
	} {
		var data []byte
		var offsets, counts []int64
		state := uint32(1)
		for y := 0; y < c.h; y += c.rows {
			n := (c.w + c.x - 1) / c.x * ((min(c.rows, c.h-y) + c.y - 1) / c.y) * (c.x*c.y + 2)
			offsets, counts = append(offsets, int64(8+len(data))), append(counts, int64(n))
			for range n {
				state = state*1664525 + 1013904223
				data = append(data, byte(state>>24))
			}
		}
		var reference []byte // black and white of each component, as fractions
		for _, v := range []uint32{0, 1, 255, 1, 128, 1, 255, 1, 128, 1, 255, 1} {
			reference = binary.LittleEndian.AppendUint32(reference, v)
		}
		var f tags
		f.long(tagImageWidth, c.w)
		f.long(tagImageLength, c.h)
		f.shorts(tagBitsPerSample, 8, 8, 8)
		f.shorts(tagPhotometricInterpretation, isYCbCr)
		f.shorts(tagSamplesPerPixel, 3)
		f.long(tagRowsPerStrip, c.rows)
		f.offsets(tagStripOffsets, offsets)
		f.offsets(tagStripByteCounts, counts)
		f.shorts(tagYCbCrSubSampling, uint16(c.x), uint16(c.y))
		f = append(f, tag{id: tagReferenceBlackWhite, kind: 5, count: 6, value: reference})
		at := int64(8 + len(data))
		file := append(append(format{}.header(at), data...), format{}.directory(f, at, 0)...)
		s, err := Open(raster.Bytes(file), raster.Options{})
		if err != nil {
			t.Fatal(err)
		}
		b, err := readWhole(s)
		if err != nil {
			t.Fatal(err)
		}
		if got := crc32.ChecksumIEEE(b.U8); got != c.want {
			t.Errorf("%d×%d, %d by %d, %d rows: CRC %08x, GDAL %08x", c.w, c.h, c.x, c.y, c.rows, got, c.want)
		}
	}
}
