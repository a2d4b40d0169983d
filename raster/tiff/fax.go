package tiff

import "fmt"

// faxForm says how rows follow each other in CCITT data.
type faxForm uint8

// The forms.
const (
	faxRLE    faxForm = iota // rows start at bytes
	faxRLEW                  // rows start at 16-bit words
	faxGroup3                // rows start with an end-of-line code
	faxGroup3TwoD
	faxGroup4
)

// fax decodes CCITT data as libtiff does: a row that does not add up is cut or
// filled, and decoding goes on at the next one; Group 4 data may end early,
// and the rows that are missing are white. But bits that are no code of Group 4
// are an error: every row is described by the one above, so that those behind
// would be made up, where libtiff reports the row and goes on.
type fax struct {
	in          []byte
	pos         int
	acc         uint32 // the next have bits, right-aligned
	have        int
	width       int
	endOfLine   bool // an end-of-line code was begun
	damaged     bool // bits were no code, or led back behind what is decoded
	runs, above []int
	run         int // pixels of the run so far
	a0          int // pixels decoded of the row
	b1, above1  int // position of the changing pixel above, and index of the run behind it
}

// need makes n bits available and reports whether there are any left; zeros
// follow the last bit.
func (f *fax) need(n int) bool {
	for f.have < n {
		if f.pos == len(f.in) {
			if f.have == 0 {
				return false
			}
			f.acc <<= n - f.have
			f.have = n
			break
		}
		f.acc = f.acc<<8 | uint32(f.in[f.pos])
		f.pos++
		f.have += 8
	}
	return true
}

// peek returns n bits that need has made available.
func (f *fax) peek(n int) uint32 { return f.acc >> (f.have - n) & (1<<n - 1) }

// code looks up the next code in a table of patterns of n bits.
func (f *fax) code(t []faxCode, n int) (faxCode, bool) {
	if !f.need(n) {
		return faxCode{}, false
	}
	c := t[f.peek(n)]
	f.have -= int(c.width)
	return c, true
}

// decode fills out with rows of width pixels, rowBytes each; set bits are black.
func (f *fax) decode(out []byte, rowBytes, width int, in []byte, form faxForm) error {
	f.in, f.pos, f.acc, f.have, f.width, f.endOfLine, f.damaged = in, 0, 0, 0, width, false, false
	f.above = append(f.above[:0], width, 0)
	for first, total := true, len(out); len(out) >= rowBytes; first = false {
		f.a0, f.run, f.runs = 0, 0, f.runs[:0]
		f.b1, f.above1 = f.above[0], 1
		ok := true
		switch form {
		case faxRLE, faxRLEW:
			ok = f.oneD()
			f.align(form)
		case faxGroup3:
			ok = f.toEndOfLine() && f.oneD()
		case faxGroup3TwoD:
			ok = f.toEndOfLine() && f.need(1)
			if ok {
				f.have--
				if f.acc>>f.have&1 == 1 {
					ok = f.oneD()
				} else {
					ok = f.twoD()
				}
			}
		case faxGroup4:
			if !f.twoD() || f.endOfLine {
				if first {
					return errShort
				}
				f.paint(out[:rowBytes])
				clear(out[rowBytes:])
				return nil
			}
			if f.damaged {
				return fmt.Errorf("row %d of the block: bits that are no code of Group 4", (total-len(out))/rowBytes)
			}
		}
		if !ok {
			return errShort
		}
		f.paint(out[:rowBytes])
		out = out[rowBytes:]
		f.above, f.runs = append(f.runs, 0), f.above
	}
	return nil
}

func (f *fax) align(form faxForm) {
	f.have &^= 7
	if form == faxRLEW && (f.pos-f.have/8)&1 == 1 {
		if f.have >= 8 {
			f.have -= 8
		} else if f.pos < len(f.in) {
			f.pos++
		}
	}
}

// toEndOfLine reads up to and with the next end-of-line code.
func (f *fax) toEndOfLine() bool {
	for !f.endOfLine {
		if !f.need(11) {
			return false
		}
		if f.peek(11) == 0 {
			break
		}
		f.have--
	}
	f.endOfLine = false
	for {
		if !f.need(8) {
			return false
		}
		if f.peek(8) != 0 {
			break
		}
		f.have -= 8
	}
	for f.peek(1) == 0 {
		f.have--
	}
	f.have--
	return true
}

// set ends a run that is n pixels longer than what there is of it.
func (f *fax) set(n int) {
	f.runs = append(f.runs, f.run+n)
	f.a0 += n
	f.run = 0
}

// horizontal reads a run of one colour; !ok is the end of the data.
func (f *fax) horizontal(black bool) (state uint8, ok bool) {
	t, n := faxWhite, 12
	if black {
		t, n = faxBlack, 13
	}
	for {
		c, ok := f.code(t, n)
		switch {
		case !ok:
			return faxBad, false
		case c.state == faxTerm:
			f.set(int(c.value))
			return faxTerm, true
		case c.state != faxMake:
			return c.state, true
		case f.a0 > f.width+(1<<20):
			return faxBad, true
		}
		f.a0 += int(c.value)
		f.run += int(c.value)
	}
}

// oneD decodes a row of runs.
func (f *fax) oneD() bool {
	defer f.finish()
	for black := false; ; black = !black {
		state, ok := f.horizontal(black)
		if !ok {
			return false
		}
		if state != faxTerm {
			f.endOfLine = state == faxEOL
			return true
		}
		if f.a0 >= f.width {
			return true
		}
		if n := len(f.runs); black && f.runs[n-1] == 0 && f.runs[n-2] == 0 {
			f.runs = f.runs[:n-2]
		}
	}
}

// nextAbove moves b1 over one run of the row above.
func (f *fax) nextAbove() {
	if f.above1 < len(f.above) {
		f.b1 += f.above[f.above1]
	}
	f.above1++
}

// seek moves b1 to the first change above that lies right of a0 and has the
// colour that the next run begins with.
func (f *fax) seek() {
	if len(f.runs) == 0 {
		return
	}
	for f.b1 <= f.a0 && f.b1 < f.width {
		if f.above1 >= len(f.above) {
			f.b1 = f.width
			return
		}
		f.nextAbove()
		f.nextAbove()
	}
}

// twoD decodes a row that is described by the row above.
func (f *fax) twoD() bool {
	defer f.finish()
	for f.a0 < f.width && len(f.runs) <= 2*f.width+2 {
		c, ok := f.code(faxModes, 7)
		if !ok {
			return false
		}
		switch c.state {
		case faxPass:
			f.seek()
			f.nextAbove()
			f.run += f.b1 - f.a0
			f.a0 = f.b1
			f.nextAbove()
		case faxHorizontal:
			black := len(f.runs)&1 == 1
			for range 2 {
				state, ok := f.horizontal(black)
				if !ok {
					return false
				}
				if state != faxTerm {
					f.damaged = true
					return true
				}
				black = !black
			}
			f.seek()
		case faxVertical:
			f.seek()
			v := int(c.value)
			if v < 0 && f.b1 < f.a0-v {
				f.damaged = true
				return true
			}
			f.set(f.b1 - f.a0 + v)
			if v >= 0 {
				f.nextAbove()
			} else {
				f.above1--
				f.b1 -= f.above[f.above1]
			}
		case faxEOL:
			f.runs = append(f.runs, f.width-f.a0)
			if !f.need(4) {
				return false
			}
			f.have -= 4
			f.endOfLine = true
			return true
		default:
			f.damaged = true
			if c.state == faxExtension {
				f.runs = append(f.runs, f.width-f.a0)
			}
			return true
		}
	}
	if f.run > 0 {
		if f.run+f.a0 < f.width {
			if !f.need(1) {
				return false
			}
			if f.peek(1) == 0 {
				return true
			}
			f.have--
		}
		f.set(0)
	}
	return true
}

// finish makes the runs of a row add up to its width.
func (f *fax) finish() {
	if f.run != 0 {
		f.set(0)
	}
	if f.a0 == f.width {
		return
	}
	for f.a0 > f.width && len(f.runs) > 0 {
		f.a0 -= f.runs[len(f.runs)-1]
		f.runs = f.runs[:len(f.runs)-1]
	}
	if f.a0 < f.width {
		f.a0 = max(f.a0, 0)
		if len(f.runs)&1 == 1 {
			f.set(0)
		}
		f.set(f.width - f.a0)
	} else if f.a0 > f.width {
		f.set(f.width)
		f.set(0)
	}
}

// paint sets the bits of the black runs.
func (f *fax) paint(row []byte) {
	clear(row)
	x := 0
	for i, n := range f.runs {
		n = min(max(n, 0), f.width-x)
		if i&1 == 1 {
			setBits(row, x, x+n)
		}
		x += n
	}
}

// setBits sets bits [from, to), the highest bit of a byte first.
func setBits(row []byte, from, to int) {
	if from >= to {
		return
	}
	first, last := from>>3, (to-1)>>3
	head, tail := byte(0xff)>>(from&7), byte(0xff)<<(7-(to-1)&7)
	if first == last {
		row[first] |= head & tail
		return
	}
	row[first] |= head
	for i := first + 1; i < last; i++ {
		row[i] = 0xff
	}
	row[last] |= tail
}
