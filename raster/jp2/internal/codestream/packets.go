package codestream

import (
	"encoding/binary"
	"math/bits"

	"github.com/bandprep/bandprep/raster/jp2/internal/tier1"
)

// A walker walks the packets of one tile.
type walker struct {
	tile    *Tile
	size    *Size
	place   string
	body    bitReader
	header  *bitReader // the body's own, or that of packed headers
	fresh   []int32    // chunks of the packet at hand
	skipped int
}

// done reports whether there are no more packets.
func (w *walker) done() bool { return w.header.pos >= len(w.header.data) }

// packet reads the next packet of a precinct (T.800 B.9, B.10).
func (w *walker) packet(style tier1.Style, res *Resolution, p *precinct) error {
	if w.tile.params.sop && w.peek(&w.body) == sop {
		w.body.pos = min(w.body.pos+6, len(w.body.data))
		if w.done() {
			return nil
		}
	}
	w.fresh = w.fresh[:0]
	if w.header.bit() == 1 {
		for j := range res.Bands {
			if err := w.blocks(&p.grids[j], p.layer, style); err != nil {
				return err
			}
		}
	}
	w.header.align()
	if w.header.short {
		return broken(w.place, "ends within a packet header")
	}
	if w.tile.params.eph && w.peek(w.header) == eph {
		w.header.pos += 2
	}
	for _, i := range w.fresh {
		c := &w.tile.chunks[i]
		if int(c.size) > len(w.body.data)-w.body.pos {
			return broken(w.place, "ends within a packet")
		}
		c.start = int32(w.body.pos)
		w.body.pos += int(c.size)
	}
	return nil
}

func (w *walker) peek(r *bitReader) int {
	if len(r.data)-r.pos < 2 {
		return 0
	}
	return int(binary.BigEndian.Uint16(r.data[r.pos:]))
}

// blocks reads what the packet header says of the blocks of one band.
func (w *walker) blocks(g *grid, layer int, style tier1.Style) error {
	t, r := w.tile, w.header
	gw, gh := int(g.w), int(g.h)
	size := int32(treeSize(gw, gh))
	inclusion := t.nodes[g.inclusion : g.inclusion+size]
	zero := t.nodes[g.zero : g.zero+size]
	for y := range gh {
		for x := range gw {
			s := &t.blocks[int(g.blocks)+y*gw+x]
			if s.lengthBits != 0 {
				if r.bit() == 0 {
					continue
				}
			} else {
				if !decodeTree(inclusion, gw, gh, x, y, uint32(layer)+1, r) {
					if r.short {
						return nil
					}
					continue
				}
				planes := uint32(1)
				for ; !decodeTree(zero, gw, gh, x, y, planes, r); planes++ {
					if r.short {
						return nil
					}
					if planes > 80 {
						return broken(w.place, "a code-block has more than 80 empty bit-planes")
					}
				}
				s.zero, s.lengthBits = uint8(planes-1), 3
			}
			if err := w.block(s, style); err != nil {
				return err
			}
			if r.short {
				return nil
			}
		}
	}
	return nil
}

// maxPasses is more than the most coding passes that a block can need.
const maxPasses = 250

// block reads the passes and lengths of one block.
func (w *walker) block(s *block, style tier1.Style) error {
	r := w.header
	passes := r.passes()
	for r.bit() == 1 {
		if s.lengthBits++; s.lengthBits > 32 {
			return broken(w.place, "lengths have more than 32 bits")
		}
	}
	if int(s.passes)+passes > maxPasses {
		return broken(w.place, "a code-block has more than %d coding passes", maxPasses)
	}
	if style&tier1.HighThroughput != 0 {
		return w.sets(s, passes)
	}
	for passes > 0 {
		n, begins := segmentAt(int(s.passes), style)
		n = min(n, passes)
		size, err := w.length(s, bits.Len(uint(n))-1)
		if err != nil {
			return err
		}
		w.add(s, chunk{size: size, passes: uint8(n), begins: begins})
		s.passes += uint8(n)
		passes -= n
	}
	return nil
}

// length reads the length of a part of a codeword segment, which has some
// bits more than the block's lengths have.
func (w *walker) length(s *block, more int) (int32, error) {
	width := int(s.lengthBits) + more
	if width > 32 {
		return 0, broken(w.place, "a length has %d bits", width)
	}
	size := w.header.bits(width)
	if int64(size) > int64(len(w.body.data)) {
		return 0, broken(w.place, "a code-block has %d bytes", size)
	}
	return int32(size), nil
}

// add appends a chunk to a block.
func (w *walker) add(s *block, c chunk) {
	t := w.tile
	w.fresh = append(w.fresh, int32(len(t.chunks)))
	t.chunks = append(t.chunks, c)
	n := int32(len(t.chunks))
	if s.first == 0 {
		s.first = n
	} else {
		t.chunks[s.last-1].next = n
	}
	s.last = n
}

// segmentAt tells how many passes are left in the codeword segment of a pass,
// the first being 0, and whether it begins there (T.800 D.4, D.6).
func segmentAt(pass int, style tier1.Style) (left int, begins bool) {
	switch {
	case style&tier1.Terminate != 0:
		return 1, true
	case style&tier1.Bypass == 0:
		return maxPasses, pass == 0
	case pass < 10:
		return 10 - pass, pass == 0
	}
	switch (pass - 10) % 3 {
	case 0:
		return 2, true
	case 1:
		return 1, false
	}
	return 1, true
}
