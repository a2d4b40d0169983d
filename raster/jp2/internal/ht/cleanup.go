package ht

import "math/bits"

// A quad is what the quads to the right and below need of one.
type quad struct {
	significant uint8
	left, right uint8 // exponents of the lower samples
}

// cleanup holds the state of a cleanup pass (T.814 7.3).
type cleanup struct {
	samples    forward
	codes      backward
	runs       runs
	row        int // 0 in the first row of quads, else 1
	above      []quad
	here       []quad
	plane      uint
	wide, high int
	data       []uint32
}

// errors of a cleanup segment.
const (
	badSuffix    = "the cleanup segment has a suffix of wrong length"
	badMagnitude = "a magnitude has more bits than there are bit-planes"
)

// decode decodes the pass. It returns what is wrong with the segment, or "".
func (c *cleanup) decode(segment []byte) string {
	n := len(segment)
	if n < 2 {
		return badSuffix
	}
	suffix := int(segment[n-1])<<4 | int(segment[n-2]&15)
	if suffix < 2 || suffix > n || suffix > 4079 {
		return badSuffix
	}
	c.samples = forward{data: segment[:n-suffix], fill: 0xFF}
	c.codes = codeStream(segment[n-suffix:])
	c.runs = runStream(segment[n-suffix:])
	quads := (c.wide + 1) / 2
	for y := 0; y < c.high; y += 2 {
		c.row = min(y, 1)
		before := uint8(0)
		for q := 0; q < quads; q += 2 {
			// Two quads share their U-VLC codes. The quads at 1… of
			// here and above are those of the block.
			var pair [2]code
			for i := range min(2, quads-q) {
				pair[i] = c.code(before, q+i+1)
				before = pair[i].significant
				c.here[q+i+1].significant = before
			}
			u := c.exponents(pair[0].offset != 0, pair[1].offset != 0)
			for i := range min(2, quads-q) {
				if !c.magnitudes(pair[i], u[i], q+i+1, y) {
					return badMagnitude
				}
			}
		}
		c.above, c.here = c.here, c.above
	}
	return ""
}

// code reads the significance code of quad q; before is the significance of
// the quad to the left.
func (c *cleanup) code(before uint8, q int) code {
	var context uint8
	if c.row == 0 {
		context = (before|before>>1)&1 | before>>1&6
	} else {
		nw, n, ne := c.above[q-1].significant, c.above[q].significant, c.above[q+1].significant
		context = nw>>3 | n>>1&1 | (before>>2|before>>3)&1<<1 | (n>>3|ne>>1&1)<<2
	}
	if context == 0 && !c.runs.event() {
		return code{}
	}
	v := lookup[c.row][context][c.codes.peek()&127]
	c.codes.skip(uint(v.length))
	return v
}

// exponents reads the U-VLC codes of a pair of quads (T.814 7.3.6): both
// prefixes, then both suffixes. Where both quads of the first row have a code,
// an event tells whether both are above 2; if not, and the first one is, the
// second one has a bit.
func (c *cleanup) exponents(first, second bool) (u [2]uint32) {
	both := c.row == 0 && first && second
	large := both && c.runs.event()
	if first {
		u[0] = c.prefix()
	}
	short := both && !large && u[0] > 2
	if short {
		u[1] = c.codes.take(1) + 1
	} else if second {
		u[1] = c.prefix()
	}
	u[0] += c.suffix(u[0])
	if !short {
		u[1] += c.suffix(u[1])
	}
	if large {
		u[0] += 2
		u[1] += 2
	}
	return u
}

// prefix reads 1, 01, 001 or 000: 1, 2, 3 or 5.
func (c *cleanup) prefix() uint32 {
	n := uint(bits.TrailingZeros64(c.codes.peek() | 8))
	c.codes.skip(min(n+1, 3))
	if n == 3 {
		return 5
	}
	return uint32(n) + 1
}

func (c *cleanup) suffix(prefix uint32) uint32 {
	switch prefix {
	case 3:
		return c.codes.take(1)
	case 5:
		return c.codes.take(5)
	}
	return 0
}

// magnitudes reads the signs and magnitudes of quad q in the rows from y on.
// It returns false where they have too many bits.
func (c *cleanup) magnitudes(v code, u uint32, q, y int) bool {
	least := uint32(1)
	if s := v.significant; c.row != 0 && s&(s-1) != 0 {
		a := c.above[q-1 : q+2]
		if e := max(a[0].right, a[1].left, a[1].right, a[2].left); e > 2 {
			least = uint32(e) - 1
		}
	}
	u += least
	if v.significant != 0 && uint(u)+c.plane > 30 {
		return false
	}
	var exponent [4]uint8
	for i := range 4 {
		if v.significant>>i&1 == 0 {
			continue
		}
		x, y := 2*(q-1)+i/2, y+i%2
		n := u - uint32(v.known>>i&1)
		m := c.samples.take(uint(n)) | uint32(v.top>>i&1)<<n
		exponent[i] = uint8(bits.Len32(m | 1))
		if x < c.wide {
			// m is twice the magnitude less one, with the sign below.
			c.data[at(x, y, c.wide)] = m<<31 | ((m|1)+2)<<c.plane
		}
	}
	c.here[q].left, c.here[q].right = exponent[1], exponent[3]
	return true
}

// at is the index of a sample in stripes of four rows.
func at(x, y, wide int) int { return y>>2*4*wide + 4*x + y&3 }
