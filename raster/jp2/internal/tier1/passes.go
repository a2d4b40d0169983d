package tier1

import "math/bits"

// candidates has a bit at 3·row for each sample of f that is insignificant and
// has a significant neighbour.
func candidates(f uint64) uint64 {
	sig := f & sigBits
	sides := sig | sig>>2
	any := sides | sig>>1
	return (any | sides>>3 | any>>6) &^ (f >> 4)
}

// significance is the significance propagation pass (T.800 D.3.1): value is
// what a sample that becomes significant gets.
func (d *Decoder) significance(value uint32) {
	slack, zero := d.slack, d.zero
	stride := d.w + 2
	for y := 0; y < d.h; y += 4 {
		mask := rowMask[min(4, d.h-y)]
		base := (y/4+1)*stride + 1
		line := d.flags[base-1 : base+d.w+1]
		data := d.data[y*d.w : (y+4)*d.w]
		for x := 1; x < len(line)-1; x++ {
			f := line[x]
			if f&sigBits == 0 {
				continue
			}
			todo := candidates(f) & mask
			if todo == 0 {
				continue
			}
			for todo != 0 {
				shift := uint(bits.TrailingZeros64(todo)) & 15
				todo &= todo - 1
				k := zero[f>>shift&around]
				e := d.cx[k]
				f |= 1 << visited << shift
				slack -= int64(e & probability)
				bit := e & 1
				if slack < 0 {
					slack, bit = d.exchange(slack, k)
				}
				if bit == 0 {
					continue
				}
				s := signContexts[signIndex(line[x-1], f, line[x+1], shift)&255]
				e = d.cx[s>>1]
				slack -= int64(e & probability)
				bit = e & 1
				if slack < 0 {
					slack, bit = d.exchange(slack, s>>1)
				}
				bit ^= uint64(s & 1)
				f |= (1<<4 | bit<<sign) << shift
				d.spread(base+x-1, shift, bit)
				data[(x-1)*4+int(shift*11>>5)] = value | uint32(bit)<<31
				todo |= 8 << shift &^ (f >> 4) & mask
			}
			line[x] = f
		}
	}
	d.slack = slack
}

// refine is the magnitude refinement pass (T.800 D.3.3) of the plane whose bit
// is one.
func (d *Decoder) refine(one uint32) {
	slack := d.slack
	stride := d.w + 2
	half := one >> 1
	for y := 0; y < d.h; y += 4 {
		base := (y/4 + 1) * stride
		line := d.flags[base+1 : base+1+d.w]
		data := d.data[y*d.w : (y+4)*d.w]
		for x, f := range line {
			todo := f >> 4 &^ (f >> visited) & rows
			if todo == 0 {
				continue
			}
			column := (*[4]uint32)(data[4*x:])
			line[x] = f | todo<<refined
			for todo != 0 {
				shift := uint(bits.TrailingZeros64(todo)) & 15
				todo &= todo - 1
				k := uint8(refineContext)
				if f>>shift&around != 0 {
					k++
				}
				if f>>(refined+shift)&1 != 0 {
					k = refineContext + 2
				}
				e := d.cx[k]
				slack -= int64(e & probability)
				bit := e & 1
				if slack < 0 {
					slack, bit = d.exchange(slack, k)
				}
				column[shift*11>>5&3] += half - one&(uint32(bit)-1)
			}
		}
	}
	d.slack = slack
}

// cleanup is the cleanup pass (T.800 D.3.4): all samples that the other passes
// left out, columns without significant neighbours as runs.
func (d *Decoder) cleanup(value uint32) {
	slack, zero := d.slack, d.zero
	stride := d.w + 2
	for y := 0; y < d.h; y += 4 {
		mask := rowMask[min(4, d.h-y)]
		base := (y/4+1)*stride + 1
		line := d.flags[base-1 : base+d.w+1]
		data := d.data[y*d.w : (y+4)*d.w]
		for x := 1; x < len(line)-1; x++ {
			f := line[x]
			todo := mask &^ (f >> 4) &^ (f >> visited)
			// known is set for the sample that ends a run of zeros.
			known := false
			if f == 0 && mask == rows {
				d.slack = slack
				run := d.decode(runContext)
				if run == 0 {
					slack = d.slack
					continue
				}
				row := d.decode(evenContext) << 1
				row |= d.decode(evenContext)
				slack = d.slack
				known = true
				todo = todo >> (3 * row) << (3 * row)
			}
			for todo != 0 {
				shift := uint(bits.TrailingZeros64(todo)) & 15
				todo &= todo - 1
				if !known {
					k := zero[f>>shift&around]
					e := d.cx[k]
					slack -= int64(e & probability)
					bit := e & 1
					if slack < 0 {
						slack, bit = d.exchange(slack, k)
					}
					if bit == 0 {
						continue
					}
				}
				known = false
				s := signContexts[signIndex(line[x-1], f, line[x+1], shift)&255]
				e := d.cx[s>>1]
				slack -= int64(e & probability)
				bit := e & 1
				if slack < 0 {
					slack, bit = d.exchange(slack, s>>1)
				}
				bit ^= uint64(s & 1)
				f |= (1<<4 | bit<<sign) << shift
				d.spread(base+x-1, shift, bit)
				data[(x-1)*4+int(shift*11>>5)] = value | uint32(bit)<<31
			}
			line[x] = f &^ (rows << visited)
		}
	}
	d.slack = slack
}
