package jpeg

import (
	"context"

	"github.com/bandprep/bandprep/raster"
)

// maxScans is how many scans a file may have: each costs time for the whole
// image, however few bytes it takes. Encoders write about ten.
const maxScans = 1000

// readScans decodes all scans of the file into coefficients.
func (d *decoder) readScans(ctx context.Context) error {
	var need int64
	for i := range d.frame.comps {
		c := &d.frame.comps[i]
		need += (128 + 8) * int64(c.paddedX) * int64(c.paddedY)
	}
	if err := raster.TooLarge(format, "", "bytes of coefficients", need, d.limits.BlockBytes); err != nil {
		return err
	}
	for i := range d.frame.comps {
		c := &d.frame.comps[i]
		n := c.paddedX * c.paddedY
		if cap(c.coefs) < 64*n || cap(c.nonzero) < n {
			c.coefs, c.nonzero = make([]int16, 64*n), make([]uint64, n)
		}
		c.coefs, c.nonzero = c.coefs[:64*n], c.nonzero[:n]
		clear(c.coefs)
		clear(c.nonzero)
	}
	for scans := 0; !d.finished; scans++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		if scans == maxScans {
			return unsupported("SOS", "more than %d scans", maxScans)
		}
		if err := d.startScan(); err != nil {
			return err
		}
		s := &d.scan
		switch {
		case d.frame.arithmetic():
			s.decode = s.arithmetic(&d.frame)
		case !d.frame.progressive():
			s.decode = decodeSequential
		case s.start == 0 && s.high == 0:
			s.decode = decodeFirstDC
		case s.start == 0:
			s.decode = decodeNextDC
		case s.high == 0:
			s.decode = decodeFirstAC
		default:
			s.decode = decodeNextAC
		}
		if d.frame.progressive() {
			for _, c := range s.comps {
				c.before = c.known
				if scans == 0 {
					c.before = [64]int8{}
				}
				for k := s.start; k <= s.end; k++ {
					c.known[k] = int8(s.low)
				}
			}
		}
		if err := d.decodeAll(); err != nil {
			return err
		}
		d.goodUnits = d.frame.mcusY
		if d.starvedAt >= 0 {
			d.goodUnits = d.starvedAt
		}
		if err := d.toScan(); err == errShort {
			return broken("", "ends early")
		} else if err != nil {
			return err
		}
	}
	return nil
}
