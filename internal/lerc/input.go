package lerc

import (
	"encoding/binary"
	"math"
)

// input reads numbers in little-endian order. Once too few bytes are left,
// short is set and everything read is zero.
type input struct {
	data  []byte
	pos   int
	short bool
}

// bytes returns the next n bytes, or nil.
func (in *input) bytes(n int) []byte {
	if n < 0 || n > len(in.data)-in.pos {
		in.short = true
		in.pos = len(in.data)
		return nil
	}
	in.pos += n
	return in.data[in.pos-n : in.pos]
}

// uint reads an unsigned number of n ≤ 8 bytes.
func (in *input) uint(n int) uint64 {
	var b [8]byte
	copy(b[:], in.bytes(n))
	return binary.LittleEndian.Uint64(b[:])
}

func (in *input) byte() byte       { return byte(in.uint(1)) }
func (in *input) uint32() uint32   { return uint32(in.uint(4)) }
func (in *input) int() int         { return int(int32(in.uint(4))) }
func (in *input) float32() float32 { return math.Float32frombits(in.uint32()) }
func (in *input) float64() float64 { return math.Float64frombits(in.uint(8)) }

// rest returns what was not read.
func (in *input) rest() []byte { return in.data[in.pos:] }

// words holds numbers of few bits, as LERC1, LERC2 before version 3 and Huffman
// codes have them: the first one in the highest bits of 32-bit words in
// little-endian order, of which the last may lack its lowest bytes. Later
// versions have the first one in the lowest bits of a stream of bytes.
type words struct {
	data []byte
	bit  int // position of the next number
}

// next takes a number of width ≤ 32 bits; bits that are missing are zero.
func (s *words) next(width int) uint32 {
	if width == 0 {
		return 0
	}
	at := s.bit
	s.bit += width
	v := uint64(s.word(at>>5))<<32 | uint64(s.word(at>>5+1))
	return uint32(v << (at & 31) >> (64 - width))
}

// eight returns the eight bytes at position at; those behind the data are zero.
func eight(data []byte, at int) uint64 {
	if at+8 <= len(data) {
		return binary.LittleEndian.Uint64(data[at:])
	}
	var b [8]byte
	if at < len(data) {
		copy(b[:], data[at:])
	}
	return binary.LittleEndian.Uint64(b[:])
}

// word returns 32-bit word i. The bytes of an incomplete one are its highest.
func (s *words) word(i int) uint32 {
	at := 4 * i
	if at+4 <= len(s.data) {
		return binary.LittleEndian.Uint32(s.data[at:])
	}
	var w uint32
	if at < len(s.data) {
		for _, b := range s.data[at:] {
			w = w>>8 | uint32(b)<<24
		}
	}
	return w
}

// numbers reads a counted list of at most most stuffed numbers into buf. The
// list may be a table of values and indices into it.
func (in *input) numbers(buf []uint32, most, version int) ([]uint32, error) {
	head := in.byte()
	width := int(head & 31)
	count := in.count(head)
	if in.short {
		return nil, errShort
	}
	if count > most {
		return nil, corrupt("%d numbers in a list of %d", count, most)
	}
	if head&32 == 0 {
		return in.stuffed(buf[:0], count, width, version)
	}
	entries := int(in.byte()) - 1
	if width == 0 || entries <= 0 {
		return nil, corrupt("table of %d values of %d bits", entries, width)
	}
	var room [255]uint32
	table, err := in.stuffed(append(room[:0], 0), entries, width, version)
	if err != nil {
		return nil, err
	}
	index := 0
	for entries>>index > 0 {
		index++
	}
	list, err := in.stuffed(buf[:0], count, index, version)
	if err != nil {
		return nil, err
	}
	for i, k := range list {
		if int(k) >= len(table) {
			return nil, corrupt("index %d into %d values", k, len(table))
		}
		list[i] = table[k]
	}
	return list, nil
}

// count reads a number whose width stands in the top bits of head.
func (in *input) count(head byte) int {
	width := [4]int{4, 2, 1, 0}[head>>6]
	n := in.uint(width)
	if width == 0 || n > math.MaxInt32 {
		in.short = true
	}
	return int(n)
}

// stuffed appends count numbers of width bits to buf.
func (in *input) stuffed(buf []uint32, count, width, version int) ([]uint32, error) {
	behind := in.rest()
	data := in.bytes(int((int64(count)*int64(width) + 7) / 8))
	if in.short {
		return nil, errShort
	}
	if version < 3 {
		s := words{data: data}
		for range count {
			buf = append(buf, s.next(width))
		}
		return buf, nil
	}
	for i := range count { // bytes behind the list are masked out
		at := i * width
		buf = append(buf, uint32(eight(behind, at>>3)>>(at&7)&(1<<width-1)))
	}
	return buf, nil
}
