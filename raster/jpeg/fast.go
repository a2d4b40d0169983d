package jpeg

// Decoding the Huffman codes of a block takes most of the time of a sequential
// file, and it is one long chain: where a symbol starts is known only when the
// one before has been looked up. So each step of the chain looks up fastBits
// bits and finds up to two whole symbols together with their values.

const fastBits = 10

// fastTable has, for every beginning of a code, what it says about AC
// coefficients.
type fastTable [1 << fastBits]fastEntry

// fastEntry is one or two coefficients with their codes. To be free of
// branches, a single one stands there twice.
type fastEntry struct {
	bits     uint8 // of both codes and values; 0: see below
	advance1 uint8 // from the last coefficient to the first one here: run + 1
	advance  uint8 // from the last coefficient to the second one here
	bits1    uint8 // of the first code and value
	value1   int16
	value    int16
}

const (
	// endOfBlock is the advance of a code that ends a block. With it, the
	// position of a coefficient points to a place for what is not wanted.
	endOfBlock = 80
	// partial is the advance of an entry that holds a code only: bits1 is the
	// length, 0 if it is above fastBits; value1 the run + 1; value the size.
	partial = 160
)

// places is unzigzag for all positions that a step can reach.
//
//lint:ignore U1000 used by assembly
var places = func() (p [256]uint8) {
	for i := range p {
		p[i] = 64
	}
	copy(p[:], unzigzag[:])
	return p
}()

// fill builds the table of the codes of h.
func (t *fastTable) fill(h *huffman) {
	for i := range t {
		t[i] = fastEntry{advance1: partial, advance: partial}
	}
	for n := uint(1); n <= fastBits; n++ {
		for code := h.maxCode[n]; code >= 0 && code+h.offset[n] >= h.first[n]; code-- {
			sym := h.values[code+h.offset[n]]
			run, s := sym>>4, uint(sym&15)
			all := t[code<<(fastBits-n) : (code+1)<<(fastBits-n)]
			switch {
			case s == 0 && run != 15:
				for i := range all {
					all[i] = fastEntry{uint8(n), endOfBlock, endOfBlock, uint8(n), 0, 0}
				}
			case n+s <= fastBits:
				for i := range all {
					v := int16(extend(int32(i>>(fastBits-n-s)), s))
					all[i] = fastEntry{uint8(n + s), run + 1, run + 1, uint8(n + s), v, v}
				}
			default:
				for i := range all {
					all[i].bits1, all[i].value1, all[i].value = uint8(n), int16(run)+1, int16(s)
				}
			}
		}
	}
	for i := range t { // add a second one; those of other entries do not matter
		e := &t[i]
		if e.advance >= endOfBlock {
			continue
		}
		n := e.bits1
		next := &t[i<<n&(1<<fastBits-1)]
		if next.advance1 != partial && n+next.bits1 <= fastBits {
			e.bits, e.advance, e.value = n+next.bits1, e.advance1+next.advance1, next.value1
		}
	}
}

// workBlock is a block and a place for what is not wanted.
type workBlock struct {
	block
	//lint:ignore U1000 written by assembly
	unwanted [16]int16
}

// fast are the results of decodeFast below a position.
const (
	slowDC = -2  // the code of the DC coefficient is long
	slowAC = 256 // plus the position: the next code is long
)

// decodeFastGo decodes the block that starts with the next bit, or, where k is
// not −1, its coefficients behind position k. It returns the position that it
// reached: endOfBlock means that there was none but the DC coefficient.
func decodeFastGo(r *bitReader, b *workBlock, dc *huffman, ac *fastTable, pred *int32, k int) int {
	if k < 0 {
		r.refill()
		e := dc.look[r.acc>>(64-lookahead)]
		if e == 0 {
			return slowDC
		}
		r.skip(uint(e >> 8))
		s := uint(e & 15)
		*pred += extend(r.take(s), s)
		b.block[0] = int16(*pred)
		k = 0
	}
	for {
		r.refill()
		for range 4 {
			e := &ac[r.acc>>(64-fastBits)]
			k1 := k + int(e.advance1)
			if k += int(e.advance); k >= 63 {
				if k >= partial {
					k -= partial
					if e.bits1 == 0 {
						return slowAC + k
					}
					r.skip(uint(e.bits1))
					s := uint(e.value)
					k += int(e.value1)
					b.block[unzigzag[k]] = int16(extend(r.take(s), s))
					if k >= 63 {
						return k
					}
					break
				}
				if k1 >= 63 { // the second one belongs to the next block
					if k1 < endOfBlock {
						b.block[unzigzag[k1]] = e.value1
					}
					r.skip(uint(e.bits1))
					return k1
				}
				if k < endOfBlock {
					b.block[unzigzag[k]] = e.value
				}
				b.block[unzigzag[k1]] = e.value1
				r.skip(uint(e.bits))
				return k
			}
			b.block[unzigzag[k]&63] = e.value
			b.block[unzigzag[k1]&63] = e.value1
			r.skip(uint(e.bits))
		}
	}
}
