package jpeg

// decodeSequential decodes one block and adds its coefficients to b, which
// the caller has cleared.
func decodeSequential(d *decoder, c *component, b *block) {
	r := &d.bits
	dc, ac := &d.dc[c.dc&3], &d.ac[c.ac&3]
	r.refill()
	sym, n := dc.symbol(r.acc)
	r.skip(n)
	if s := uint(sym); s > 0 {
		c.pred += extend(r.take(s), s)
	}
	b[0] = int16(c.pred)
	for k := 1; k < 64; k++ {
		r.refill()
		sym, n := ac.symbol(r.acc)
		r.skip(n)
		k += int(sym >> 4)
		s := uint(sym & 15)
		if s == 0 {
			if sym != 0xF0 {
				break
			}
			continue
		}
		b[unzigzag[k]] = int16(extend(r.take(s), s))
	}
}
