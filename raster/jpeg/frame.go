package jpeg

import (
	"encoding/binary"

	"github.com/bandprep/bandprep/raster"
)

// frame is the geometry of an image: what its SOF segment says, and what
// follows from it.
type frame struct {
	marker        byte
	precision     int
	width, height int
	comps         []component
	maxH, maxV    int // largest sampling factors
	mcusX, mcusY  int // MCUs of an interleaved scan
}

// component is one plane of a frame.
type component struct {
	id       byte
	h, v     int // sampling factors, 1 to 4
	tq       byte
	width    int // samples, without padding
	height   int
	blocksX  int // blocks that hold samples
	blocksY  int
	paddedX  int // blocks, whole MCUs
	paddedY  int
	up       upsampling
	quant    quantizers // those in force at its first scan
	hasQuant bool
	pred     int32 // DC prediction
	dc, ac   int   // table numbers of the current scan
	context  int   // conditioning of the next DC difference, for arithmetic coding

	coefs   []int16  // all blocks, for files of several scans
	nonzero []uint64 // of each block the coefficients that are not 0, for progressive Huffman files
	known   [64]int8 // unknown low bits of each coefficient, or -1: all of it
	before  [64]int8 // the same before the last scan of the component
	pix     []byte   // samples of the current strip, see [decoder.strip]
	stride  int
	wide    []uint16 // samples of the image where they are decoded to 16 bits
}

func (f *frame) progressive() bool { return f.marker == mSOF2 || f.marker == mSOF10 }

func (f *frame) arithmetic() bool { return f.marker == mSOF9 || f.marker == mSOF10 }

// wide reports whether samples are decoded as 16-bit numbers.
func (f *frame) wide() bool { return f.precision > 8 || f.lossless() }

func (f *frame) lossless() bool { return f.marker == mSOF3 }

// parse sets f from the body of a SOF segment. Memory that f owns is reused.
func (f *frame) parse(marker byte, b []byte, l raster.Limits) error {
	if len(b) < 6 {
		return broken("SOF", "%d bytes", len(b))
	}
	n := int(b[5])
	f.marker, f.precision = marker, int(b[0])
	wide := f.precision == 12 && marker != mSOF0 && !f.arithmetic()
	if f.precision != 8 && !wide && (!f.lossless() || f.precision < 2 || f.precision > 16) {
		return unsupported("SOF", "%d bits per sample", f.precision)
	}
	f.height, f.width = int(binary.BigEndian.Uint16(b[1:])), int(binary.BigEndian.Uint16(b[3:]))
	if err := l.CheckSize(format, int64(f.width), int64(f.height)); err != nil {
		return err
	}
	if n == 0 || len(b) != 6+3*n {
		return broken("SOF", "%d components in %d bytes", n, len(b))
	}
	if n > 4 {
		return unsupported("SOF", "%d components", n)
	}
	if cap(f.comps) < n {
		f.comps = make([]component, 4)
	}
	f.comps = f.comps[:n]
	f.maxH, f.maxV = 1, 1
	for i := range f.comps {
		c := &f.comps[i]
		s := b[6+3*i:]
		c.id, c.h, c.v, c.tq = s[0], int(s[1]>>4), int(s[1]&15), s[2]
		if c.h < 1 || c.h > 4 || c.v < 1 || c.v > 4 {
			return broken("SOF", "sampling factors %d×%d", c.h, c.v)
		}
		f.maxH, f.maxV = max(f.maxH, c.h), max(f.maxV, c.v)
	}
	side := 8 // of a block; in a lossless file a block is a sample
	if f.lossless() {
		side = 1
		if f.maxH != 1 || f.maxV != 1 {
			return unsupported("SOF", "lossless with sampling %d×%d", f.maxH, f.maxV)
		}
	}
	f.mcusX, f.mcusY = ceilDiv(f.width, side*f.maxH), ceilDiv(f.height, side*f.maxV)
	for i := range f.comps {
		c := &f.comps[i]
		c.width, c.height = ceilDiv(f.width*c.h, f.maxH), ceilDiv(f.height*c.v, f.maxV)
		c.blocksX, c.blocksY = ceilDiv(c.width, side), ceilDiv(c.height, side)
		c.paddedX, c.paddedY = f.mcusX*c.h, f.mcusY*c.v
		c.hasQuant, c.coefs = false, c.coefs[:0]
		c.known = nothingKnown
		if f.maxH%c.h != 0 || f.maxV%c.v != 0 {
			return unsupported("SOF", "sampling %d×%d of %d×%d is fractional", c.h, c.v, f.maxH, f.maxV)
		}
		c.up = chooseUpsampling(f.maxH/c.h, f.maxV/c.v, c.width)
	}
	return nil
}

var nothingKnown = func() (known [64]int8) {
	for k := range known {
		known[k] = -1
	}
	return known
}()

func ceilDiv(a, b int) int { return (a + b - 1) / b }

// block returns block i of the coefficients.
func (c *component) block(i int) *block { return (*block)(c.coefs[64*i : 64*i+64]) }
