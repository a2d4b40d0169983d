package deep

import "github.com/bandprep/bandprep/raster/dicom/internal/stream"

// table decodes symbols: numbers of bits, or runs of zeros with one.
type table struct {
	fast  [512]uint16 // of the next 9 bits: length of the code << 8 | value
	low   [17]int     // smallest code of each length
	high  [17]int     // greatest code of each length, -1 where there is none
	first [17]int     // index of the first value of each length
	value []byte
}

func (d *decoder) huffman(s []byte) error {
	for len(s) > 0 {
		if len(s) < 17 {
			return stream.Broken("Huffman table")
		}
		t, id, total := new(table), s[0]&15|s[0]>>4<<2, 0
		counts := s[1:17]
		for _, n := range counts {
			total += int(n)
		}
		if s[0]&15 > 3 || id > 7 || total > 256 || len(s) < 17+total {
			return stream.Broken("Huffman table")
		}
		t.value = s[17 : 17+total]
		s = s[17+total:]
		code, at := 0, 0
		for length := 1; length <= 16; length++ {
			n := int(counts[length-1])
			t.low[length], t.high[length], t.first[length] = code, code+n-1, at
			if code+n > 1<<length {
				return stream.Broken("Huffman table has too many codes")
			}
			for i := range n {
				if length <= 9 {
					for k := range 1 << (9 - length) {
						t.fast[(code+i)<<(9-length)+k] = uint16(length)<<8 | uint16(t.value[at+i])
					}
				}
			}
			code, at = (code+n)<<1, at+n
		}
		d.tables[id] = t
	}
	return nil
}

// symbol decodes a symbol, or returns -1 where there is no such code. Afterwards
// r holds at least 16 bits.
func (t *table) symbol(r *bits) int {
	if r.n < 32 {
		r.fill()
	}
	if f := t.fast[r.peek(9)]; f != 0 {
		r.skip(uint(f >> 8))
		return int(f & 0xff)
	}
	for length := 10; length <= 16; length++ {
		code := int(r.peek(uint(length)))
		if code <= t.high[length] && code >= t.low[length] {
			r.skip(uint(length))
			return int(t.value[t.first[length]+code-t.low[length]])
		}
	}
	return -1
}

// difference decodes a difference; ok is false where there is no such code.
func (t *table) difference(r *bits) (diff int, ok bool) {
	size := t.symbol(r)
	if size == 16 {
		return 1 << 15, true
	}
	return r.signed(size), size >= 0 && size < 16
}

// signed reads a number of so many bits, the first of which is 0 if it is
// negative.
func (r *bits) signed(size int) int {
	if size <= 0 || size > 16 {
		return 0
	}
	v := int(r.peek(uint(size)))
	r.skip(uint(size))
	if v < 1<<(size-1) {
		v -= 1<<size - 1
	}
	return v
}

// bits reads bits, past stuffed zero bytes, up to the next marker. Behind it
// there are zeros.
type bits struct {
	data  []byte
	at    int
	hold  uint64 // the next bits, from the highest
	n     uint   // how many of them are there
	extra uint   // zeros put in behind the data
}

func (r *bits) fill() {
	for r.n <= 56 {
		var b byte
		switch {
		case r.at >= len(r.data) || r.data[r.at] == 0xff && (r.at+1 >= len(r.data) || r.data[r.at+1] != 0):
			r.extra += 8
		case r.data[r.at] == 0xff:
			b = 0xff
			r.at += 2
		default:
			b = r.data[r.at]
			r.at++
		}
		r.hold |= uint64(b) << (56 - r.n)
		r.n += 8
	}
}

func (r *bits) peek(n uint) uint64 { return r.hold >> (64 - n) }

func (r *bits) skip(n uint) { r.hold, r.n = r.hold<<n, r.n-n }

// over reports whether bits behind the data were used.
func (r *bits) over() bool { return r.extra > r.n }

// restart passes over the next restart marker.
func (r *bits) restart() bool {
	if r.over() {
		return false
	}
	for r.at+1 < len(r.data) {
		if r.data[r.at] == 0xff && r.data[r.at+1] >= 0xd0 && r.data[r.at+1] <= 0xd7 {
			r.at += 2
			r.hold, r.n, r.extra = 0, 0, 0
			return true
		}
		if r.data[r.at] == 0xff && r.data[r.at+1] != 0 && r.data[r.at+1] != 0xff {
			return false
		}
		r.at++
	}
	return false
}
