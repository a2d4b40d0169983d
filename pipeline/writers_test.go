package pipeline_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/png"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/raster"
)

var itoa = strconv.Itoa

// codes name the sample types: in NumPy's headers, in ENVI's, in MATLAB's
// arrays and their elements.
var codes = map[raster.SampleType]struct {
	npy                  string
	envi, class, element int
}{
	raster.Uint8:   {"u1", 1, 9, 2},
	raster.Int16:   {"i2", 2, 10, 3},
	raster.Uint16:  {"u2", 12, 11, 4},
	raster.Float32: {"f4", 4, 7, 7},
}

func put(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(name, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// writeVersions stores an image in every format that can hold it, out of plain loops
// over its samples.
func writeVersions(t *testing.T, dir string, c *cube) {
	t.Helper()
	little, big := binary.LittleEndian, binary.BigEndian
	save := func(name string, parts ...[]byte) { put(t, filepath.Join(dir, name), bytes.Join(parts, nil)) }
	hwc := fmt.Sprintf("(%d, %d, %d)", c.h, c.w, c.bands)
	save("c.npy", npyHead(c, "<", false, hwc), c.bytes(little, "hwc"))
	save("big.npy", npyHead(c, ">", false, hwc), c.bytes(big, "hwc"))
	save("fortran.npy", npyHead(c, "<", true, hwc), c.bytes(little, "cwh"))
	save("chw.npy", npyHead(c, "<", false, fmt.Sprintf("(%d, %d, %d)", c.bands, c.h, c.w)), c.bytes(little, "chw"))
	save("stored.npz", npz(t, zip.Store, npyHead(c, "<", false, hwc), c.bytes(little, "hwc")))
	save("packed.npz", npz(t, zip.Deflate, npyHead(c, "<", true, hwc), c.bytes(little, "cwh")))
	for interleave, axes := range map[string]string{"bsq": "chw", "bil": "hcw", "bip": "hwc"} {
		for i, order := range []binary.AppendByteOrder{little, big} {
			name := interleave + itoa(i)
			save(name+".img", c.bytes(order, axes))
			save(name+".hdr", fmt.Appendf(nil, "ENVI\nsamples = %d\nlines = %d\nbands = %d\nheader offset = 0\nfile type = ENVI Standard\ndata type = %d\ninterleave = %s\nbyte order = %d\n",
				c.w, c.h, c.bands, codes[c.typ].envi, interleave, i))
		}
	}
	if packing := map[raster.SampleType]uint16{raster.Uint8: 0, raster.Int16: 2}; c.typ == raster.Uint8 || c.typ == raster.Int16 {
		save("little.lan", lanHead(c, little, packing[c.typ]), c.bytes(little, "hcw"))
		save("big.lan", lanHead(c, big, packing[c.typ]), c.bytes(big, "hcw"))
	}
	matrix := matElement(c)
	save("plain.mat", matHead(), matrix)
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	z.Write(matrix)
	z.Close()
	save("packed.mat", matHead(), little.AppendUint32([]byte{15, 0, 0, 0}, uint32(packed.Len())), packed.Bytes())
	if c.typ == raster.Uint16 && c.bands == 1 {
		save("image.png", png16(t, c))
		save("image.pgm", fmt.Appendf(nil, "P5 %d %d 65535\n", c.w, c.h), c.bytes(big, "hwc"))
	}
	if c.typ != raster.Uint8 {
		return
	}
	save("image.png", pngFile(t, c))
	save("image.bmp", bitmap(c))
	switch c.bands {
	case 1:
		save("image.pgm", greymap(c))
		save("image.gif", gifFile(t, c))
		for name, data := range idx(t, c) {
			save(name, data)
		}
	case 3:
		save("image.ppm", fmt.Appendf(nil, "P6 %d %d 255\n", c.w, c.h), c.bytes(big, "hwc"))
	}
}

func png16(t *testing.T, c *cube) []byte {
	t.Helper()
	img := image.NewGray16(image.Rect(0, 0, c.w, c.h))
	copy(img.Pix, c.bytes(binary.BigEndian, "hwc"))
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func greymap(c *cube) []byte {
	return append(fmt.Appendf(nil, "P5 %d %d 255\n", c.w, c.h), c.bytes(binary.BigEndian, "hwc")...)
}

// npyHead is a header of version 1 as numpy.lib.format describes it.
func npyHead(c *cube, order string, fortran bool, shape string) []byte {
	word := map[bool]string{false: "False", true: "True"}[fortran]
	text := fmt.Sprintf("{'descr': '%s%s', 'fortran_order': %s, 'shape': %s, }", order, codes[c.typ].npy, word, shape)
	text += strings.Repeat(" ", 63-(10+len(text))%64) + "\n"
	return append(binary.LittleEndian.AppendUint16([]byte("\x93NUMPY\x01\x00"), uint16(len(text))), text...)
}

func npz(t *testing.T, method uint16, parts ...[]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.CreateHeader(&zip.FileHeader{Name: "arr_0.npy", Method: method})
	if err != nil {
		t.Fatal(err)
	}
	w.Write(bytes.Join(parts, nil))
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// lanHead is the header of an ERDAS 7.4 image: packing, bands, columns, rows.
func lanHead(c *cube, order binary.AppendByteOrder, packing uint16) []byte {
	h := order.AppendUint16([]byte("HEAD74"), packing)
	h = append(order.AppendUint16(h, uint16(c.bands)), make([]byte, 6)...)
	h = order.AppendUint32(order.AppendUint32(h, uint32(c.w)), uint32(c.h))
	return append(h, make([]byte, 128-len(h))...)
}

func matHead() []byte {
	h := fmt.Appendf(nil, "%-116s", "MATLAB 5.0 MAT-file")
	return append(h, "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01IM"...)
}

// matElement is a matrix by the name of cube, as "MAT-File Format" lays it out.
func matElement(c *cube) []byte {
	le := binary.LittleEndian
	tag := func(b []byte, kind int, data []byte) []byte {
		b = le.AppendUint32(le.AppendUint32(b, uint32(kind)), uint32(len(data)))
		b = append(b, data...)
		return append(b, make([]byte, -len(data)&7)...)
	}
	b := tag(nil, 6, []byte{byte(codes[c.typ].class), 0, 0, 0, 0, 0, 0, 0})
	var size []byte
	for _, n := range []int{c.h, c.w, c.bands} {
		size = le.AppendUint32(size, uint32(n))
	}
	b = tag(b, 5, size)
	b = tag(b, 1, []byte("cube"))
	b = tag(b, codes[c.typ].element, c.bytes(le, "cwh"))
	return tag(nil, 14, b)
}

func pngFile(t *testing.T, c *cube) []byte {
	t.Helper()
	var img image.Image = &image.Gray{Pix: c.bytes(binary.LittleEndian, "hwc"), Stride: c.w, Rect: image.Rect(0, 0, c.w, c.h)}
	if c.bands == 3 {
		rgb := image.NewNRGBA(image.Rect(0, 0, c.w, c.h))
		for i := range c.w * c.h {
			for b := range 3 {
				rgb.Pix[4*i+b] = byte(c.sample[b*c.w*c.h+i])
			}
			rgb.Pix[4*i+3] = 255
		}
		img = rgb
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// gifFile has the palette of all greys.
func gifFile(t *testing.T, c *cube) []byte {
	t.Helper()
	img := image.NewPaletted(image.Rect(0, 0, c.w, c.h), nil)
	for i := range 256 {
		img.Palette = append(img.Palette, color.Gray{Y: byte(i)})
	}
	copy(img.Pix, c.bytes(binary.LittleEndian, "hwc"))
	var b bytes.Buffer
	if err := gif.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// bitmap is a BMP: 8 bits with the palette of all greys, or 24 bits.
func bitmap(c *cube) []byte {
	le := binary.LittleEndian
	colors := 256
	if c.bands == 3 {
		colors = 0
	}
	h := le.AppendUint32(append([]byte("BM"), make([]byte, 8)...), uint32(54+4*colors))
	for _, v := range []int{40, c.w, c.h, 1 | 8*c.bands<<16, 0, 0, 2835, 2835, colors, 0} {
		h = le.AppendUint32(h, uint32(v))
	}
	for i := range colors {
		h = append(h, byte(i), byte(i), byte(i), 0)
	}
	for y := c.h - 1; y >= 0; y-- {
		for x := range c.w {
			for b := c.bands - 1; b >= 0; b-- {
				h = append(h, byte(c.sample[(b*c.h+y)*c.w+x]))
			}
		}
		h = append(h, make([]byte, -(c.w*c.bands)&3)...)
	}
	return h
}

// idx returns images of one band as one file, plain and packed with gzip.
func idx(t *testing.T, images ...*cube) map[string][]byte {
	t.Helper()
	b := []byte{0, 0, 8, 3}
	for _, n := range []int{len(images), images[0].h, images[0].w} {
		b = binary.BigEndian.AppendUint32(b, uint32(n))
	}
	for _, c := range images {
		b = append(b, c.bytes(binary.BigEndian, "hwc")...)
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	z.Write(b)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return map[string][]byte{"images-idx3-ubyte": b, "images-idx3-ubyte.gz": packed.Bytes()}
}
