package tier1

import "math/bits"

// The MQ decoder (T.800 annex C) keeps its interval a and its code c as 63-bit
// numbers: 16 bits that the standard calls A and Chigh, and below them
// fraction bits that are filled several bytes at a time. A decision of the
// probable symbol without renormalization leaves the smaller of c and
// a−half at least at the probability subtracted, so that one number, the
// slack, and one comparison tell it (Taubman and Marcellin, JPEG2000,
// chapter 17).
const (
	fraction = 47
	half     = int64(0x8000) << fraction
	// A context holds the probability in its upper bits, in the scale of a;
	// in its low bits the probable symbol (bit 0) and the numbers of the
	// states that follow it (bits 8–15) and the other symbol (bits 16–23).
	probability = ^uint64(1<<fraction - 1)
)

// mq is one arithmetic decoder over one codeword segment.
type mq struct {
	slack int64 // min(c, a−half)
	a, c  int64 // interval and code, each less the slack
	left  int   // fraction bits of c that are filled; below 15 it is refilled
	data  []byte
	pos   int // of the byte read last
	cx    [contexts]uint64
}

// The contexts: zero coding 0–8, sign 9–13, refinement 14–16.
const (
	signContext   = 9
	refineContext = 14
	runContext    = 17
	evenContext   = 18
	contexts      = 19
)

// resetContexts sets the probabilities that every code-block starts with.
func (m *mq) resetContexts() {
	for i := range m.cx {
		m.cx[i] = states[0]
	}
	m.cx[0] = states[4*2]
	m.cx[runContext] = states[3*2]
	m.cx[evenContext] = states[46*2]
}

// start begins a codeword segment (INITDEC).
func (m *mq) start(data []byte) {
	m.data, m.pos, m.left = data, 0, -7
	c := m.refill(int64(m.byteAt(0)) << (fraction + 7))
	m.slack = min(c, 0)
	m.a, m.c = half-m.slack, c-m.slack
}

func (m *mq) byteAt(i int) byte {
	if i < len(m.data) {
		return m.data[i]
	}
	return 0xFF
}

// refill returns c with as many further bytes as fit (BYTEIN). After the end,
// and after a marker, the code continues with ones.
func (m *mq) refill(c int64) int64 {
	last := m.byteAt(m.pos)
	for m.left <= fraction-8 {
		next := m.byteAt(m.pos + 1)
		switch {
		case last != 0xFF:
			m.left += 8
			c += int64(next) << (fraction - m.left)
			m.pos++
			last = next
		case next > 0x8F:
			m.left += 8
			c += 0xFF << (fraction - m.left)
		default: // a stuffed bit
			m.left += 7
			c += int64(next) << (fraction - m.left)
			m.pos++
			last = next
		}
	}
	return c
}

// exchange finishes the decision of context k that made the slack negative: it
// returns the new slack and the symbol. It does without branches, since the
// symbol is often as good as random.
func (m *mq) exchange(slack int64, k uint8) (int64, uint64) {
	e := m.cx[k]
	p := int64(e & probability)
	a, c := m.a+slack, m.c+slack
	lower := c >> 63 // all ones in the lower part of the interval
	flip := uint64((a-p)>>63^lower) & 1
	m.cx[k] = states[e>>(8+8*flip)&0x7F]
	c += p & lower
	a ^= (a ^ p) & lower
	shift := bits.LeadingZeros64(uint64(a)) - 1
	a <<= shift
	c <<= shift
	m.left -= shift
	if m.left < 15 {
		c = m.refill(c)
	}
	slack = min(c, a-half)
	m.a, m.c = a-slack, c-slack
	return slack, e&1 ^ flip
}

// decode returns the next symbol in context k. The passes spell it out.
func (m *mq) decode(k uint8) uint64 {
	e := m.cx[k]
	m.slack -= int64(e & probability)
	if m.slack >= 0 {
		return e & 1
	}
	slack, bit := m.exchange(m.slack, k)
	m.slack = slack
	return bit
}

// states are the rows of T.800 table C.2, each for probable symbol 0 and 1, as
// contexts.
var states = func() (s [128]uint64) {
	for i, row := range estimates {
		for mps := range uint64(2) {
			other := mps ^ uint64(row.flip)
			s[uint64(2*i)+mps] = uint64(row.p)<<fraction | mps |
				(uint64(2*row.next)+mps)<<8 | (uint64(2*row.other)+other)<<16
		}
	}
	return s
}()

// estimates is T.800 table C.2: probability, next state after the probable and
// after the other symbol, and whether the latter swaps them.
var estimates = [47]struct {
	p                 uint16
	next, other, flip uint8
}{
	{0x5601, 1, 1, 1}, {0x3401, 2, 6, 0}, {0x1801, 3, 9, 0}, {0x0AC1, 4, 12, 0},
	{0x0521, 5, 29, 0}, {0x0221, 38, 33, 0}, {0x5601, 7, 6, 1}, {0x5401, 8, 14, 0},
	{0x4801, 9, 14, 0}, {0x3801, 10, 14, 0}, {0x3001, 11, 17, 0}, {0x2401, 12, 18, 0},
	{0x1C01, 13, 20, 0}, {0x1601, 29, 21, 0}, {0x5601, 15, 14, 1}, {0x5401, 16, 14, 0},
	{0x5101, 17, 15, 0}, {0x4801, 18, 16, 0}, {0x3801, 19, 17, 0}, {0x3401, 20, 18, 0},
	{0x3001, 21, 19, 0}, {0x2801, 22, 19, 0}, {0x2401, 23, 20, 0}, {0x2201, 24, 21, 0},
	{0x1C01, 25, 22, 0}, {0x1801, 26, 23, 0}, {0x1601, 27, 24, 0}, {0x1401, 28, 25, 0},
	{0x1201, 29, 26, 0}, {0x1101, 30, 27, 0}, {0x0AC1, 31, 28, 0}, {0x09C1, 32, 29, 0},
	{0x08A1, 33, 30, 0}, {0x0521, 34, 31, 0}, {0x0441, 35, 32, 0}, {0x02A1, 36, 33, 0},
	{0x0221, 37, 34, 0}, {0x0141, 38, 35, 0}, {0x0111, 39, 36, 0}, {0x0085, 40, 37, 0},
	{0x0049, 41, 38, 0}, {0x0025, 42, 39, 0}, {0x0015, 43, 40, 0}, {0x0009, 44, 41, 0},
	{0x0005, 45, 42, 0}, {0x0001, 45, 43, 0}, {0x5601, 46, 46, 0},
}
