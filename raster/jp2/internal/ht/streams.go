package ht

// A forward stream is read from its start, low bits first. A byte after 0xFF
// holds seven bits. Behind the end come bytes of fill.
type forward struct {
	data    []byte
	fill    byte
	stuffed bool // the byte before was 0xFF
	bits    uint64
	n       uint
}

// peek returns at least 32 bits.
func (s *forward) peek() uint64 {
	for s.n <= 32 {
		b := s.fill
		if len(s.data) > 0 {
			b, s.data = s.data[0], s.data[1:]
		}
		width := uint(8)
		if s.stuffed {
			b &= 0x7F
			width = 7
		}
		s.stuffed = b == 0xFF
		s.bits |= uint64(b) << s.n
		s.n += width
	}
	return s.bits
}

// skip drops bits that were peeked at, at most 32.
func (s *forward) skip(n uint) {
	s.bits >>= n
	s.n -= n
}

// take returns the next n bits, at most 32.
func (s *forward) take(n uint) uint32 {
	v := uint32(s.peek() & (1<<n - 1))
	s.skip(n)
	return v
}

// A backward stream is read from its end, low bits first. A byte whose low
// seven bits are set holds only these where the byte behind it is above 0x8F.
// Before the start come zeros.
type backward struct {
	data  []byte
	above bool // the byte read before was above 0x8F
	bits  uint64
	n     uint
}

// codeStream returns the variable-length codes of a suffix: its last 12 bits
// are its length and belong to no stream.
func codeStream(suffix []byte) backward {
	at := len(suffix) - 2
	s := backward{data: suffix[:at]}
	b := suffix[at]
	s.bits, s.n = uint64(b>>4), 4
	if b>>4&7 == 7 {
		s.bits, s.n = 7, 3
	}
	s.above = b|15 > 0x8F
	return s
}

// peek returns at least 32 bits.
func (s *backward) peek() uint64 {
	for s.n <= 32 {
		var b byte
		if last := len(s.data) - 1; last >= 0 {
			b, s.data = s.data[last], s.data[:last]
		}
		width := uint(8)
		if s.above && b&0x7F == 0x7F {
			width = 7
		}
		s.above = b > 0x8F
		s.bits |= uint64(b&(1<<width-1)) << s.n
		s.n += width
	}
	return s.bits
}

// skip drops bits that were peeked at, at most 32.
func (s *backward) skip(n uint) {
	s.bits >>= n
	s.n -= n
}

// take returns the next n bits, at most 32.
func (s *backward) take(n uint) uint32 {
	v := uint32(s.peek() & (1<<n - 1))
	s.skip(n)
	return v
}

// runs decodes the MEL stream: adaptive run lengths of events that are 0, each
// run but the longest of a state ended by an event that is 1 (T.814 7.3.3).
type runs struct {
	data    []byte
	current byte
	left    uint // bits of current
	state   uint8
	zeros   uint32 // of the run at hand
	one     bool   // the run ends with a 1
}

// runStream returns the MEL stream of a suffix.
func runStream(suffix []byte) runs { return runs{data: suffix[:len(suffix)-1]} }

// exponents are the binary logarithms of the longest run of each state.
var exponents = [13]uint8{0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5}

func (r *runs) bit() uint32 {
	if r.left == 0 {
		r.left = 8
		if r.current == 0xFF {
			r.left = 7
		}
		r.current = 0xFF
		if len(r.data) > 0 {
			r.current = r.data[0]
			if r.data = r.data[1:]; len(r.data) == 0 {
				r.current |= 15 // shared with the length of the suffix
			}
		}
	}
	r.left--
	return uint32(r.current >> r.left & 1)
}

// event returns the next event.
func (r *runs) event() bool {
	if r.zeros == 0 && !r.one {
		e := exponents[r.state]
		if r.bit() == 1 {
			r.zeros = 1 << e
			r.state = min(r.state+1, 12)
		} else {
			for range e {
				r.zeros = r.zeros<<1 | r.bit()
			}
			r.one = true
			r.state -= min(r.state, 1)
		}
	}
	if r.zeros > 0 {
		r.zeros--
		return false
	}
	r.one = false
	return true
}
