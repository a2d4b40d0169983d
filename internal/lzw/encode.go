package lzw

// Append packs src as one block with the highest bit first and returns dst with
// the block behind it. The table is cleared, as by libtiff, when it holds 4094
// codes.
func Append(dst, src []byte) []byte {
	e := encoder{out: dst}
	e.start()
	if len(src) > 0 {
		code := uint32(src[0])
		for _, b := range src[1:] {
			slot := e.find(code<<8 | uint32(b))
			if e.slots[slot] != 0 {
				code = uint32(e.codes[slot])
				continue
			}
			e.put(code)
			e.slots[slot], e.codes[slot] = code<<8|uint32(b)+1, uint16(e.next)
			e.grow()
			code = uint32(b)
		}
		e.put(code)
		e.grow()
	}
	e.put(endCode)
	if e.n > 0 {
		e.out = append(e.out, byte(e.hold>>24))
	}
	return e.out
}

const (
	hashBits = 13
	clearAt  = 1<<maxWidth - 2
)

// encoder is the state between two codes.
type encoder struct {
	out   []byte
	hold  uint32 // bits to be written, the first one highest
	n     uint   // their number, below 8
	width uint
	next  int // code of the next string
	// slots is a hash table with open addressing: a string's code without its
	// last byte, that byte, and 1 added, since 0 stands for a free slot.
	slots [1 << hashBits]uint32
	codes [1 << hashBits]uint16
}

// start writes a clear code and empties the table.
func (e *encoder) start() {
	if e.width == 0 {
		e.width = minWidth
	}
	e.put(clearCode)
	e.width, e.next = minWidth, firstCode
	clear(e.slots[:])
}

// find returns the slot of a string, or the free one where it belongs.
func (e *encoder) find(key uint32) uint32 {
	slot := key * 0x9e3779b1 >> (32 - hashBits)
	for e.slots[slot] != 0 && e.slots[slot] != key+1 {
		slot = (slot + 1) & (1<<hashBits - 1)
	}
	return slot
}

// grow counts the code of a new string.
func (e *encoder) grow() {
	e.next++
	switch {
	case e.next == clearAt:
		e.start()
	case e.next >= 1<<e.width:
		e.width++
	}
}

// put writes a code.
func (e *encoder) put(code uint32) {
	e.hold |= code << (32 - e.width - e.n)
	e.n += e.width
	for ; e.n >= 8; e.n -= 8 {
		e.out = append(e.out, byte(e.hold>>24))
		e.hold <<= 8
	}
}
