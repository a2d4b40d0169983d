package jpeg

import (
	"context"

	"github.com/bandprep/bandprep/raster"
)

// Files of 12 bits and lossless files are decoded whole, to 16-bit samples, and
// without haste: they come one at a time, from X-ray machines and scanners.

// runWide is run for such files.
func (d *decoder) runWide(ctx context.Context, w raster.Window, dst *raster.Block, yield func(*raster.Block) error) error {
	f := &d.frame
	if len(f.comps) == 4 && d.conv != asStored {
		return unsupported("SOF", "CMYK with %d bits per sample", f.precision)
	}
	side := 8
	if f.lossless() {
		side = 1
	}
	var need int64
	for i := range f.comps {
		c := &f.comps[i]
		need += 2 * int64(side*c.paddedX) * int64(side*c.paddedY)
	}
	if err := raster.TooLarge(format, "", "bytes of samples", need, d.limits.BlockBytes); err != nil {
		return err
	}
	for i := range f.comps {
		c := &f.comps[i]
		c.stride = side * c.paddedX
		n := c.stride * side * c.paddedY
		if cap(c.wide) < n {
			c.wide = make([]uint16, n)
		}
		c.wide = c.wide[:n]
	}
	if f.lossless() {
		if err := d.readLossless(ctx); err != nil {
			return err
		}
	} else {
		if err := d.startScan(); err != nil {
			return err
		}
		if err := d.readScans(ctx); err != nil {
			return err
		}
		for i := range f.comps {
			c := &f.comps[i]
			for y := range c.blocksY {
				for x := range c.blocksX {
					at := (y*c.paddedX + x) * 64
					inverseDCT12(c.wide[8*(y*c.stride+x):], c.stride, (*block)(c.coefs[at:at+64]), &c.quant)
				}
			}
		}
	}
	return d.outputWide(ctx, w, dst, yield)
}

// outputWide hands over the rows of w.
func (d *decoder) outputWide(ctx context.Context, w raster.Window, dst *raster.Block, yield func(*raster.Block) error) error {
	f := &d.frame
	bands, store := d.conv.bands(len(f.comps)), raster.StoreU16
	if f.precision <= 8 {
		store = raster.StoreU8
	}
	step := w.H
	if yield != nil {
		step = max(stripBytes/(2*w.W*bands), 1)
	}
	var full [4][]uint16
	for i := range f.comps {
		full[i] = make([]uint16, f.width+8)
	}
	for y := w.Y; y < w.Y+w.H; y += step {
		if err := ctx.Err(); err != nil {
			return err
		}
		part := raster.Window{X: w.X, Y: y, W: w.W, H: min(step, w.Y+w.H-y)}
		dst.Reset(part, bands, store)
		for row := range part.H {
			for i := range f.comps {
				f.comps[i].wideRow(full[i], y+row)
			}
			if d.conv == fromYCC {
				convertWide(full[0][:f.width], full[1], full[2], f.precision)
			}
			for b := range bands {
				in := full[b][w.X : w.X+w.W]
				at := (b*part.H + row) * w.W
				if store == raster.StoreU16 {
					copy(dst.U16[at:], in)
					continue
				}
				for x, v := range in {
					dst.U8[at+x] = byte(v)
				}
			}
		}
		if yield != nil {
			if err := yield(dst); err != nil {
				return err
			}
		}
	}
	return nil
}

// wideRow writes row y of the image as component c has it, at full resolution.
// The filters are those of samples of 8 bits.
func (c *component) wideRow(out []uint16, y int) {
	samples := func(y int) []uint16 {
		return c.wide[min(max(y, 0), c.height-1)*c.stride:][:c.width]
	}
	switch c.up.kind {
	case upNone:
		copy(out, samples(y))
	case upH2V1:
		upsampleH2Go(out, samples(y))
	case upH1V2:
		upsampleV2Go(out, samples(y>>1), samples(y>>1-1+y&1*2), uint(1+y&1))
	case upH2V2:
		triangle(out, samples(y>>1), samples(y>>1-1+y&1*2))
	case upBox:
		upsampleBox(out, samples(y/c.up.down), c.up.right)
	}
}

// convertWide turns rows of Y, Cb and Cr into R, G and B.
func convertWide(y, cb, cr []uint16, bits int) {
	center, white := int32(1)<<(bits-1), int32(1)<<bits-1
	for i := range y {
		l, u, v := int32(y[i]), int32(cb[i])-center, int32(cr[i])-center
		y[i] = uint16(max(min(l+(91881*v+32768)>>16, white), 0))
		cb[i] = uint16(max(min(l+(-22554*u-46802*v+32768)>>16, white), 0))
		cr[i] = uint16(max(min(l+(116130*u+32768)>>16, white), 0))
	}
}

// inverseDCT12 is inverseDCTGo for samples of 12 bits. It keeps one bit less
// between the passes, as libjpeg does.
func inverseDCT12(dst []uint16, stride int, b *block, q *quantizers) {
	var t [64]int32
	for x := range 8 {
		in := func(i int) int32 { return int32(b[i+2*x]) * int32(q[i+2*x]) }
		i0, i4, i2, i6, i1, i5, i3, i7 := in(0), in(1), in(16), in(17), in(32), in(33), in(48), in(49)
		for y, v := range butterfly(i0+i4, i0-i4, i2, i6, i1, i3, i5, i7, i7+i3, i5+i1) {
			t[y*8+x] = (v + 1<<11) >> 12
		}
	}
	for y := range 8 {
		r := t[y*8 : y*8+8 : y*8+8]
		o := butterfly(r[0]+r[4], r[0]-r[4], r[2], r[6], r[1], r[3], r[5], r[7], r[7]+r[3], r[5]+r[1])
		for x, v := range o {
			dst[y*stride+x] = uint16(max(min((v+1<<16)>>17+2048, 4095), 0))
		}
	}
}
