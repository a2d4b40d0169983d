package tiff

import (
	"bytes"
	picture "image"
	"image/color"
	"image/jpeg"
	"testing"

	"github.com/bandprep/bandprep/raster"
)

// TestOldJPEG puts a picture into files in ways that writers of JPEG of old
// style went, and compares it with what the standard library decodes.
func TestOldJPEG(t *testing.T) {
	top, bottom := encodeJPEG(t, 0), encodeJPEG(t, 16)
	const at = 8      // where data begin in the file
	const header = 14 // bytes of a scan's header
	scan := bytes.Index(top, []byte{0xff, markSOS})
	bare := bottom[bytes.Index(bottom, []byte{0xff, markSOS})+header:]
	gap := make([]byte, 40)
	form := func(photometric uint16) tags {
		var f tags
		f.shorts(tagBitsPerSample, 8, 8, 8)
		f.shorts(tagSamplesPerPixel, 3)
		f.shorts(tagPhotometricInterpretation, photometric)
		return f
	}
	type blocks struct{ offsets, counts []int64 }
	whole := blocks{[]int64{at}, []int64{int64(len(top))}}
	for _, test := range []struct {
		name   string
		data   []byte
		length int // of the stream that JPEGInterchangeFormat points to
		blocks blocks
		fields tags
	}{
		{"YCbCr", top, len(top), whole, form(isYCbCr)},
		{"YCbCr that is called RGB", top, len(top), whole, form(isRGB)},
		{"form of samples unsaid", top, len(top), whole, nil},
		{"block that begins in the header of its scan", top, len(top),
			blocks{[]int64{int64(at + scan + header - 3)}, []int64{10}}, form(isYCbCr)},
		{"header of the scan in the first of two blocks", bytes.Join([][]byte{top[:scan], gap, top[scan:], bare}, nil), scan,
			blocks{[]int64{int64(at + scan + len(gap)), int64(at + len(gap) + len(top))}, []int64{int64(len(top) - scan), int64(len(bare))}}, form(isYCbCr)},
	} {
		t.Run(test.name, func(t *testing.T) {
			fields := test.fields
			fields.long(tagImageWidth, 40)
			fields.long(tagImageLength, 16*len(test.blocks.offsets))
			fields.shorts(tagCompression, compressOldJPEG)
			fields.long(tagRowsPerStrip, 16)
			fields.shorts(tagYCbCrSubSampling, 2, 2)
			fields.long(tagJPEGInterchange, at)
			fields.long(tagJPEGInterchangeLength, test.length)
			fields.offsets(tagStripOffsets, test.blocks.offsets)
			fields.offsets(tagStripByteCounts, test.blocks.counts)
			file := append(format{}.header(int64(at+len(test.data))), test.data...)
			file = append(file, format{}.directory(fields, int64(len(file)), 0)...)
			s, err := Open(raster.Bytes(file), raster.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			got, err := readWhole(s)
			if err != nil {
				t.Fatal(err)
			}
			if got.Bands != 3 {
				t.Fatalf("%d bands", got.Bands)
			}
			for i, stream := range [][]byte{top, bottom}[:len(test.blocks.offsets)] {
				want, err := jpeg.Decode(bytes.NewReader(stream))
				if err != nil {
					t.Fatal(err)
				}
				for p := range 40 * 16 {
					c := color.RGBAModel.Convert(want.At(p%40, p/40)).(color.RGBA)
					for b, v := range []uint8{c.R, c.G, c.B} {
						// Cosine transform and conversion of colours round on their own.
						if d := int(got.U8[b*got.Window.Pixels()+40*16*i+p]) - int(v); d < -3 || d > 3 {
							t.Fatalf("block %d, pixel %d, band %d: off by %d", i, p, b, d)
						}
					}
				}
			}
		})
	}
}

// encodeJPEG returns 40×16 pixels of a picture, from row y on, with a colour for
// two by two pixels.
func encodeJPEG(t *testing.T, y int) []byte {
	m := picture.NewRGBA(picture.Rect(0, 0, 40, 16))
	for p := range 40 * 16 {
		x, y := p%40, p/40+y
		m.SetRGBA(x, p/40, color.RGBA{uint8(3*x + 2*y), uint8(200 - 4*x), uint8(5 * y), 255})
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
