package tier1

import "math/bits"

// rawSignificance is the significance pass of a plane that bypasses the
// arithmetic coder.
func (d *Decoder) rawSignificance(value uint32) {
	stride := d.w + 2
	for y := 0; y < d.h; y += 4 {
		mask := rowMask[min(4, d.h-y)]
		for x := range d.w {
			at := (y/4+1)*stride + 1 + x
			f := d.flags[at]
			for todo := candidates(f) & mask; todo != 0; {
				shift := uint(bits.TrailingZeros64(todo))
				todo &= todo - 1
				f |= 1 << visited << shift
				if d.raw.bit() == 0 {
					continue
				}
				bit := d.raw.bit()
				f |= (1<<4 | bit<<sign) << shift
				d.spread(at, shift, bit)
				d.data[(y*d.w)+4*x+int(shift/3)] = value | uint32(bit)<<31
				todo |= 8 << shift &^ (f >> 4) & mask
			}
			d.flags[at] = f
		}
	}
}

// rawRefine is the refinement pass of a plane that bypasses the arithmetic
// coder.
func (d *Decoder) rawRefine(one uint32) {
	stride := d.w + 2
	for y := 0; y < d.h; y += 4 {
		for x := range d.w {
			at := (y/4+1)*stride + 1 + x
			f := d.flags[at]
			todo := f >> 4 &^ (f >> visited) & rows
			d.flags[at] = f | todo<<refined
			for ; todo != 0; todo &= todo - 1 {
				row := bits.TrailingZeros64(todo) / 3
				d.data[y*d.w+4*x+row] += one>>1 - one&(uint32(d.raw.bit())-1)
			}
		}
	}
}
