package jpeg

import "context"

// readLossless decodes the scans of a lossless file, annex H of ITU-T T.81:
// every sample is predicted from those to the left and above, and the
// difference is coded like a DC coefficient.
func (d *decoder) readLossless(ctx context.Context) error {
	for i := range d.frame.comps {
		clear(d.frame.comps[i].wide)
	}
	for !d.finished {
		if err := ctx.Err(); err != nil {
			return err
		}
		s := &d.scan
		if s.start < 1 || s.start > 7 || s.low >= d.frame.precision {
			return broken("SOS", "predictor %d, %d bits of %d cut off", s.start, s.low, d.frame.precision)
		}
		if err := d.startScan(); err != nil {
			return err
		}
		if err := d.losslessScan(); err != nil {
			return err
		}
		if err := d.toScan(); err == errShort {
			return broken("", "ends early")
		} else if err != nil {
			return err
		}
	}
	return nil
}

func (d *decoder) losslessScan() error {
	f, s, r := &d.frame, &d.scan, &d.bits
	d.begin()
	first := uint16(1) << (f.precision - s.low - 1)
	top := 0 // first row of the current segment
	for y := range f.height {
		for x := range f.width {
			if d.interval > 0 && d.togo == 0 {
				if x != 0 {
					return unsupported(d.place(), "restart within a row of a lossless file")
				}
				top = y
			}
			if err := d.restart(); err != nil {
				return err
			}
			for _, c := range s.comps {
				at := y*c.stride + x
				var predicted uint16
				switch {
				case y == top && x == 0:
					predicted = first
				case y == top:
					predicted = c.wide[at-1]
				case x == 0:
					predicted = c.wide[at-c.stride]
				default:
					predicted = predict(s.start, int32(c.wide[at-1]), int32(c.wide[at-c.stride]), int32(c.wide[at-c.stride-1]))
				}
				r.refill()
				sym, n := d.dc[c.dc].symbol(r.acc)
				r.skip(n)
				difference := int32(1) << 15
				if sym < 16 {
					difference = extend(r.take(uint(sym)), uint(sym))
				}
				c.wide[at] = predicted + uint16(difference)
				r.clamp()
			}
			if err := d.unit(); err != nil {
				return err
			}
			if d.starved {
				return broken(d.place(), "segment ends early")
			}
		}
	}
	for _, c := range s.comps {
		for i := range c.wide {
			c.wide[i] <<= s.low
		}
	}
	return nil
}

// predict applies predictor 1 to 7 to the samples to the left, above, and above
// that to the left.
func predict(kind int, left, above, corner int32) uint16 {
	switch kind {
	case 1:
		return uint16(left)
	case 2:
		return uint16(above)
	case 3:
		return uint16(corner)
	case 4:
		return uint16(left + above - corner)
	case 5:
		return uint16(left + (above-corner)>>1)
	case 6:
		return uint16(above + (left-corner)>>1)
	}
	return uint16((left + above) >> 1)
}
