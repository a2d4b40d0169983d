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
	rows   [4][]byte // two rows of each component at full resolution
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
	rowBytes := 2 * (8*f.maxH*f.mcusX + rowSlack)
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
	bands := d.conv.bands(len(f.comps))
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
			d.convertRows(from, to, unit, dst)
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
		skip := f.progressive() && !f.arithmetic() && !d.smooth
		for i := range f.comps {
			c := &f.comps[i]
			rows := min(c.v, c.blocksY-unit*c.v)
			for y := range rows {
				row := c.coefs[(unit*c.v+y)*c.paddedX*64:]
				nonzero := c.nonzero[(unit*c.v+y)*c.paddedX:]
				out := c.pix[(1+8*(inStrip*c.v+y))*c.stride:]
				for x := range c.blocksX {
					b := (*block)(row[64*x : 64*x+64])
					if skip && nonzero[x]&^1 == 0 {
						fillDC(out[8*x:], c.stride, b[0], c.quant[0])
						continue
					}
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
	return d.decodeUnits(unit, inStrip)
}

// convertRows writes rows from … to−1 of the image, which are in the strip that
// starts at row unit of units, into dst.
func (d *decoder) convertRows(from, to, unit int, dst *raster.Block) {
	f, conv := &d.frame, d.conv
	w := dst.Window
	n := w.W * w.H
	var in [4]rows
	for y := from; y < to; {
		count := to - y
		for i := range f.comps {
			f.comps[i].rows(&in[i], y, unit, count, d.strip.rows[i])
			in[i].pix = in[i].pix[w.X:]
			count = min(count, in[i].count)
		}
		at := (y - w.Y) * w.W
		if conv == asStored {
			for i := range f.comps {
				in[i].copyTo(dst.U8[i*n+at:], w.W, count)
			}
			y += count
			continue
		}
		r, g, b := dst.U8[at:n], dst.U8[n+at:2*n], dst.U8[2*n+at:]
		if conv == fromCMYK {
			in[0].copyTo(r, w.W, count)
			in[1].copyTo(g, w.W, count)
			in[2].copyTo(b, w.W, count)
		} else {
			convertYCC(r, g, b, w.W, count, &in)
		}
		for i := 0; i < count && conv != fromYCC; i++ {
			flip := byte(0)
			if conv == fromYCCK {
				flip = 0xFF
			}
			j := i * w.W
			convertCMYK(r[j:], g[j:], b[j:], in[3].pix[i*in[3].stride:][:w.W], flip)
		}
		y += count
	}
}

// rows are some rows of a component at full resolution.
type rows struct {
	pix    []byte
	stride int
	count  int
}

// copyTo copies the first width samples of count rows.
func (r *rows) copyTo(dst []byte, width, count int) {
	for i := range count {
		copy(dst[i*width:(i+1)*width], r.pix[i*r.stride:])
	}
}

// rows sets out to one or more rows of the image from y on as component c has
// them, at full resolution, up to count; buf is memory for two.
func (c *component) rows(out *rows, y, unit, count int, buf []byte) {
	first := 1 - unit*8*c.v // of the strip
	if c.up.kind == upNone {
		out.pix, out.stride, out.count = c.pix[(first+y)*c.stride:], c.stride, count
		return
	}
	samples := func(y int) []byte {
		return c.pix[(first+min(max(y, 0), c.height-1))*c.stride:][:c.width]
	}
	half := len(buf) / 2
	out.pix, out.stride, out.count = buf, half, 1
	switch c.up.kind {
	case upH2V1:
		upsampleH2(buf, samples(y))
	case upH1V2:
		upsampleV2(buf, samples(y>>1), samples(y>>1-1+y&1*2), uint(1+y&1))
	case upH2V2: // rows 2k−1 and 2k are made of rows k−1 and k
		above, below := samples((y+1)>>1-1), samples((y+1)>>1)
		upsampleH2V2(buf[:half], buf[half:], above, below)
		if out.count = 2; y&1 == 0 {
			out.pix, out.count = buf[half:], 1
		}
	case upBox:
		upsampleBox(buf, samples(y/c.up.down), c.up.right)
	}
}
