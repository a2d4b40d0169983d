package lerc

// A huffman code maps bits, the first one highest, to values. Codes of up to
// quickBits bits are looked up at once.
type huffman struct {
	quick [1 << quickBits]quickCode
	long  map[longCode]int
	codes words
}

type quickCode struct {
	width uint8 // 0: no such code, or a long one
	value int32
}

type longCode struct {
	width int
	code  uint32
}

const (
	quickBits  = 12
	mostValues = 1 << 15
)

// readCode reads the code table that stands before Huffman codes. Its values
// from first to last−1 have codes; they go on from 0 behind size−1.
func (in *input) readCode(version int) (*huffman, error) {
	format, size, first, last := in.int(), in.int(), in.int(), in.int()
	if in.short {
		return nil, errShort
	}
	if format < 2 || size <= 0 || size >= mostValues || first < 0 || first >= size || last <= first || last > 2*size {
		return nil, corrupt("Huffman codes of %d to %d out of %d", first, last, size)
	}
	widths, err := in.numbers(nil, last-first, version)
	if err != nil {
		return nil, err
	}
	if len(widths) != last-first {
		return nil, corrupt("%d of %d code lengths", len(widths), last-first)
	}
	h := &huffman{long: map[longCode]int{}}
	codes := words{data: in.rest()}
	for i, w := range widths {
		if w == 0 {
			continue
		}
		if w > 32 {
			return nil, corrupt("Huffman code of %d bits", w)
		}
		width := int(w)
		code := codes.next(width)
		value := (first + i) % size
		if width > quickBits {
			h.long[longCode{width, code}] = value
			continue
		}
		from := code << (quickBits - width)
		for k := range uint32(1) << (quickBits - width) {
			h.quick[from+k] = quickCode{uint8(width), int32(value)}
		}
	}
	in.bytes((codes.bit + 31) / 32 * 4)
	h.codes = words{data: in.rest()}
	if in.short || codes.bit == 0 {
		return nil, errShort
	}
	return h, nil
}

// next decodes a value.
func (h *huffman) next() (int, error) {
	at := h.codes.bit
	bits := h.codes.next(32)
	q := h.quick[bits>>(32-quickBits)]
	if q.width == 0 {
		for width := quickBits + 1; ; width++ {
			if width > 32 {
				return 0, corrupt("no such Huffman code")
			}
			if v, ok := h.long[longCode{width, bits >> (32 - width)}]; ok {
				q = quickCode{uint8(width), int32(v)}
				break
			}
		}
	}
	h.codes.bit = at + int(q.width)
	if h.codes.bit > 8*len(h.codes.data) {
		return 0, errShort
	}
	return int(q.value), nil
}

// readHuffman reads 8-bit samples, or their differences from the sample to the
// left, else above, else the one that came last.
func readHuffman[T sample](d *band, data []T, differences bool) error {
	h, err := d.in.readCode(d.version)
	if err != nil {
		return err
	}
	var zero T
	offset := 0
	if _, signed := any(zero).(int8); signed {
		offset = 128
	}
	if !differences {
		for i := range data {
			if !d.isValid(i / d.depth) {
				continue
			}
			v, err := h.next()
			if err != nil {
				return err
			}
			data[i] = wrap[T](v - offset)
		}
		return nil
	}
	for k := range d.depth {
		last := zero
		for p := range d.width * d.height {
			if !d.isValid(p) {
				continue
			}
			v, err := h.next()
			if err != nil {
				return err
			}
			i := p*d.depth + k
			left := p%d.width > 0 && d.isValid(p-1)
			if !left && p >= d.width && d.isValid(p-d.width) {
				last = data[i-d.width*d.depth]
			}
			last = wrap[T](v - offset + int(last))
			data[i] = last
		}
	}
	return nil
}

// wrap converts v to an 8-bit type, modulo 256.
func wrap[T sample](v int) T {
	var zero T
	if _, signed := any(zero).(int8); signed {
		return T(int8(v))
	}
	return T(uint8(v))
}
