package jpeg

import (
	"context"

	"github.com/bandprep/bandprep/raster"
)

// stripBytes is about how many samples a strip has, so that they are still in
// cache when they are used.
const stripBytes = 64 << 10

// strip is the part of an image that is decoded at a time: a few rows of MCUs,
// and above them the last row of samples of the strip before, which triangle
// filters need.
type strip struct {
	units  int       // rows of MCUs in a full strip
	lag    int       // rows of pixels at the end that need the next strip
	rows   [4][]byte // one row of each component at full resolution
	memory []byte
}

// prepare sizes the buffers for a frame.
func (d *decoder) prepare() {
	f, s := &d.frame, &d.strip
	s.lag = 0
	for i := range f.comps {
		if f.comps[i].up.context() {
			s.lag = 1
		}
	}
	perUnit := 8 * f.maxV * f.width * len(f.comps)
	s.units = min(max(stripBytes/perUnit, 1), f.mcusY)
	rowBytes := 8*f.maxH*f.mcusX + rowSlack
	need := 4*rowBytes + 2*rowSlack
	for i := range f.comps {
		c := &f.comps[i]
		c.stride = 8 * c.paddedX
		need += (1 + 8*c.v*s.units) * c.stride
	}
	if cap(s.memory) < need {
		s.memory = make([]byte, need)
	}
	rest := s.memory[rowSlack:need]
	for i := range s.rows {
		s.rows[i], rest = rest[:rowBytes], rest[rowBytes:]
	}
	for i := range f.comps {
		c := &f.comps[i]
		n := (1 + 8*c.v*s.units) * c.stride
		c.pix, rest = rest[:n:n], rest[n:]
	}
}

// output decodes strip after strip, down to the last row of w.
func (d *decoder) output(ctx context.Context, w raster.Window, dst *raster.Block, yield func(*raster.Block) error) error {
	f, s := &d.frame, &d.strip
	d.prepare()
	conv := d.app.conversion(f.comps)
	bands := len(conv.bands(len(f.comps)))
	if yield == nil {
		dst.Reset(w, bands, raster.StoreU8)
	}
	high := 8 * f.maxV
	for unit := 0; unit < f.mcusY && unit*high-s.lag < w.Y+w.H; unit += s.units {
		if err := ctx.Err(); err != nil {
			return err
		}
		last := min(unit+s.units, f.mcusY)
		for u := unit; u < last; u++ {
			if err := d.decodeRow(u, u-unit); err != nil {
				return err
			}
		}
		from, to := unit*high-s.lag, last*high-s.lag
		if last == f.mcusY {
			to = f.height
		}
		from, to = max(from, w.Y), min(to, w.Y+w.H)
		if from < to {
			if yield != nil {
				dst.Reset(raster.Window{X: w.X, Y: from, W: w.W, H: to - from}, bands, raster.StoreU8)
			}
			for y := from; y < to; y++ {
				d.convertRow(conv, y, unit, dst)
			}
			if yield != nil {
				if err := yield(dst); err != nil {
					return err
				}
			}
		}
		if s.lag > 0 {
			for i := range f.comps {
				c := &f.comps[i]
				copy(c.pix[:c.stride], c.pix[(last-unit)*8*c.v*c.stride:][:c.stride])
			}
		}
	}
	return nil
}

// decodeRow decodes one row of MCUs into the samples of the strip.
func (d *decoder) decodeRow(unit, inStrip int) error {
	f := &d.frame
	if !d.single {
		for i := range f.comps {
			c := &f.comps[i]
			rows := min(c.v, c.blocksY-unit*c.v)
			for y := range rows {
				row := c.coefs[(unit*c.v+y)*c.paddedX*64:]
				out := c.pix[(1+8*(inStrip*c.v+y))*c.stride:]
				for x := range c.blocksX {
					b := (*block)(row[64*x : 64*x+64])
					if d.smooth {
						known := &c.known
						if unit >= d.goodUnits {
							known = &c.before
						}
						c.smooth(&d.work.block, x, unit*c.v+y, unit, f.mcusY, rows, known)
						b = &d.work.block
					}
					inverseDCT(out[8*x:], c.stride, b, &c.quant)
				}
			}
		}
		return nil
	}
	s := &d.scan
	first, rows := unit, 1
	if !s.interleaved { // one component: its units are blocks, whatever its factors
		first, rows = unit*f.comps[0].v, min(f.comps[0].v, s.mcusY-unit*f.comps[0].v)
	}
	for my := first; my < first+rows; my++ {
		for mx := range s.mcusX {
			if err := d.restart(); err != nil {
				return err
			}
			for _, c := range s.comps {
				h, v := s.size(c)
				for y := range v {
					out := c.pix[(1+8*(inStrip*c.v+my-first+y))*c.stride+8*mx*h:]
					for x := range h {
						more := false
						if !d.starved {
							more = d.decodeBlock(c)
							d.bits.clamp()
						}
						b := &d.work.block
						if more {
							inverseDCT(out[8*x:], c.stride, b, &c.quant)
						} else {
							fillDC(out[8*x:], c.stride, b[0], c.quant[0])
							b[0] = 0
						}
					}
				}
			}
			if err := d.unit(); err != nil {
				return err
			}
		}
	}
	return nil
}

// convertRow writes row y of the image, which is in the strip that starts at
// row unit of MCUs, into dst.
func (d *decoder) convertRow(conv conversion, y, unit int, dst *raster.Block) {
	f, s := &d.frame, &d.strip
	var full [4][]byte
	for i := range f.comps {
		full[i] = f.comps[i].row(y, unit, s.rows[i])[:f.width]
	}
	w := dst.Window
	n := w.W * w.H
	at := (y - w.Y) * w.W
	out := [3][]byte{dst.U8[at : at+w.W]}
	if dst.Bands == 3 {
		out[1], out[2] = dst.U8[n+at:n+at+w.W], dst.U8[2*n+at:2*n+at+w.W]
	}
	for i := range full {
		if full[i] != nil {
			full[i] = full[i][w.X : w.X+w.W]
		}
	}
	switch conv {
	case asStored:
		for i := range dst.Bands {
			copy(out[i], full[i])
		}
	case fromYCC, fromYCCK:
		convertYCC(out[0], out[1], out[2], full[0], full[1], full[2])
	case fromCMYK:
		for i := range 3 {
			copy(out[i], full[i])
		}
	}
	switch conv {
	case fromCMYK:
		convertCMYK(out[0], out[1], out[2], full[3], 0)
	case fromYCCK:
		convertCMYK(out[0], out[1], out[2], full[3], 0xFF)
	}
}

// row returns row y of the image as component c has it, at full resolution;
// buf is memory for that.
func (c *component) row(y, unit int, buf []byte) []byte {
	at := func(y int) []byte {
		y = min(max(y, 0), c.height-1)
		return c.pix[(1+y-unit*8*c.v)*c.stride:][:c.width]
	}
	u := c.up
	near := y / u.down
	other := near - 1 + y%2*2 // where u.down is 2
	switch u.kind {
	case upH2V1:
		upsampleH2(buf, at(near))
	case upH1V2:
		upsampleV2(buf, at(near), at(other), uint(1+y%2))
	case upH2V2:
		upsampleH2V2(buf, at(near), at(other))
	case upBox:
		upsampleBox(buf, at(near), u.right)
	default:
		return at(near)
	}
	return buf
}
