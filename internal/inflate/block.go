package inflate

import (
	"errors"
	"io"
)

// ErrCorrupt says that the input is not a Deflate stream.
var ErrCorrupt = errors.New("inflate: corrupt input")

// decoder is the state between two symbols. The next n bits of the input are
// the lowest of hold; what stands above them is undefined in the fast loop and
// zero elsewhere.
type decoder struct {
	src  []byte
	pos  int // of the next byte that is not in hold
	hold uint64
	n    uint

	dst  []byte
	out  int // bytes written
	stop int // no symbol is decoded once out reaches stop

	// fill brings more input when src runs low; nil where src is all.
	fill func(*decoder) error

	state   state
	final   bool // the current block is the last
	stored  int  // bytes left of a stored block
	lit     [litSize]entry
	dist    [distSize]entry
	pre     [1 << preBits]entry
	lengths [288 + 32]uint8
	fixed   bool // lit and dist are those of the fixed codes
	over    bool // output did not fit into dst
}

type state uint8

const (
	atHeader state = iota
	inStored
	inCoded
	atEnd
)

// inputReserve is how many bytes of input must be at hand, if there are as
// many, when a block starts: more than any block header has.
const inputReserve = 1024

// run decodes until out reaches stop or the stream ends (state atEnd).
func (d *decoder) run() error {
	for d.state != atEnd && d.out < d.stop {
		if d.fill != nil && len(d.src)-d.pos < inputReserve {
			if err := d.fill(d); err != nil {
				return err
			}
		}
		var err error
		switch d.state {
		case atHeader:
			err = d.header()
		case inStored:
			err = d.copyStored()
		case inCoded:
			if err = d.fast(); err == nil && d.state == inCoded {
				err = d.careful()
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// need makes n ≥ k bits available, k ≤ 32.
func (d *decoder) need(k uint) bool {
	for d.n < k {
		if d.pos == len(d.src) {
			return false
		}
		d.hold |= uint64(d.src[d.pos]) << d.n
		d.pos++
		d.n += 8
	}
	return true
}

// take removes the next k bits, which are available.
func (d *decoder) take(k uint) int {
	v := int(d.hold & (1<<k - 1))
	d.hold >>= k
	d.n -= k
	return v
}

// header reads a block header.
func (d *decoder) header() error {
	if !d.need(3) {
		return io.ErrUnexpectedEOF
	}
	d.final = d.take(1) == 1
	switch d.take(2) {
	case 0:
		d.take(d.n & 7)
		if !d.need(32) {
			return io.ErrUnexpectedEOF
		}
		size, check := d.take(16), d.take(16)
		if size != check^0xffff {
			return ErrCorrupt
		}
		d.stored = size
		d.state = inStored
		return nil
	case 1:
		if !d.fixed {
			l := fixedLengths()
			build(d.lit[:], litBits, l[:], litResults[:], false)
			pair(&d.lit)
			var five [32]uint8
			for i := range five {
				five[i] = 5
			}
			build(d.dist[:], distBits, five[:], distResults[:], false)
			d.fixed = true
		}
		d.state = inCoded
		return nil
	case 2:
		d.fixed = false
		d.state = inCoded
		return d.codes()
	}
	return ErrCorrupt
}

// codes reads the codes of a dynamic block.
func (d *decoder) codes() error {
	if !d.need(14) {
		return io.ErrUnexpectedEOF
	}
	lits, dists, pres := d.take(5)+257, d.take(5)+1, d.take(4)+4
	if lits > 286 || dists > 30 {
		return ErrCorrupt
	}
	var preLengths [19]uint8
	for _, s := range preOrder[:pres] {
		if !d.need(3) {
			return io.ErrUnexpectedEOF
		}
		preLengths[s] = uint8(d.take(3))
	}
	if !build(d.pre[:], preBits, preLengths[:], preResults[:], false) {
		return ErrCorrupt
	}
	l := d.lengths[:lits+dists]
	for i := 0; i < len(l); {
		// A code of up to 7 bits and up to 7 more; the input may end sooner.
		d.need(14)
		e := d.pre[d.hold&(1<<preBits-1)]
		k := uint(e & consume)
		symbol := e >> 16 & 31
		extra := [3]uint{2, 3, 7}
		if symbol >= 16 {
			k += extra[symbol-16]
		}
		if k > d.n {
			return io.ErrUnexpectedEOF
		}
		d.take(uint(e & consume))
		if symbol < 16 {
			l[i] = uint8(symbol)
			i++
			continue
		}
		times, value := 3, uint8(0)
		switch symbol {
		case 16:
			if i == 0 {
				return ErrCorrupt
			}
			value = l[i-1]
			times += d.take(2)
		case 17:
			times += d.take(3)
		case 18:
			times = 11 + d.take(7)
		}
		if i+times > len(l) {
			return ErrCorrupt
		}
		for range times {
			l[i] = value
			i++
		}
	}
	if l[256] == 0 ||
		!build(d.lit[:], litBits, l[:lits], litResults[:], true) ||
		!build(d.dist[:], distBits, l[lits:], distResults[:], true) {
		return ErrCorrupt
	}
	pair(&d.lit)
	return nil
}

// copyStored copies bytes of a stored block.
func (d *decoder) copyStored() error {
	for d.n >= 8 && d.stored > 0 && d.out < d.stop {
		d.dst[d.out] = byte(d.take(8))
		d.out++
		d.stored--
	}
	k := min(d.stored, d.stop-d.out, len(d.src)-d.pos)
	copy(d.dst[d.out:], d.src[d.pos:d.pos+k])
	d.out += k
	d.pos += k
	d.stored -= k
	switch {
	case d.stored == 0:
		d.endBlock()
	case d.out < d.stop && d.fill == nil:
		return io.ErrUnexpectedEOF
	}
	return nil
}

func (d *decoder) endBlock() {
	d.state = atHeader
	if d.final {
		d.state = atEnd
	}
}
