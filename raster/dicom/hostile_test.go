package dicom

import (
	"bytes"
	"testing"

	"github.com/klauspost/compress/flate"

	"github.com/bandprep/bandprep/internal/conform"
	"github.com/bandprep/bandprep/raster"
)

// Frames that their bytes cannot hold take no memory; a deflated data set is
// counted before it is unpacked.
func TestFrugal(t *testing.T) {
	large := []item{{tagSamples, "US", uint16(1)}, {tagPhotometric, "CS", "MONOCHROME2"}, {tagRows, "US", uint16(14000)}, {tagColumns, "US", uint16(14000)},
		{tagBitsAllocated, "US", uint16(16)}, {tagBitsStored, "US", uint16(16)}, {tagHighBit, "US", uint16(15)}, {tagSigned, "US", uint16(0)}}
	// A frame of 64 bytes of RLE header, of a JPEG that ends early.
	rle := append([]byte{2, 0, 0, 0, 64, 0, 0, 0, 66, 0, 0, 0}, make([]byte, 54)...)
	jpeg := []byte("\xff\xd8\xff\xc0\x00\x0b\x08\x36\xb0\x36\xb0\x01\x01\x11\x00\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\xff\xd9")
	lossless := []byte("\xff\xd8\xff\xc3\x00\x0b\x10\x36\xb0\x36\xb0\x01\x01\x11\x00\xff\xda\x00\x08\x01\x01\x00\x01\x00\x00\xff\xd9")
	jpegLS := []byte("\xff\xd8\xff\xf7\x00\x0b\x10\x36\xb0\x36\xb0\x01\x01\x11\x00\xff\xda\x00\x08\x01\x01\x00\x00\x00\x00\xff\xd9")
	for name, c := range map[string]struct {
		syntax string
		frame  []byte
	}{
		"RLE": {rleLossless, rle}, "JPEG": {jpegFamily + "50", jpeg}, "lossless JPEG": {jpegFamily + "70", lossless}, "JPEG-LS": {jpegFamily + "80", jpegLS},
		"nothing": {jpegFamily + "50", []byte("\xff\xd8")},
	} {
		data := build(c.syntax, large...)
		data = append(data, "\xe0\x7f\x10\x00OB\x00\x00\xff\xff\xff\xff\xfe\xff\x00\xe0\x00\x00\x00\x00\xfe\xff\x00\xe0"...)
		data = append(data, byte(len(c.frame)), 0, 0, 0)
		data = append(append(data, c.frame...), "\xfe\xff\xdd\xe0\x00\x00\x00\x00"...)
		if err := conform.Frugal(t, name, Open, data, raster.Options{}, 64<<20); err == nil {
			t.Errorf("%s was read", name)
		}
	}
	native := build(explicitLittle, append(large, item{tagPixelData, "OW", make([]byte, 100)})...)
	if err := conform.Frugal(t, "native", Open, native, raster.Options{}, 1<<20); err == nil {
		t.Error("native pixels that are not there")
	}
	many := build(explicitLittle, append([]item{{tagFrames, "IS", "2000000000"}}, grey([]uint16{1, 2}, 16, 16, 0)...)...)
	if err := conform.Frugal(t, "frames", Open, many, raster.Options{}, 1<<20); err == nil {
		t.Error("2,000,000,000 frames of four bytes")
	}
	var z bytes.Buffer
	w, err := flate.NewWriter(&z, 9)
	if err != nil {
		t.Fatal(err)
	}
	w.Write(encode(explicitLittle, append(large[:2:2], item{tagRows, "US", uint16(6000)}, item{tagColumns, "US", uint16(6000)},
		item{tagBitsAllocated, "US", uint16(8)}, item{tagPixelData, "OB", make([]byte, 36e6)})...))
	w.Close()
	deflated := append(build(deflatedLittle), z.Bytes()...)
	for limit, ok := range map[int64]bool{32 << 20: false, 48 << 20: true} {
		err := conform.Frugal(t, "deflated", Open, deflated, raster.Options{Limits: raster.Limits{BlockBytes: limit}}, limit)
		if (err == nil) != ok {
			t.Errorf("deflated, limit %d: %v", limit, err)
		}
	}
}
