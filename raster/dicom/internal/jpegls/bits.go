package jpegls

// bits reads bits up to the next marker; after a byte of ones the next byte
// holds seven. Behind the data there are ones, which end every code.
type bits struct {
	data  []byte
	at    int
	hold  uint64 // the next bits, from the highest
	n     int    // how many of them are there
	after bool   // the last byte was of ones
	extra int    // bits put in behind the data
}

func (r *bits) fill() {
	for r.n <= 56 {
		if r.at >= len(r.data) || r.data[r.at] == 0xff && (r.at+1 >= len(r.data) || r.data[r.at+1] >= 0x80) || r.after && r.data[r.at] >= 0x80 {
			r.hold |= 0xff << 56 >> r.n
			r.n += 8
			r.extra += 8
			continue
		}
		b := r.data[r.at]
		r.at++
		n := 8
		if r.after {
			n = 7
			b <<= 1
		}
		r.hold |= uint64(b) << 56 >> r.n
		r.n += n
		r.after = b == 0xff && n == 8
	}
}

// read returns n bits, at most 24.
func (r *bits) read(n int) int {
	if n == 0 {
		return 0
	}
	if r.n < n {
		r.fill()
	}
	v := int(r.hold >> (64 - n))
	r.hold <<= n
	r.n -= n
	return v
}

// zeros reads zeros and the one behind them; it counts up to limit of them.
func (r *bits) zeros(limit int) int {
	n := 0
	for n < limit && r.read(1) == 0 {
		n++
	}
	return n
}

// over reports whether bits behind the data were used.
func (r *bits) over() bool { return r.extra > r.n }
