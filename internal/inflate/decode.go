package inflate

import (
	"io"
	"unsafe"
)

// What a turn of the fast loop may touch, rounded up.
const (
	fastInput  = 16
	fastOutput = 8 + 258 + 16
)

// fast decodes symbols while there is plenty of input and room for output.
//
// Why no access needs a check: a turn starts with at least fastInput bytes of
// input and fastOutput bytes of room. It loads at pos and again up to 7 bytes
// further. It stores at most three entries of literals, the last of two bytes,
// or two of them and a match: 4 + 258 bytes and up to 15 behind them. Matches
// start at a byte that was written.
func (d *decoder) fast() error {
	lastPos, lastOut := len(d.src)-fastInput, min(d.stop, len(d.dst)-fastOutput)
	if d.pos > lastPos || d.out >= lastOut {
		return nil
	}
	src, dst := unsafe.Pointer(unsafe.SliceData(d.src)), unsafe.Pointer(unsafe.SliceData(d.dst))
	pos, out := d.pos, d.out
	hold, n := d.hold, d.n
	lit, dist := &d.lit, &d.dist
	err := error(nil)
loop:
	for pos <= lastPos && out < lastOut {
		hold |= load64(src, pos) << (n & 63)
		pos += int((n&63 ^ 63) >> 3)
		n |= 56
		e := lit[hold&(1<<litBits-1)]
		if e&literal != 0 {
			hold >>= e & 63
			n -= uint(e)
			store16(dst, out, uint16(e>>8))
			out += int(e >> 6 & 3)
			e = lit[hold&(1<<litBits-1)]
			if e&literal != 0 {
				hold >>= e & 63
				n -= uint(e)
				store16(dst, out, uint16(e>>8))
				out += int(e >> 6 & 3)
				e = lit[hold&(1<<litBits-1)]
				if e&literal != 0 {
					hold >>= e & 63
					n -= uint(e)
					store16(dst, out, uint16(e>>8))
					out += int(e >> 6 & 3)
					continue
				}
			}
			hold |= load64(src, pos) << (n & 63)
			pos += int((n&63 ^ 63) >> 3)
			n |= 56
		}
		if e&special != 0 {
			if e&subtable == subtable {
				hold >>= litBits
				n -= litBits
				e = lit[(e>>16+uint32(hold)&(1<<(e>>8&15)-1))&(litSize-1)]
				if e&literal != 0 {
					hold >>= e & 63
					n -= uint(e)
					store8(dst, out, byte(e>>8))
					out++
					continue
				}
			}
			if e&special != 0 {
				hold >>= e & 63
				n -= uint(e)
				if e&endOfBlock == endOfBlock {
					d.endBlock()
				} else {
					err = ErrCorrupt
				}
				break loop
			}
		}
		length := int(e>>16) + int((hold&(1<<(e&63)-1))>>(e>>8&15))
		hold >>= e & 63
		n -= uint(e)
		e = dist[hold&(1<<distBits-1)]
		if e&special != 0 {
			if e&subtable == subtable {
				hold >>= distBits
				n -= distBits
				e = dist[(e>>16+uint32(hold)&(1<<(e>>8&15)-1))&(distSize-1)]
			}
			if e&special != 0 {
				err = ErrCorrupt
				break
			}
		}
		back := int(e>>16) + int((hold&(1<<(e&63)-1))>>(e>>8&15))
		hold >>= e & 63
		n -= uint(e)
		if back > out {
			err = ErrCorrupt
			break
		}
		end := out + length
		from := out - back
		if back >= 8 {
			store64(dst, out, load64(dst, from))
			store64(dst, out+8, load64(dst, from+8))
			for out += 16; out < end; out += 16 {
				from += 16
				store64(dst, out, load64(dst, from))
				store64(dst, out+8, load64(dst, from+8))
			}
		} else if back == 1 {
			v := load64(dst, from) & 255 * 0x0101010101010101
			for ; out < end; out += 8 {
				store64(dst, out, v)
			}
		} else {
			for ; out < end; out += back {
				store64(dst, out, load64(dst, from))
				from += back
			}
		}
		out = end
	}
	n &= 63
	d.pos, d.out = pos, out
	d.hold, d.n = hold&(1<<n-1), n
	return err
}

// careful decodes the symbols near the ends of input and output, one at a time,
// until out reaches stop, the block ends or more input should be fetched. A
// symbol that has no room in dst is cut and sets over.
func (d *decoder) careful() error {
	for d.out < d.stop {
		if d.fill != nil && len(d.src)-d.pos < fastInput {
			return nil
		}
		if done, err := d.symbol(); done || err != nil {
			return err
		}
	}
	return nil
}

// symbol decodes one entry of the table of literals and lengths. It reports
// whether that was the end of the block.
func (d *decoder) symbol() (end bool, err error) {
	d.need(48)
	e, extra, ok := d.lookup(d.lit[:], litBits)
	if !ok {
		return false, io.ErrUnexpectedEOF
	}
	if e&literal != 0 {
		both := [2]byte{byte(e >> 8), byte(e >> 16)}
		count := int(e >> 6 & 3)
		k := copy(d.dst[d.out:], both[:count])
		d.out += k
		d.over = k < count
		return false, nil
	}
	if e&special != 0 {
		if e&endOfBlock != endOfBlock {
			return false, ErrCorrupt
		}
		d.endBlock()
		return true, nil
	}
	length := int(e>>16) + extra
	if e, extra, ok = d.lookup(d.dist[:], distBits); !ok {
		return false, io.ErrUnexpectedEOF
	}
	back := int(e>>16) + extra
	if e&special != 0 || back > d.out {
		return false, ErrCorrupt
	}
	k := min(length, len(d.dst)-d.out)
	for i := d.out; i < d.out+k; i++ {
		d.dst[i] = d.dst[i-back]
	}
	d.out += k
	d.over = k < length
	return false, nil
}

// lookup takes one code and its extra bits; ok is false where the input ends
// before.
func (d *decoder) lookup(t []entry, width uint) (e entry, extra int, ok bool) {
	e = t[d.hold&(1<<width-1)]
	if e&(literal|subtable) == subtable {
		if d.n < width {
			return e, 0, false
		}
		d.take(width)
		e = t[e>>16+uint32(d.hold)&(1<<(e>>8&15)-1)]
	}
	k := uint(e & consume)
	if k > d.n && e&literal != 0 { // the first of two may be there
		k = uint(e >> 24 & 15)
		e = literal | 1<<6 | e&0xff00
	}
	if k > d.n {
		return e, 0, false
	}
	return e, d.take(k) >> (e >> 8 & 15), true
}
