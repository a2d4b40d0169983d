package bmp

import (
	"context"

	"github.com/bandprep/bandprep/raster"
)

// runs decodes a run-length coded bitmap.
func (s *source) runs(ctx context.Context, dst *raster.Block) error {
	if s.pixels > s.file.Size() {
		return raster.Broken(format, "", "pixels begin at byte %d of a file of %d bytes", s.pixels, s.file.Size())
	}
	size := s.file.Size() - s.pixels
	if err := raster.TooLarge(format, "", "bytes of the run-length code", size, s.limits.BlockBytes); err != nil {
		return err
	}
	code := make([]byte, size)
	if n, err := s.file.ReadAt(code, s.pixels); n < len(code) {
		return err
	}
	dst.Reset(s.header.Window(), len(s.header.Bands), raster.StoreU8)
	c := canvas{source: s, dst: dst.U8, plane: s.width * s.height}
	if s.bits == 24 {
		clear(dst.U8)
	} else {
		s.put(0, dst.U8, c.plane)
		for b := range s.header.Bands {
			p := dst.U8[b*c.plane:][:c.plane]
			for n := 1; n < len(p); n *= 2 {
				copy(p[n:], p[:n])
			}
		}
	}
	return c.draw(ctx, code)
}

// canvas is where a run-length code draws: from the lowest row up, unless the
// bitmap is top down.
type canvas struct {
	*source
	dst   []uint8
	plane int
	x, y  int
}

func (c *canvas) draw(ctx context.Context, code []byte) error {
	unit := 1 // bytes of a run's value
	if c.bits == 24 {
		unit = 3
	}
	for c.y < c.height {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if len(code) < 2 {
			if c.x >= c.width && c.y == c.height-1 {
				return nil // every pixel is there, only the end mark is not
			}
			return raster.Broken(format, "", "run-length code ends in row %d of %d", c.y, c.height)
		}
		n, op := int(code[0]), code[1]
		if n > 0 {
			if len(code) < 1+unit {
				code = nil
				continue
			}
			for i := range n {
				c.pixel(code[1:], i, true)
			}
			code = code[1+unit:]
			continue
		}
		code = code[2:]
		switch op {
		case 0: // end of the row
			c.x = 0
			c.y++
		case 1: // end of the bitmap
			return nil
		case 2: // move
			if len(code) < 2 {
				code = nil
				continue
			}
			c.x += int(code[0])
			c.y += int(code[1])
			code = code[2:]
		default: // so many pixels one by one
			size := (int(op)*c.bits + 7) / 8
			for i := range min(int(op), len(code)*8/c.bits) {
				c.pixel(code, i, false)
			}
			code = code[min(size+size&1, len(code)):]
		}
	}
	return nil
}

// pixel draws the i-th pixel of a run, or of a row of single pixels, of which
// data holds the values. What lies outside of the image is not drawn.
func (c *canvas) pixel(data []byte, i int, run bool) {
	x := c.x
	c.x++
	if x >= c.width || c.y >= c.height {
		return
	}
	y := c.height - 1 - c.y
	if c.topDown {
		y = c.y
	}
	at := y*c.width + x
	switch c.bits {
	case 24:
		if !run {
			data = data[3*i:]
		}
		c.dst[at], c.dst[c.plane+at], c.dst[2*c.plane+at] = data[2], data[1], data[0]
	case 8:
		if run {
			i = 0
		}
		c.put(data[i], c.dst[at:], c.plane)
	default:
		if run {
			i &= 1
		}
		c.put(data[i>>1]>>(4*(1-i&1))&15, c.dst[at:], c.plane)
	}
}
