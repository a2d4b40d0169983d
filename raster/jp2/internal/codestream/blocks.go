package codestream

import (
	"iter"

	"github.com/bandprep/bandprep/raster/jp2/internal/dwt"
	"github.com/bandprep/bandprep/raster/jp2/internal/tier1"
)

// A block is the state of a code-block: the chunks that packets brought, and
// what the next packet header is read with.
type block struct {
	first, last int32 // chunks, counted from 1; 0: none
	passes      uint8
	zero        uint8 // bit-planes without information
	lengthBits  uint8
}

// A chunk is what one packet brought of one codeword segment.
type chunk struct {
	start, size int32 // in the tile's data
	next        int32
	passes      uint8
	begins      bool // a codeword segment
}

// A Block is one code-block to decode.
type Block struct {
	Rect   dwt.Rect // in the band
	Planes int      // bit-planes that hold information
	first  int32
}

// Blocks yields the blocks of a band that have data and a sample in w.
func (t *Tile) Blocks(res *Resolution, b *Band, roi uint, w dwt.Rect) iter.Seq[Block] {
	return func(yield func(Block) bool) {
		for k := range res.precincts {
			g := &res.precincts[k].grids[b.index]
			x, y := res.Rect.X0>>res.logW+k%res.wide, res.Rect.Y0>>res.logH+k/res.wide
			cell := dwt.Rect{
				X0: x << b.precinctW, Y0: y << b.precinctH,
				X1: min(b.Rect.X1, (x+1)<<b.precinctW-1) + 1, Y1: min(b.Rect.Y1, (y+1)<<b.precinctH-1) + 1,
			}.Intersect(b.Rect)
			if cell.Intersect(w).Empty() {
				continue
			}
			for i := range g.w * g.h {
				s := &t.blocks[g.blocks+i]
				if s.first == 0 {
					continue
				}
				x, y := int(g.x+i%g.w), int(g.y+i/g.w)
				r := dwt.Rect{
					X0: x << b.blockW, Y0: y << b.blockH,
					X1: min(b.Rect.X1, (x+1)<<b.blockW-1) + 1, Y1: min(b.Rect.Y1, (y+1)<<b.blockH-1) + 1,
				}.Intersect(cell)
				if r.Intersect(w).Empty() {
					continue
				}
				if !yield(Block{Rect: r, Planes: b.planes + int(roi) - int(s.zero), first: s.first}) {
					return
				}
			}
		}
	}
}

// Segments returns the codeword segments of a block. It appends to segments
// and, where packets must be joined, to scratch, and returns both.
func (t *Tile) Segments(b Block, segments []tier1.Segment, scratch []byte) ([]tier1.Segment, []byte) {
	for i := b.first; i != 0; {
		c := &t.chunks[i-1]
		s := tier1.Segment{Data: t.data[c.start : c.start+c.size], Passes: int(c.passes)}
		joined := false
		for i = c.next; i != 0 && !t.chunks[i-1].begins; i = t.chunks[i-1].next {
			c := &t.chunks[i-1]
			if !joined {
				from := len(scratch)
				scratch = append(scratch, s.Data...)
				s.Data = scratch[from:]
				joined = true
			}
			scratch = append(scratch, t.data[c.start:c.start+c.size]...)
			s.Data = scratch[len(scratch)-len(s.Data)-int(c.size):]
			s.Passes += int(c.passes)
		}
		segments = append(segments, s)
	}
	return segments, scratch
}
