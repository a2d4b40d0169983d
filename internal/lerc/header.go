package lerc

import (
	"bytes"
	"math"

	"github.com/bandprep/bandprep/raster"
)

const lerc2Key = "Lerc2 "

// header is that of one LERC2 band.
type header struct {
	version  int
	checksum uint32
	height   int
	width    int
	depth    int // samples per pixel
	valid    int // pixels
	micro    int // side of a micro block
	size     int // bytes of the whole band
	kind     raster.SampleType

	maxError  float64
	low, high float64 // range of the samples

	// The value that stands for nodata among valid pixels, and the one that
	// the caller of the encoder knew it by.
	remaps          bool
	nodata, outside float64

	bytes int // of the header itself
}

var kinds = [...]raster.SampleType{raster.Int8, raster.Uint8, raster.Int16, raster.Uint16, raster.Int32, raster.Uint32, raster.Float32, raster.Float64}

// readHeader reads the header of a band and checks what it says.
func readHeader(src []byte) (*header, error) {
	if !bytes.HasPrefix(src, []byte(lerc2Key)) {
		return nil, corrupt("not a LERC blob")
	}
	in := &input{data: src, pos: len(lerc2Key)}
	h := &header{version: in.int()}
	if in.short || h.version < 1 || h.version > 6 {
		return nil, corrupt("version %d", h.version)
	}
	if h.version >= 3 {
		h.checksum = in.uint32()
	}
	h.height, h.width, h.depth = in.int(), in.int(), 1
	if h.version >= 4 {
		h.depth = in.int()
	}
	h.valid, h.micro, h.size = in.int(), in.int(), in.int()
	kind := in.int()
	if h.version >= 6 {
		in.int() // bands to come
		flags := in.bytes(4)
		h.remaps = !in.short && flags[0] != 0
	}
	h.maxError, h.low, h.high = in.float64(), in.float64(), in.float64()
	if h.version >= 6 {
		h.nodata, h.outside = in.float64(), in.float64()
	}
	h.bytes = in.pos
	switch {
	case in.short || h.size > len(src):
		return nil, errShort
	case h.size < h.bytes:
		return nil, corrupt("%d bytes in all", h.size)
	case kind < 0 || kind >= len(kinds):
		return nil, corrupt("sample type %d", kind)
	case h.height <= 0 || h.width <= 0 || h.depth <= 0 || h.micro <= 0 || h.micro > 32:
		return nil, corrupt("%d×%d pixels of %d samples in micro blocks of %d", h.width, h.height, h.depth, h.micro)
	}
	h.kind = kinds[kind]
	// The format's own limit: 2 GiB in a band.
	pixels := int64(h.width) * int64(h.height)
	if pixels > math.MaxInt32 || pixels*int64(h.depth) > math.MaxInt32/int64(h.kind.Bits()/8) || int64(h.depth) > math.MaxInt32/8 {
		return nil, ErrTooLarge
	}
	if h.valid < 0 || int64(h.valid) > pixels {
		return nil, corrupt("%d valid of %d pixels", h.valid, pixels)
	}
	return h, nil
}

// fletcher32 is the checksum of a band behind its place in the header.
func fletcher32(data []byte) uint32 {
	a, b := uint32(0xffff), uint32(0xffff)
	for len(data) >= 2 {
		n := min(len(data)/2, 359)
		for i := range n {
			a += uint32(data[2*i])<<8 + uint32(data[2*i+1])
			b += a
		}
		data = data[2*n:]
		a, b = a&0xffff+a>>16, b&0xffff+b>>16
	}
	if len(data) == 1 {
		a += uint32(data[0]) << 8
		b += a
	}
	a, b = a&0xffff+a>>16, b&0xffff+b>>16
	return b<<16 | a
}
