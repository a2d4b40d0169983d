package ht

// significance of a sample before the refinement passes.
const (
	fromCleanup = 1 << iota
	fromPropagation
)

// refinement holds the state of the refinement passes (T.814 7.4 and 7.5).
type refinement struct {
	wide, high int
	causal     bool
	plane      uint // of the cleanup pass
	data       []uint32
	// significant has one more sample on every side of the block.
	significant []uint8
}

// mark notes which samples the cleanup pass found significant.
func (r *refinement) mark() {
	for y := range r.high {
		row := r.significant[(y+1)*(r.wide+2)+1:][:r.wide]
		for x := range row {
			if r.data[at(x, y, r.wide)] != 0 {
				row[x] = fromCleanup
			}
		}
	}
}

// propagate is the significance propagation pass: the insignificant
// neighbours of significant samples, in stripes, in groups of four columns
// whose signs follow together.
func (r *refinement) propagate(segment []byte) {
	s := forward{data: segment}
	for y := 0; y < r.high; y += 4 {
		for x := 0; x < r.wide; x += 4 {
			var found [16]int
			n := 0
			for i := range 16 {
				x, y := x+i/4, y+i%4
				if x >= r.wide || y >= r.high {
					continue
				}
				k := (y+1)*(r.wide+2) + x + 1
				if r.significant[k] != 0 || !r.neighbours(k, r.causal && y&3 == 3) || s.take(1) == 0 {
					continue
				}
				r.significant[k] = fromPropagation
				found[n] = at(x, y, r.wide)
				n++
			}
			for _, k := range found[:n] {
				r.data[k] = s.take(1)<<31 | 3<<(r.plane-1)
			}
		}
	}
}

// neighbours reports whether one of the eight neighbours is significant; the
// lower three do not count where the sample is last in its stripe and
// contexts are causal.
func (r *refinement) neighbours(k int, last bool) bool {
	f, stride := r.significant, r.wide+2
	any := f[k-1] | f[k+1] | f[k-stride-1] | f[k-stride] | f[k-stride+1]
	if !last {
		any |= f[k+stride-1] | f[k+stride] | f[k+stride+1]
	}
	return any != 0
}

// refine is the magnitude refinement pass: one more bit of the samples that
// the cleanup pass found.
func (r *refinement) refine(segment []byte) {
	s := backward{data: segment, above: true}
	for y := 0; y < r.high; y += 4 {
		for x := range r.wide {
			for i := range min(4, r.high-y) {
				if r.significant[(y+i+1)*(r.wide+2)+x+1] != fromCleanup {
					continue
				}
				// The half that stood for what was unknown gives way
				// to the bit and half of that.
				v := &r.data[at(x, y+i, r.wide)]
				*v ^= (1-s.take(1))<<r.plane | 1<<(r.plane-1)
			}
		}
	}
}
