package jpeg

import "math/bits"

// The four kinds of scans of a progressive file, sections G.1 and G.2 of
// ITU-T T.81. Each adds to the coefficients of block i.

func decodeFirstDC(d *decoder, c *component, i int) {
	r := &d.bits
	r.refill()
	sym, n := d.dc[c.dc&3].symbol(r.acc)
	r.skip(n)
	if s := uint(sym); s > 0 {
		c.pred += extend(r.take(s), s)
	}
	c.block(i)[0] = int16(c.pred << d.scan.low)
}

func decodeNextDC(d *decoder, c *component, i int) {
	r := &d.bits
	r.refill()
	c.block(i)[0] |= int16(r.take(1) << d.scan.low)
}

func decodeFirstAC(d *decoder, c *component, i int) {
	if d.eobRun > 0 {
		d.eobRun--
		return
	}
	r, ac, b := &d.bits, &d.ac[c.ac&3], c.block(i)
	nonzero := c.nonzero[i]
	for k := d.scan.start; k <= d.scan.end; k++ {
		r.refill()
		sym, n := ac.symbol(r.acc)
		r.skip(n)
		run, s := uint(sym>>4), uint(sym&15)
		if s == 0 {
			if run == 15 {
				k += 15
				continue
			}
			d.eobRun = 1<<run + int(r.take(run)) - 1
			break
		}
		k += int(run)
		b.put(k, int16(extend(r.take(s), s)<<d.scan.low), &nonzero)
	}
	c.nonzero[i] = nonzero
}

// put sets coefficient k, and says in nonzero whether it is.
func (b *block) put(k int, v int16, nonzero *uint64) {
	b[unzigzag[k]] = v
	bit := uint64(1) << min(k, 63)
	if *nonzero |= bit; v == 0 {
		*nonzero &^= bit
	}
}

func decodeNextAC(d *decoder, c *component, i int) {
	r, ac, b := &d.bits, &d.ac[c.ac&3], c.block(i)
	one := int16(1) << d.scan.low
	k, end := d.scan.start, d.scan.end
	nonzero := c.nonzero[i]
	old := nonzero & (^uint64(0) >> (63 - end)) // to be refined
	if d.eobRun == 0 {
		for ; k <= end; k++ {
			r.refill()
			sym, n := ac.symbol(r.acc)
			r.skip(n)
			run, s := int(sym>>4), sym&15
			value := int16(0)
			if s != 0 {
				value = -one
				if r.take(1) != 0 {
					value = one
				}
			} else if run != 15 {
				d.eobRun = 1<<run + int(r.take(uint(run)))
				break
			}
			k = r.refine(b, old, k, end, run, one)
			if value != 0 {
				b.put(k, value, &nonzero)
			}
		}
	}
	if d.eobRun > 0 {
		r.refine(b, old, k, end, 64, one)
		d.eobRun--
	}
	c.nonzero[i] = nonzero
}

// refine passes over run zero coefficients from k on and returns the position
// of the next one, or end + 1. It reads one more bit for each of the old
// coefficients on its way.
func (r *bitReader) refine(b *block, old uint64, k, end, run int, one int16) int {
	for old &= ^uint64(0) << k; old != 0; old &= old - 1 {
		next := bits.TrailingZeros64(old)
		if run < next-k {
			return k + run
		}
		run -= next - k
		k = next + 1
		if r.n < 1 {
			r.refill()
		}
		bit := int16(r.acc >> 63)
		r.skip(1)
		p := &b[unzigzag[next]]
		if bit != 0 && *p&one == 0 {
			if *p >= 0 {
				*p += one
			} else {
				*p -= one
			}
		}
	}
	return min(k+run, end+1)
}
