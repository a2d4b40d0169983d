package counts

import (
	"encoding/binary"
	"errors"
	"math"
)

// AppendBinary appends the sketch to b: what [Sketch.UnmarshalBinary] reads is
// equal in every bit. It implements [encoding.BinaryAppender].
func (s *Sketch) AppendBinary(b []byte) ([]byte, error) {
	b = binary.AppendVarint(b, s.n)
	b = binary.LittleEndian.AppendUint64(b, math.Float64bits(s.low))
	b = binary.LittleEndian.AppendUint64(b, math.Float64bits(s.high))
	b = binary.AppendUvarint(b, s.zero)
	for _, side := range [...]*buckets{&s.positive, &s.negative} {
		b = binary.AppendUvarint(b, uint64(side.low))
		b = binary.AppendUvarint(b, uint64(len(side.counts)))
		for _, c := range side.counts {
			b = binary.AppendUvarint(b, c)
		}
	}
	return b, nil
}

var errSketch = errors.New("counts: damaged sketch")

// UnmarshalBinary reads what [Sketch.AppendBinary] wrote, all of b. It
// implements [encoding.BinaryUnmarshaler].
func (s *Sketch) UnmarshalBinary(b []byte) error {
	ok := true
	uvarint := func() uint64 {
		v, n := binary.Uvarint(b)
		if n <= 0 {
			ok = false
			return 0
		}
		b = b[n:]
		return v
	}
	var q Sketch
	n, k := binary.Varint(b)
	if k <= 0 || n < 0 || len(b) < k+16 {
		return errSketch
	}
	q.n = n
	q.low = math.Float64frombits(binary.LittleEndian.Uint64(b[k:]))
	q.high = math.Float64frombits(binary.LittleEndian.Uint64(b[k+8:]))
	b = b[k+16:]
	q.zero = uvarint()
	total := q.zero
	for _, side := range [...]*buckets{&q.positive, &q.negative} {
		low, length := uvarint(), uvarint()
		end := uint64(bucket(math.Inf(1)))
		if low > end || length > end-low || length > uint64(len(b)) { // a count takes a byte at least
			return errSketch
		}
		if length == 0 {
			continue
		}
		side.low, side.counts = int(low), make([]uint64, length)
		for i := range side.counts {
			side.counts[i] = uvarint()
			total += side.counts[i]
		}
	}
	if !ok || len(b) > 0 || total != uint64(q.n) {
		return errSketch
	}
	*s = q
	return nil
}
