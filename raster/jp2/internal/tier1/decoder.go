package tier1

// Style is the code-block style of a coding style marker.
type Style uint8

// The styles.
const (
	Bypass         Style = 1 << iota // later planes bypass the arithmetic coder
	Reset                            // contexts are reset after each pass
	Terminate                        // each pass has a codeword segment
	Causal                           // contexts do not look into the stripe below
	Predictable                      // predictable termination; nothing to decode
	SegmentSymbol                    // 1010 ends each cleanup pass
	HighThroughput                   // the blocks are those of package ht
)

// MaxPlanes is how many bit-planes a code-block may have.
const MaxPlanes = 30

// A Segment is one codeword segment of a code-block: its bytes and the coding
// passes in it.
type Segment struct {
	Data   []byte
	Passes int
}

// Decoder decodes code-blocks. It reuses its memory and holds the last block.
type Decoder struct {
	mq
	raw    raw
	w, h   int
	causal bool
	zero   *[512]uint8
	// flags has a word for each column of each stripe, and one more column
	// or stripe on every side; stride is w+2.
	flags []uint64
	// data has magnitudes, doubled, with the sign in the uppermost bit, in
	// stripes: four samples of a column, then the next column.
	data []uint32
}

// Decode decodes a code-block of w×h samples, at most 4096, with planes
// bit-planes, at most [MaxPlanes], from its segments.
func (d *Decoder) Decode(w, h int, o Orientation, planes int, style Style, segments []Segment) {
	d.Samples(w, h)
	d.causal = style&Causal != 0
	d.zero = &zeroContexts[o]
	d.flags = cleared(d.flags, ((h+3)/4+2)*(w+2))
	d.resetContexts()
	plane, pass := planes, 2 // plane: bit of data, which is doubled
	for _, s := range segments {
		bypass := style&Bypass != 0 && pass < 2 && plane <= planes-4
		if bypass {
			d.raw.start(s.Data)
		} else {
			d.start(s.Data)
		}
		for range s.Passes {
			if plane < 1 {
				return
			}
			d.pass(pass, plane, bypass)
			if pass == 2 && style&SegmentSymbol != 0 {
				for range 4 {
					d.decode(evenContext)
				}
			}
			if style&Reset != 0 {
				d.resetContexts()
			}
			if pass++; pass == 3 {
				pass = 0
				plane--
			}
		}
	}
}

// Samples makes d hold a block of zeros and returns its samples, for a decoder
// of another kind of block: doubled magnitudes with the sign in the uppermost
// bit, in stripes of four rows, each column after column.
func (d *Decoder) Samples(w, h int) []uint32 {
	d.w, d.h = w, h
	d.data = cleared(d.data, (h+3)/4*w*4)
	return d.data
}

func (d *Decoder) pass(pass, plane int, bypass bool) {
	one := uint32(1) << plane
	switch {
	case pass == 0 && bypass:
		d.rawSignificance(one | one>>1)
	case pass == 0:
		d.significance(one | one>>1)
	case pass == 1 && bypass:
		d.rawRefine(one)
	case pass == 1:
		d.refine(one)
	default:
		d.cleanup(one | one>>1)
	}
}

func cleared[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	s = s[:n]
	clear(s)
	return s
}

// spread tells the neighbours of the sample at column x and 3·row shift of a
// stripe that it is significant. The sample's own word is the caller's.
func (d *Decoder) spread(at int, shift uint, negative uint64) {
	f := d.flags
	f[at-1] |= 1 << 5 << shift
	f[at+1] |= 1 << 3 << shift
	stride := d.w + 2
	if shift == 0 && !d.causal {
		f[at-stride-1] |= 1 << 17
		f[at-stride] |= 1<<16 | negative<<(signBelow+9)
		f[at-stride+1] |= 1 << 15
	}
	if shift == 9 {
		f[at+stride-1] |= 1 << 2
		f[at+stride] |= 1<<1 | negative<<signAbove
		f[at+stride+1] |= 1
	}
}

// signIndex is the index into signContexts of the sample at 3·row shift.
func signIndex(left, f, right uint64, shift uint) uint64 {
	f >>= shift
	return f&0xAA | left>>(sign+shift)&1 | right>>(sign+shift)&1<<2 |
		f>>(signAbove-4)&0x10 | f>>(signBelow-6)&0x40
}
