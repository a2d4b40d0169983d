package tier1

// raw reads the bits of a segment that bypasses the arithmetic coder. A byte
// after 0xFF holds seven bits; after the end the bits are ones.
type raw struct {
	data []byte
	pos  int
	last byte
	left uint
}

func (r *raw) start(data []byte) { *r = raw{data: data} }

func (r *raw) bit() uint64 {
	if r.left == 0 {
		r.left = 8
		next := byte(0xFF)
		if r.pos < len(r.data) {
			next = r.data[r.pos]
		}
		if r.last == 0xFF {
			r.left = 7
			if next > 0x8F {
				next, r.left = 0xFF, 8
				r.pos--
			}
		}
		r.pos++
		r.last = next
	}
	r.left--
	return uint64(r.last>>r.left) & 1
}
