package jpeg

// magnitude doubles m as often as decisions from bin on say. It returns m and
// the bin where it stopped, and false after an overflow.
func (d *decoder) magnitude(stats []byte, bin, m int) (int, int, bool) {
	for d.decide(&stats[bin]) {
		if m <<= 1; m == 0x8000 {
			d.arith.shift = -1
			return 0, 0, false
		}
		bin++
	}
	return m, bin, true
}

// lowerBits decodes the bits below the leading one of m, which is a magnitude
// less 1, and returns the number.
func (d *decoder) lowerBits(stats []byte, bin, m int, negative bool) int {
	v := m
	for m >>= 1; m > 0; m >>= 1 {
		if d.decide(&stats[bin+14]) {
			v |= m
		}
	}
	if v++; negative {
		return -v
	}
	return v
}

// arithmeticDC decodes a DC coefficient, section F.1.4.4.1.
func (d *decoder) arithmeticDC(c *component) bool {
	a := &d.arith
	stats := a.dc[c.dc][:]
	bin := c.context
	if !d.decide(&stats[bin]) {
		c.context = 0
		return true
	}
	negative := d.decide(&stats[bin+1])
	bin += 2
	sign := 0
	if negative {
		sign = 1
	}
	bin += sign
	m, ok := 0, true
	if d.decide(&stats[bin]) {
		if m, bin, ok = d.magnitude(stats, 20, 1); !ok {
			return false
		}
	}
	switch {
	case m < 1<<a.lower[c.dc]>>1:
		c.context = 0
	case m > 1<<a.upper[c.dc]>>1:
		c.context = 12 + 4*sign
	default:
		c.context = 4 + 4*sign
	}
	c.pred = (c.pred + int32(d.lowerBits(stats, bin, m, negative))) & 0xFFFF
	return true
}

// arithmeticAC decodes coefficients start to end, section F.1.4.4.2.
func (d *decoder) arithmeticAC(c *component, b *block, start, end, low int) {
	a := &d.arith
	stats := a.ac[c.ac][:]
	for k := start; k <= end; k++ {
		bin := 3 * (k - 1)
		if d.decide(&stats[bin]) {
			return
		}
		for !d.decide(&stats[bin+1]) {
			bin += 3
			if k++; k > end {
				a.shift = -1
				return
			}
		}
		negative := d.decide(&a.fixed)
		bin += 2
		m := 0
		if d.decide(&stats[bin]) {
			m = 1
			if d.decide(&stats[bin]) {
				more := 217
				if k <= int(a.middle[c.ac]) {
					more = 189
				}
				var ok bool
				if m, bin, ok = d.magnitude(stats, more, 2); !ok {
					return
				}
			}
		}
		b[unzigzag[k]] = int16(d.lowerBits(stats, bin, m, negative) << low)
	}
}

func decodeArithmetic(d *decoder, c *component, i int) {
	b := c.block(i)
	if d.arith.shift != -1 && d.arithmeticDC(c) {
		b[0] = int16(c.pred)
		d.arithmeticAC(c, b, 1, 63, 0)
	}
}

func arithmeticFirstDC(d *decoder, c *component, i int) {
	b := c.block(i)
	if d.arith.shift != -1 && d.arithmeticDC(c) {
		b[0] = int16(c.pred << d.scan.low)
	}
}

func arithmeticNextDC(d *decoder, c *component, i int) {
	if d.decide(&d.arith.fixed) {
		c.block(i)[0] |= 1 << d.scan.low
	}
}

func arithmeticFirstAC(d *decoder, c *component, i int) {
	b := c.block(i)
	if d.arith.shift != -1 {
		d.arithmeticAC(c, b, d.scan.start, d.scan.end, d.scan.low)
	}
}

func arithmeticNextAC(d *decoder, c *component, i int) {
	b := c.block(i)
	a := &d.arith
	if a.shift == -1 {
		return
	}
	stats := a.ac[c.ac][:]
	one := int16(1) << d.scan.low
	known := d.scan.end // last coefficient that is not 0
	for known > 0 && b[unzigzag[known]] == 0 {
		known--
	}
	for k := d.scan.start; k <= d.scan.end; k++ {
		bin := 3 * (k - 1)
		if k > known && d.decide(&stats[bin]) {
			return
		}
		for {
			p := &b[unzigzag[k]]
			if *p != 0 {
				if d.decide(&stats[bin+2]) {
					if *p < 0 {
						*p -= one
					} else {
						*p += one
					}
				}
				break
			}
			if d.decide(&stats[bin+1]) {
				*p = one
				if d.decide(&a.fixed) {
					*p = -one
				}
				break
			}
			bin += 3
			if k++; k > d.scan.end {
				a.shift = -1
				return
			}
		}
	}
}

// arithmetic returns what decodes the blocks of a scan of f.
func (s *scan) arithmetic(f *frame) func(*decoder, *component, int) {
	switch {
	case !f.progressive():
		return decodeArithmetic
	case s.start == 0 && s.high == 0:
		return arithmeticFirstDC
	case s.start == 0:
		return arithmeticNextDC
	case s.high == 0:
		return arithmeticFirstAC
	}
	return arithmeticNextAC
}
