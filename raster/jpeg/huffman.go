package jpeg

// lookahead is the length in bits of the codes that [huffman.symbol] finds at
// once.
const lookahead = 9

// huffman decodes the symbols of one table, as sections C.2 and F.2.2.3 of
// ITU-T T.81 say.
type huffman struct {
	maxCode [18]int32 // largest code of each length, or -1
	offset  [17]int32 // what to add to a code to find its symbol
	first   [17]int32 // where the symbols of each length start
	values  [256]byte
	look    [1 << lookahead]uint16 // length<<8 | symbol; 0: longer code
	largest byte                   // symbol
	built   bool
}

// build makes the table from the 16 counts of codes by length and the symbols
// that follow them.
func (h *huffman) build(source []byte) error {
	counts, symbols := source[:16], source[16:]
	*h = huffman{}
	copy(h.values[:], symbols)
	code, p := int32(0), int32(0)
	for n := 1; n <= 16; n++ {
		count := int32(counts[n-1])
		h.maxCode[n] = -1
		if count > 0 {
			if code+count >= 1<<n {
				return broken("DHT", "codes of %d bits overflow", n)
			}
			if n <= lookahead {
				step := int32(1) << (lookahead - n)
				for i := range count * step {
					h.look[code*step+i] = uint16(n)<<8 | uint16(symbols[p+i/step])
				}
			}
			h.offset[n], h.first[n] = p-code, p
			p += count
			code += count
			h.maxCode[n] = code - 1
		}
		code <<= 1
	}
	h.maxCode[17] = 1 << 30
	for _, v := range symbols {
		h.largest = max(h.largest, v)
	}
	h.built = true
	return nil
}

// symbol decodes one symbol at the top of acc, whose next 17 bits are valid,
// and returns its length in bits. A code that is not in the table gives
// symbol 0 and 17 bits, as in libjpeg.
func (h *huffman) symbol(acc uint64) (sym byte, n uint) {
	if e := h.look[acc>>(64-lookahead)]; e != 0 {
		return byte(e), uint(e >> 8)
	}
	n = lookahead + 1
	for n < 17 && int32(acc>>(64-n)) > h.maxCode[n] {
		n++
	}
	if n == 17 {
		return 0, 17
	}
	return h.values[uint8(int32(acc>>(64-n))+h.offset[n])], n
}

// extend turns the s bits that follow a symbol of size s into a number.
func extend(v int32, s uint) int32 {
	return v + ((v-1<<(s-1))>>31)&(-1<<s+1)
}
