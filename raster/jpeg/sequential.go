package jpeg

// decodeSequential decodes block i of c.
func decodeSequential(d *decoder, c *component, i int) {
	r, b := &d.bits, c.block(i)
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

// unitBlock is one of the blocks that make a unit of a sequential scan.
type unitBlock struct {
	c     *component
	out   []byte // its samples in the first unit of a row
	step  int    // from there to those of the next unit
	dc    *tableSlot
	ac    *tableSlot
	quant *quantizers
}

// decodeUnits decodes row unit of the units of a file with a single scan into
// row inStrip of the strip.
func (d *decoder) decodeUnits(unit, inStrip int) error {
	s := &d.scan
	if !s.interleaved { // one component: its units are blocks, whatever its factors
		c := s.comps[0]
		for my := unit * c.v; my < min(unit*c.v+c.v, s.mcusY); my++ {
			if err := d.decodeUnitRow(my - unit*c.v + inStrip*c.v); err != nil {
				return err
			}
		}
		return nil
	}
	return d.decodeUnitRow(inStrip)
}

// decodeUnitRow decodes a row of units into row of the strip.
func (d *decoder) decodeUnitRow(row int) error {
	s := &d.scan
	blocks := d.blocks[:0]
	for _, c := range s.comps {
		h, v := s.size(c)
		for y := range v {
			for x := range h {
				blocks = append(blocks, unitBlock{
					c, c.pix[(1+8*(row*v+y))*c.stride+8*x:], 8 * h,
					&d.dc[c.dc&3], &d.ac[c.ac&3], &c.quant,
				})
			}
		}
	}
	d.blocks = blocks
	r, work := &d.bits, &d.work
	for mx := range s.mcusX {
		if err := d.restart(); err != nil {
			return err
		}
		for i := range blocks {
			u := &blocks[i]
			out := u.out[mx*u.step:]
			more := false
			if !d.starved {
				k := decodeFast(r, work, &u.dc.huffman, u.ac.fast, &u.c.pred, -1)
				if k == slowDC || k >= slowAC {
					k = decodeSlow(r, work, u, k)
				}
				more = k != endOfBlock
				r.clamp()
			}
			if more {
				inverseDCT(out, u.c.stride, &work.block, u.quant)
			} else {
				fillDC(out, u.c.stride, work.block[0], u.quant[0])
				work.block[0] = 0
			}
		}
		if err := d.unit(); err != nil {
			return err
		}
	}
	return nil
}

// decodeSlow goes on where decodeFast stopped at a long code.
func decodeSlow(r *bitReader, work *workBlock, u *unitBlock, k int) int {
	for {
		switch {
		case k == slowDC:
			sym, n := u.dc.symbol(r.acc)
			r.skip(n)
			s := uint(sym)
			u.c.pred += extend(r.take(s), s)
			work.block[0] = int16(u.c.pred)
			k = 0
		case k >= slowAC:
			k -= slowAC
			r.refill()
			sym, n := u.ac.symbol(r.acc)
			r.skip(n)
			s := uint(sym & 15)
			if s == 0 && sym != 0xF0 {
				return k + endOfBlock
			}
			k += int(sym>>4) + 1
			work.block[unzigzag[k]] = int16(extend(r.take(s), s))
			if k >= 63 {
				return k
			}
		default:
			return k
		}
		k = decodeFast(r, work, &u.dc.huffman, u.ac.fast, &u.c.pred, k)
	}
}
