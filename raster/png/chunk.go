package png

import (
	"encoding/binary"
	"hash/crc32"

	"github.com/bandprep/bandprep/internal/exif"
	"github.com/bandprep/bandprep/raster"
)

const format = "png"

const signature = "\x89PNG\r\n\x1a\n"

// Colour types of IHDR.
const (
	colorGray      = 0
	colorRGB       = 2
	colorPalette   = 3
	colorGrayAlpha = 4
	colorRGBA      = 6
)

// description is what stands before the first IDAT chunk.
type description struct {
	width, height int
	depth         int
	color         uint8
	interlaced    bool
	palette       []raster.RGBA // PLTE and tRNS
	transparent   bool          // an entry's A is below 255
	hasKey        bool
	key           [3]uint16
	orientation   int
	idat          int64 // offset of the first IDAT chunk
}

// channels returns the samples per pixel in the file.
func (d *description) channels() int {
	switch d.color {
	case colorRGB:
		return 3
	case colorGrayAlpha:
		return 2
	case colorRGBA:
		return 4
	}
	return 1
}

// rowBytes returns the bytes of a row of n pixels, without its filter byte.
func (d *description) rowBytes(n int) int64 {
	return (int64(n)*int64(d.channels())*int64(d.depth) + 7) / 8
}

// filterDistance returns the bytes between a sample and its left neighbour.
func (d *description) filterDistance() int { return max(d.channels()*d.depth/8, 1) }

// describe walks the chunks up to the first IDAT.
func describe(f raster.File, l raster.Limits) (*description, error) {
	d := new(description)
	size := f.Size()
	var head [8]byte
	if err := readAt(f, head[:], 0, "signature"); err != nil {
		return nil, err
	}
	if string(head[:]) != signature {
		return nil, raster.Broken(format, "", "no PNG signature")
	}
	for at := int64(8); ; {
		if err := readAt(f, head[:], at, "chunk header"); err != nil {
			return nil, err
		}
		n, name := int64(binary.BigEndian.Uint32(head[:])), string(head[4:])
		if err := checkName(name, n); err != nil {
			return nil, err
		}
		first := at == 8
		if first != (name == "IHDR") {
			if name == "CgBI" {
				return nil, raster.Unsupported(format, name, "Apple's variant of PNG")
			}
			return nil, raster.Broken(format, name, "IHDR is not the first chunk")
		}
		if name == "IDAT" {
			d.idat = at
			return d, d.complete()
		}
		if at+12+n > size {
			return nil, raster.Broken(format, name, "chunk of %d bytes ends behind the file", n)
		}
		critical := name[0]&0x20 == 0
		if critical || name == "tRNS" || name == "eXIf" {
			if err := d.chunk(f, name, at+8, n, critical, l); err != nil {
				return nil, err
			}
		}
		at += 12 + n
	}
}

func (d *description) chunk(f raster.File, name string, at, n int64, critical bool, l raster.Limits) error {
	if err := raster.TooLarge(format, name, "bytes of the chunk", n, l.TagBytes); err != nil {
		return err
	}
	data := make([]byte, n+4)
	if err := readAt(f, data, at, name); err != nil {
		return err
	}
	sum := crc32.Update(crc32.ChecksumIEEE([]byte(name)), crc32.IEEETable, data[:n])
	if sum != binary.BigEndian.Uint32(data[n:]) {
		if critical {
			return raster.Broken(format, name, "wrong CRC")
		}
		return nil
	}
	data = data[:n]
	switch name {
	case "IHDR":
		return d.ihdr(data)
	case "PLTE":
		return d.plte(data)
	case "tRNS":
		d.trns(data)
	case "eXIf":
		d.orientation = exif.Orientation(data)
	case "IEND":
		return raster.Broken(format, name, "no IDAT chunk")
	default:
		return raster.Unsupported(format, name, "unknown critical chunk")
	}
	return nil
}

func (d *description) ihdr(b []byte) error {
	if len(b) != 13 {
		return raster.Broken(format, "IHDR", "%d bytes", len(b))
	}
	w, h := binary.BigEndian.Uint32(b), binary.BigEndian.Uint32(b[4:])
	if w == 0 || h == 0 || w > 1<<31-1 || h > 1<<31-1 {
		return raster.Broken(format, "IHDR", "size %d×%d", w, h)
	}
	d.width, d.height, d.depth, d.color = int(w), int(h), int(b[8]), b[9]
	ok := false
	switch d.color {
	case colorGray:
		ok = d.depth == 1 || d.depth == 2 || d.depth == 4 || d.depth == 8 || d.depth == 16
	case colorPalette:
		ok = d.depth == 1 || d.depth == 2 || d.depth == 4 || d.depth == 8
	case colorRGB, colorGrayAlpha, colorRGBA:
		ok = d.depth == 8 || d.depth == 16
	}
	if !ok {
		return raster.Broken(format, "IHDR", "colour type %d with %d bits", d.color, d.depth)
	}
	if b[10] != 0 || b[11] != 0 || b[12] > 1 {
		return raster.Broken(format, "IHDR", "compression %d, filter %d, interlace %d", b[10], b[11], b[12])
	}
	d.interlaced = b[12] == 1
	return nil
}

// plte keeps the palette. A palette that only suggests colours for an RGB
// image is passed over, as is one in a grey image, where it must not stand.
func (d *description) plte(b []byte) error {
	if d.color != colorPalette || d.palette != nil {
		return nil
	}
	if len(b) == 0 || len(b)%3 != 0 || len(b) > 768 {
		return raster.Broken(format, "PLTE", "%d bytes", len(b))
	}
	d.palette = make([]raster.RGBA, len(b)/3)
	for i := range d.palette {
		d.palette[i] = raster.RGBA{R: b[3*i], G: b[3*i+1], B: b[3*i+2], A: 255}
	}
	return nil
}

// trns keeps transparency. One of the wrong length is passed over.
func (d *description) trns(b []byte) {
	switch {
	case d.color == colorPalette && len(b) <= len(d.palette):
		for i, a := range b {
			d.palette[i].A = a
			d.transparent = d.transparent || a != 255
		}
	case d.color == colorGray && len(b) == 2, d.color == colorRGB && len(b) == 6:
		d.hasKey = true
		for i := range len(b) / 2 {
			d.key[i] = binary.BigEndian.Uint16(b[2*i:]) & (1<<d.depth - 1)
		}
	}
}

func (d *description) complete() error {
	if d.color == colorPalette && d.palette == nil {
		return raster.Broken(format, "PLTE", "missing")
	}
	return nil
}

func checkName(name string, n int64) error {
	for i := range len(name) {
		if c := name[i] | 0x20; c < 'a' || c > 'z' {
			return raster.Broken(format, "", "chunk name %q", name)
		}
	}
	if n > 1<<31-1 {
		return raster.Broken(format, name, "chunk of %d bytes", n)
	}
	return nil
}

func readAt(f raster.File, b []byte, at int64, place string) error {
	if n, err := f.ReadAt(b, at); n < len(b) {
		return shortRead(err, place)
	}
	return nil
}
