package jpeg

// arithmetic decodes binary decisions, annex D of ITU-T T.81, from a segment.
type arithmetic struct {
	code   uint32 // what was read, less the base of the interval
	size   uint32 // of the interval; below 1<<15 it is to be doubled
	shift  int    // bits of code below the interval; −1 after an error
	dc     [16][64]byte
	ac     [16][256]byte
	fixed  byte // a decision whose two outcomes stay equally likely
	lower  [16]byte
	upper  [16]byte // bounds of small DC differences, as exponents
	middle [16]byte // last coefficient of the lower ones
}

// A byte of statistics holds a state, the index into states, and in bit 7 the
// likelier decision. Table D.3.
type state struct {
	size       uint16 // of the interval of the less likely decision
	less, more uint8  // next state after it, and after the likelier one
	swap       uint8  // 1: less likely becomes likelier
}

const fixedState = 113

var states = [128]state{
	{0x5A1D, 1, 1, 1}, {0x2586, 14, 2, 0}, {0x1114, 16, 3, 0}, {0x080B, 18, 4, 0},
	{0x03D8, 20, 5, 0}, {0x01DA, 23, 6, 0}, {0x00E5, 25, 7, 0}, {0x006F, 28, 8, 0},
	{0x0036, 30, 9, 0}, {0x001A, 33, 10, 0}, {0x000D, 35, 11, 0}, {0x0006, 9, 12, 0},
	{0x0003, 10, 13, 0}, {0x0001, 12, 13, 0}, {0x5A7F, 15, 15, 1}, {0x3F25, 36, 16, 0},
	{0x2CF2, 38, 17, 0}, {0x207C, 39, 18, 0}, {0x17B9, 40, 19, 0}, {0x1182, 42, 20, 0},
	{0x0CEF, 43, 21, 0}, {0x09A1, 45, 22, 0}, {0x072F, 46, 23, 0}, {0x055C, 48, 24, 0},
	{0x0406, 49, 25, 0}, {0x0303, 51, 26, 0}, {0x0240, 52, 27, 0}, {0x01B1, 54, 28, 0},
	{0x0144, 56, 29, 0}, {0x00F5, 57, 30, 0}, {0x00B7, 59, 31, 0}, {0x008A, 60, 32, 0},
	{0x0068, 62, 33, 0}, {0x004E, 63, 34, 0}, {0x003B, 32, 35, 0}, {0x002C, 33, 9, 0},
	{0x5AE1, 37, 37, 1}, {0x484C, 64, 38, 0}, {0x3A0D, 65, 39, 0}, {0x2EF1, 67, 40, 0},
	{0x261F, 68, 41, 0}, {0x1F33, 69, 42, 0}, {0x19A8, 70, 43, 0}, {0x1518, 72, 44, 0},
	{0x1177, 73, 45, 0}, {0x0E74, 74, 46, 0}, {0x0BFB, 75, 47, 0}, {0x09F8, 77, 48, 0},
	{0x0861, 78, 49, 0}, {0x0706, 79, 50, 0}, {0x05CD, 48, 51, 0}, {0x04DE, 50, 52, 0},
	{0x040F, 50, 53, 0}, {0x0363, 51, 54, 0}, {0x02D4, 52, 55, 0}, {0x025C, 53, 56, 0},
	{0x01F8, 54, 57, 0}, {0x01A4, 55, 58, 0}, {0x0160, 56, 59, 0}, {0x0125, 57, 60, 0},
	{0x00F6, 58, 61, 0}, {0x00CB, 59, 62, 0}, {0x00AB, 61, 63, 0}, {0x008F, 61, 32, 0},
	{0x5B12, 65, 65, 1}, {0x4D04, 80, 66, 0}, {0x412C, 81, 67, 0}, {0x37D8, 82, 68, 0},
	{0x2FE8, 83, 69, 0}, {0x293C, 84, 70, 0}, {0x2379, 86, 71, 0}, {0x1EDF, 87, 72, 0},
	{0x1AA9, 87, 73, 0}, {0x174E, 72, 74, 0}, {0x1424, 72, 75, 0}, {0x119C, 74, 76, 0},
	{0x0F6B, 74, 77, 0}, {0x0D51, 75, 78, 0}, {0x0BB6, 77, 79, 0}, {0x0A40, 77, 48, 0},
	{0x5832, 80, 81, 1}, {0x4D1C, 88, 82, 0}, {0x438E, 89, 83, 0}, {0x3BDD, 90, 84, 0},
	{0x34EE, 91, 85, 0}, {0x2EAE, 92, 86, 0}, {0x299A, 93, 87, 0}, {0x2516, 86, 71, 0},
	{0x5570, 88, 89, 1}, {0x4CA9, 95, 90, 0}, {0x44D9, 96, 91, 0}, {0x3E22, 97, 92, 0},
	{0x3824, 99, 93, 0}, {0x32B4, 99, 94, 0}, {0x2E17, 93, 86, 0}, {0x56A8, 95, 96, 1},
	{0x4F46, 101, 97, 0}, {0x47E5, 102, 98, 0}, {0x41CF, 103, 99, 0}, {0x3C3D, 104, 100, 0},
	{0x375E, 99, 93, 0}, {0x5231, 105, 102, 0}, {0x4C0F, 106, 103, 0}, {0x4639, 107, 104, 0},
	{0x415E, 103, 99, 0}, {0x5627, 105, 106, 1}, {0x50E7, 108, 107, 0}, {0x4B85, 109, 103, 0},
	{0x5597, 110, 109, 0}, {0x504F, 111, 107, 0}, {0x5A10, 110, 111, 1}, {0x5522, 112, 109, 0},
	{0x59EB, 112, 111, 1},
	fixedState: {0x5A1D, fixedState, fixedState, 0},
}

// conditioning takes the body of a DAC segment.
func (a *arithmetic) conditioning(b []byte) error {
	for ; len(b) >= 2; b = b[2:] {
		i, v := b[0]&15, b[1]
		switch {
		case b[0] > 31 || b[0] < 16 && v&15 > v>>4:
			return broken("DAC", "table %d, value %d", b[0], v)
		case b[0] > 15:
			a.middle[i] = v
		default:
			a.lower[i], a.upper[i] = v&15, v>>4
		}
	}
	if len(b) != 0 {
		return broken("DAC", "%d bytes left", len(b))
	}
	return nil
}

// reset sets what a DAC segment has not.
func (a *arithmetic) reset() {
	for i := range 16 {
		a.lower[i], a.upper[i], a.middle[i] = 0, 1, 5
	}
}

// beginArithmetic starts a segment.
func (d *decoder) beginArithmetic() {
	a, s := &d.arith, &d.scan
	a.code, a.size, a.shift, a.fixed = 0, 0, -16, fixedState
	for _, c := range s.comps {
		if !d.frame.progressive() || s.start == 0 && s.high == 0 {
			a.dc[c.dc] = [64]byte{}
			c.context = 0
		}
		if !d.frame.progressive() || s.start > 0 {
			a.ac[c.ac] = [256]byte{}
		}
	}
}

// decide decodes one decision with statistics st.
func (d *decoder) decide(st *byte) bool {
	a, r := &d.arith, &d.bits
	for a.size < 1<<15 {
		if a.shift--; a.shift < 0 {
			next := uint32(0) // behind the end of a segment
			if r.p < r.end {
				next = uint32(r.buf[r.p])
			}
			r.p++
			a.code = a.code<<8 | next
			if a.shift += 8; a.shift < 0 {
				if a.shift++; a.shift == 0 {
					a.size = 1 << 15
				}
			}
		}
		a.size <<= 1
	}
	s := &states[*st&127]
	likely := *st >> 7
	lps := uint32(s.size)
	a.size -= lps
	if base := a.size << a.shift; a.code >= base {
		a.code -= base
		less := a.size >= lps
		a.size = lps
		return d.estimate(st, s, likely, less)
	}
	if a.size >= 1<<15 {
		return likely != 0
	}
	return d.estimate(st, s, likely, a.size < lps)
}

// estimate updates st after a decision, less likely or not, and returns it.
func (d *decoder) estimate(st *byte, s *state, likely byte, less bool) bool {
	if !less {
		*st = likely<<7 | s.more
		return likely != 0
	}
	*st = (likely^s.swap)<<7 | s.less
	return likely == 0
}
