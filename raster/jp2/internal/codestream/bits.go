package codestream

// bitReader reads the bits of packet headers: a byte after 0xFF holds seven.
// Beyond the end it reads zeros and sets short.
type bitReader struct {
	data  []byte
	pos   int
	last  byte
	left  uint
	short bool
}

func (r *bitReader) bit() uint32 {
	if r.left == 0 {
		r.left = 8
		if r.last == 0xFF {
			r.left = 7
		}
		if r.pos < len(r.data) {
			r.last = r.data[r.pos]
			r.pos++
		} else {
			r.last = 0
			r.short = true
		}
	}
	r.left--
	return uint32(r.last>>r.left) & 1
}

func (r *bitReader) bits(n int) uint32 {
	v := uint32(0)
	for range n {
		v = v<<1 | r.bit()
	}
	return v
}

// align skips to the next byte, and over the byte that must follow 0xFF.
func (r *bitReader) align() {
	if r.last == 0xFF && r.pos < len(r.data) {
		r.pos++
	}
	r.left, r.last = 0, 0
}

// passes reads a number of coding passes (T.800 table B.4).
func (r *bitReader) passes() int {
	if r.bit() == 0 {
		return 1
	}
	if r.bit() == 0 {
		return 2
	}
	if n := r.bits(2); n < 3 {
		return 3 + int(n)
	}
	if n := r.bits(5); n < 31 {
		return 6 + int(n)
	}
	return 37 + int(r.bits(7))
}
