package jpeg

// The four kinds of scans of a progressive file, sections G.1 and G.2 of
// ITU-T T.81. Each adds to the coefficients of one block.

func decodeFirstDC(d *decoder, c *component, b *block) {
	r := &d.bits
	r.refill()
	sym, n := d.dc[c.dc&3].symbol(r.acc)
	r.skip(n)
	if s := uint(sym); s > 0 {
		c.pred += extend(r.take(s), s)
	}
	b[0] = int16(c.pred << d.scan.low)
}

func decodeNextDC(d *decoder, c *component, b *block) {
	r := &d.bits
	r.refill()
	b[0] |= int16(r.take(1) << d.scan.low)
}

func decodeFirstAC(d *decoder, c *component, b *block) {
	if d.eobRun > 0 {
		d.eobRun--
		return
	}
	r, ac := &d.bits, &d.ac[c.ac&3]
	for k := d.scan.start; k <= d.scan.end; k++ {
		r.refill()
		sym, n := ac.symbol(r.acc)
		r.skip(n)
		run, s := uint(sym>>4), uint(sym&15)
		switch {
		case s > 0:
			k += int(run)
			b[unzigzag[k]] = int16(extend(r.take(s), s) << d.scan.low)
		case run == 15:
			k += 15
		default:
			d.eobRun = 1<<run + int(r.take(run)) - 1
			return
		}
	}
}

func decodeNextAC(d *decoder, c *component, b *block) {
	r, ac := &d.bits, &d.ac[c.ac&3]
	one := int16(1) << d.scan.low
	k, end := d.scan.start, d.scan.end
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
			k = r.refine(b, k, end, run, one)
			if value != 0 {
				b[unzigzag[k]] = value
			}
		}
	}
	if d.eobRun > 0 {
		r.refine(b, k, end, 64, one)
		d.eobRun--
	}
}

// refine passes over run zero coefficients from k on and stops at the next
// one, or behind end. It reads one more bit for each nonzero coefficient.
func (r *bitReader) refine(b *block, k, end, run int, one int16) int {
	for ; k <= end; k++ {
		p := &b[unzigzag[k]]
		if *p == 0 {
			if run--; run < 0 {
				break
			}
			continue
		}
		r.refill()
		if r.take(1) != 0 && *p&one == 0 {
			if *p >= 0 {
				*p += one
			} else {
				*p -= one
			}
		}
	}
	return k
}
