package ht

// Decoder decodes code-blocks. It reuses its memory.
type Decoder struct {
	quads       []quad
	significant []uint8
}

// Decode decodes the first passes coding passes, at most 3, of a code-block of
// wide×high samples into data, which is zero: the cleanup segment and, where
// passes > 1, the refinement segment. planes, 1 to 30, are the bit-planes down
// to that of the cleanup pass, counted from the lowest one; causal contexts do
// not look into the stripe below. It returns what is wrong with the segments,
// or "".
func (d *Decoder) Decode(data []uint32, wide, high, planes int, causal bool, passes int, first, second []byte) string {
	plane := uint(planes - 1)
	n := (wide+1)/2 + 2
	d.quads = cleared(d.quads, 2*n)
	c := cleanup{above: d.quads[:n], here: d.quads[n:], plane: plane, wide: wide, high: high, data: data}
	if wrong := c.decode(first); wrong != "" {
		return wrong
	}
	if passes == 1 || len(second) == 0 {
		return ""
	}
	if plane == 0 {
		return "there are refinement passes below the lowest bit-plane"
	}
	d.significant = cleared(d.significant, (wide+2)*(high+2))
	r := refinement{wide: wide, high: high, causal: causal, plane: plane, data: data, significant: d.significant}
	r.mark()
	r.propagate(second)
	if passes > 2 {
		r.refine(second)
	}
	return ""
}

func cleared[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	s = s[:n]
	clear(s)
	return s
}
