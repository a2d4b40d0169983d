package codestream

import "math/bits"

// sets reads the lengths of passes of a high-throughput block (T.814 B.1 to
// B.3): passes form sets of three, the cleanup pass with a segment of its own
// and the two refinement passes that share one. Sets without bytes only count
// bit-planes. What the block keeps are the segments of the last set with
// bytes; the passes of the first segment include all passes before it.
func (w *walker) sets(s *block, come int) error {
	for come > 0 {
		pass := int(s.passes)
		if s.first == 0 {
			n, err := w.begin(s, come)
			if err != nil {
				return err
			}
			come -= n
			continue
		}
		n := 1
		if pass%3 == 1 {
			n = min(come, 2)
		}
		size, err := w.length(s, n-1)
		if err != nil {
			return err
		}
		switch {
		case pass%3 == 0 && size > 0:
			s.first, s.last = 0, 0
			w.add(s, chunk{size: size, passes: uint8(pass + 1), begins: true})
		case pass%3 != 0 && pass/3 == (int(w.tile.chunks[s.first-1].passes)-1)/3:
			w.add(s, chunk{size: size, passes: uint8(n), begins: pass%3 == 1})
		case size > 0:
			return broken(w.place, "a code-block is refined without a cleanup pass")
		}
		s.passes += uint8(n)
		come -= n
	}
	return nil
}

// begin reads passes of a block that has had no bytes: up to the last cleanup
// pass that comes, or all of them. It returns how many.
func (w *walker) begin(s *block, come int) (int, error) {
	pass := int(s.passes)
	n := come - (pass+come-1)%3
	whole := n < 1
	if whole {
		n = come
	}
	size, err := w.length(s, bits.Len(uint(n))-1)
	if err != nil {
		return 0, err
	}
	if size == 0 {
		// Lengths of passes without bytes are those of one segment.
		size = int32(w.header.bits(bits.Len(uint(come)) - bits.Len(uint(n))))
		n, whole = come, true
	}
	if size > 0 {
		if whole {
			return 0, broken(w.place, "a code-block is refined without a cleanup pass")
		}
		w.add(s, chunk{size: size, passes: uint8(pass + n), begins: true})
	}
	s.passes += uint8(n)
	return n, nil
}
