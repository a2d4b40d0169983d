package bmp

import (
	"encoding/binary"
	"errors"
	"io"
	"math/bits"

	"github.com/bandprep/bandprep/raster"
)

const format = "bmp"

// Ways of coding pixels.
const (
	codeRGB = iota
	codeRLE8
	codeRLE4
	codeBitFields
	codeJPEG
	codePNG
	codeAlphaBitFields
	codeHuffman = 100 // 3 in an OS/2 header
	codeRLE24   = 101 // 4 in an OS/2 header
)

// bitmap is what the headers say.
type bitmap struct {
	width, height int
	topDown       bool
	bits          int
	coding        int
	infoBytes     int64 // length of the information header
	pixels        int64 // offset of the pixels
	masks         [4]uint32
	palette       []raster.RGBA
	gray          bool // the palette is a ramp of greys
}

// stride returns the bytes from one row to the next.
func (b *bitmap) stride() int64 { return (int64(b.width)*int64(b.bits) + 31) / 32 * 4 }

// parse reads all that stands before the pixels.
func parse(f raster.File) (*bitmap, error) {
	// The longest header, masks behind it and a palette of 256 entries.
	head := make([]byte, min(f.Size(), 14+124+16+1024))
	if n, err := f.ReadAt(head, 0); n < len(head) && err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	b := &bitmap{}
	rest := head
	if len(head) >= 14 && string(head[:2]) == "BM" {
		b.pixels, rest = int64(binary.LittleEndian.Uint32(head[10:])), head[14:]
	}
	if len(rest) < 12 {
		return nil, raster.Broken(format, "", "no bitmap header")
	}
	size := int64(binary.LittleEndian.Uint32(rest))
	if size > int64(len(rest)) {
		return nil, raster.Broken(format, "", "information header of %d bytes", size)
	}
	b.infoBytes = size
	info, rest := rest[:size], rest[size:]
	used, entry := int64(0), int64(4)
	switch {
	case size == 12:
		le := binary.LittleEndian
		b.width, b.height, b.bits = int(le.Uint16(info[4:])), int(le.Uint16(info[6:])), int(le.Uint16(info[10:]))
		entry = 3
	case size >= 16:
		var err error
		if used, err = b.info(info); err != nil {
			return nil, err
		}
	default:
		return nil, raster.Unsupported(format, "", "information header of %d bytes", size)
	}
	if err := b.check(); err != nil {
		return nil, err
	}
	rest = b.bitFields(info, rest)
	colors := int64(len(head) - len(rest)) // where the palette begins
	if b.bits <= 8 {
		used = b.readPalette(rest, used, entry, b.pixels-colors)
	}
	if b.pixels <= colors && b.bits <= 8 || b.pixels < colors {
		b.pixels = colors + used*entry
	}
	return b, nil
}

// info reads a header of 16 bytes or more, of which all fields but the first
// are optional. It returns the number of colours that the file says are used.
func (b *bitmap) info(short []byte) (used int64, err error) {
	info := make([]byte, 124)
	copy(info, short)
	le := binary.LittleEndian
	w, h := int64(int32(le.Uint32(info[4:]))), int64(int32(le.Uint32(info[8:])))
	if h < 0 {
		b.topDown, h = true, -h
	}
	if w <= 0 || h <= 0 || h > 1<<31-1 {
		return 0, raster.Broken(format, "", "size %d×%d", w, h)
	}
	b.width, b.height = int(w), int(h)
	b.bits = int(le.Uint16(info[14:]))
	code := le.Uint32(info[16:])
	b.coding = int(code & 0xff)
	if code > 6 {
		return 0, raster.Unsupported(format, "", "compression %d", code)
	}
	if os2 := len(short) == 64 || len(short) == 16; os2 && code == 3 {
		b.coding = codeHuffman
	} else if os2 && code == 4 {
		b.coding = codeRLE24
	}
	return int64(le.Uint32(info[32:])), nil
}

func (b *bitmap) check() error {
	ok := false
	switch b.coding {
	case codeRGB:
		switch b.bits {
		case 1, 2, 4, 8, 16, 24, 32:
			ok = true
		}
	case codeRLE8:
		ok = b.bits == 8
	case codeRLE4:
		ok = b.bits == 4
	case codeRLE24:
		ok = b.bits == 24
	case codeBitFields, codeAlphaBitFields:
		ok = b.bits == 16 || b.bits == 32
	}
	if !ok {
		names := map[int]string{codeJPEG: "embedded JPEG", codePNG: "embedded PNG", codeHuffman: "Huffman coding"}
		if name := names[b.coding]; name != "" {
			return raster.Unsupported(format, "", "%s", name)
		}
		return raster.Unsupported(format, "", "compression %d with %d bits per pixel", b.coding, b.bits)
	}
	return nil
}

// bitFields sets the masks and returns what follows them.
func (b *bitmap) bitFields(info, rest []byte) []byte {
	switch b.coding {
	case codeBitFields, codeAlphaBitFields:
		n := 3
		if b.coding == codeAlphaBitFields {
			n = 4
		}
		from := rest
		if len(info) >= 52 {
			from, n = info[40:], min((len(info)-40)/4, 4)
		}
		n = min(n, len(from)/4)
		for i := range n {
			b.masks[i] = binary.LittleEndian.Uint32(from[4*i:])
		}
		if len(info) < 52 {
			rest = rest[4*n:]
		}
	default:
		if b.bits == 16 {
			b.masks = [4]uint32{0x7c00, 0x03e0, 0x001f}
		} else {
			b.masks = [4]uint32{0xff0000, 0xff00, 0xff}
		}
	}
	return rest
}

// readPalette reads entries of so many bytes from data and returns how many
// there are. A palette that does not say so may end where the pixels begin.
func (b *bitmap) readPalette(data []byte, used, entry, room int64) int64 {
	n := int64(1) << b.bits
	if used > 0 && used < n {
		n = used
	}
	if room > 0 {
		n = min(n, room/entry)
	}
	n = min(n, int64(len(data))/entry)
	b.palette = make([]raster.RGBA, n)
	for i := range b.palette {
		e := data[int64(i)*entry:]
		b.palette[i] = raster.RGBA{R: e[2], G: e[1], B: e[0], A: 255}
	}
	b.gray = len(b.palette) > 0
	for i, c := range b.palette {
		v := uint8(i)
		if len(b.palette) == 2 {
			v *= 255
		}
		b.gray = b.gray && c.R == v && c.G == v && c.B == v
	}
	return n
}

// field is where one colour lies in a pixel.
type field struct {
	mask, max uint32
	shift     int
	half      uint64 // added before the division that stretches a sample
}

// fields returns where the colours lie: red, green, blue, and alpha where
// pixels of 32 bits have it.
func (b *bitmap) fields() []field {
	masks := b.masks[:3]
	if b.bits == 32 && b.masks[3] != 0 {
		masks = b.masks[:4]
	}
	usual := b.bits == 16 && b.infoBytes != 52 && b.infoBytes != 56 && masks[2] == 0x1f && (masks[0] == 0x7c00 && masks[1] == 0x3e0 || masks[0] == 0xf800 && masks[1] == 0x7e0)
	f := make([]field, len(masks))
	for i, mask := range masks {
		f[i] = field{max: 1}
		if mask != 0 {
			shift := bits.TrailingZeros32(mask)
			f[i] = field{mask: mask, max: mask >> shift, shift: shift}
		}
		if !usual {
			f[i].half = uint64(f[i].max / 2)
		}
	}
	return f
}

// sample returns the colour of pixel p, stretched to 0…255.
func (f *field) sample(p uint32) uint8 {
	return uint8((uint64(p&f.mask>>f.shift)*255 + f.half) / uint64(f.max))
}
