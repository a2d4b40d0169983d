package jpeg

import (
	"bytes"
	"encoding/binary"
)

// segmentPadding is how many zero bytes follow the last byte of a segment: one
// block takes at most 64·(16+15) bits, and a refill reads 8 bytes more.
const segmentPadding = 272

// bitReader reads the bits of one entropy-coded segment: the bytes between two
// markers without the stuffed zeros. Behind its end it reads zeros.
type bitReader struct {
	acc uint64 // next bits, left-aligned
	n   uint   // valid bits of acc, at least; those below may be valid too
	p   int    // next byte to load
	buf []byte // the segment and segmentPadding zeros
	end int    // length of the segment
}

// load unstuffs the segment that starts at data[pos] and returns the position
// of the marker that ends it, or len(data).
func (r *bitReader) load(data []byte, pos int) int {
	buf := r.buf[:0]
	rest := data[pos:]
	for {
		i := bytes.IndexByte(rest, 0xFF)
		if i < 0 {
			buf = append(buf, rest...)
			pos = len(data)
			break
		}
		buf = append(buf, rest[:i]...)
		j := i + 1
		for j < len(rest) && rest[j] == 0xFF {
			j++
		}
		if j == len(rest) || rest[j] != 0 {
			pos = len(data) - len(rest) + i
			break
		}
		buf = append(buf, 0xFF)
		rest = rest[j+1:]
	}
	r.end = len(buf)
	r.buf = append(buf, make([]byte, segmentPadding)...)
	r.p, r.acc, r.n = 0, 0, 0
	return pos
}

// empty makes the segment one without bytes.
func (r *bitReader) empty() {
	r.buf = append(r.buf[:0], make([]byte, segmentPadding)...)
	r.end, r.p, r.acc, r.n = 0, 0, 0, 0
}

// refill makes at least 56 bits valid.
func (r *bitReader) refill() {
	r.acc |= binary.BigEndian.Uint64(r.buf[r.p:]) >> r.n
	r.p += int(63-r.n) >> 3
	r.n |= 56
}

// left returns how many bits of the segment were not used: negative where
// more were used than there are.
func (r *bitReader) left() int { return (r.end-r.p)*8 + int(r.n) }

// skip passes over n bits; they must be valid.
func (r *bitReader) skip(n uint) {
	r.acc <<= n & 63
	r.n -= n
}

// take returns the next s ≤ 16 bits; they must be valid.
func (r *bitReader) take(s uint) int32 {
	v := int32(r.acc >> 1 >> ((63 - s) & 63))
	r.acc <<= s & 63
	r.n -= s
	return v
}

// clamp keeps a reader that has used up its segment within the zeros behind it.
func (r *bitReader) clamp() {
	if r.left() < 0 {
		r.p, r.acc, r.n = r.end+1, 0, 0
	}
}
