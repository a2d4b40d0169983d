package tier1

// A flag word describes four samples of a column, one stripe high. With the
// word shifted right by 3·row:
//
//	bits 0–8    significance of the 3×3 samples around (row by row; 4: itself)
//	bit 20      sign of the sample above
//	bit 21      visited: coded in this plane's significance pass
//	bit 22      refined before
//	bit 23      sign
//	bit 26      sign of the sample below
const (
	around    = 0x1EF
	sigBits   = 1<<18 - 1
	visited   = 21
	refined   = 22
	signAbove = 20
	sign      = 23
	signBelow = 26
	// rows has a bit for each of the four rows.
	rows = 0o1111
)

// rowMask[n] has a bit for each of the first n rows.
var rowMask = [5]uint64{0, 0o1, 0o11, 0o111, 0o1111}

// Orientation is the kind of band a code-block is of.
type Orientation uint8

// The orientations: LL and LH, HL, HH; the first letter is horizontal.
const (
	LL Orientation = iota
	HL
	LH
	HH
)

// zeroContexts are T.800 table D.1: the context of a sample from the
// significance of its neighbours.
var zeroContexts = func() (t [4][512]uint8) {
	for n := range 512 {
		bit := func(i int) int { return n >> i & 1 }
		h, v := bit(3)+bit(5), bit(1)+bit(7)
		d := bit(0) + bit(2) + bit(6) + bit(8)
		t[LL][n] = straight(h, v, d)
		t[LH][n] = t[LL][n]
		t[HL][n] = straight(v, h, d)
		t[HH][n] = diagonal(h+v, d)
	}
	return t
}()

func straight(h, v, d int) uint8 {
	switch {
	case h == 2:
		return 8
	case h == 1 && v >= 1:
		return 7
	case h == 1 && d >= 1:
		return 6
	case h == 1:
		return 5
	case v > 0:
		return uint8(v) + 2
	}
	return uint8(min(d, 2))
}

func diagonal(hv, d int) uint8 {
	switch {
	case d >= 3:
		return 8
	case d == 2:
		return uint8(min(hv, 1)) + 6
	case d == 1:
		return uint8(min(hv, 2)) + 3
	}
	return uint8(min(hv, 2))
}

// signContexts are T.800 table D.3: the context of a sign, shifted left by
// one, and the bit to invert it with, from significance (bits 1, 3, 5, 7: above,
// left, right, below) and sign (bits 4, 0, 2, 6) of the neighbours.
var signContexts = func() (t [256]uint8) {
	for n := range 256 {
		part := func(significant, negative int) int {
			if n>>significant&1 == 0 {
				return 0
			}
			return 1 - 2*(n>>negative&1)
		}
		h := max(-1, min(1, part(3, 0)+part(5, 2)))
		v := max(-1, min(1, part(1, 4)+part(7, 6)))
		c := 3*h + v
		flip := 0
		if c < 0 {
			c, flip = -c, 1
		}
		t[n] = uint8((signContext+[5]int{0, 1, 2, 3, 4}[c])<<1 | flip)
	}
	return t
}()
