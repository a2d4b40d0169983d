package codestream

import (
	"math"

	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/raster/jp2/internal/dwt"
	"github.com/bandprep/bandprep/raster/jp2/internal/tier1"
)

// A Tile is one tile with its packets walked.
type Tile struct {
	Grid       dwt.Rect // on the reference grid
	Transform  bool     // the first three components are transformed
	Components []TileComponent

	params *params
	blocks []block
	nodes  []node
	chunks []chunk
	data   []byte
}

// A TileComponent is one component of a tile.
type TileComponent struct {
	Reversible  bool
	Style       tier1.Style
	ROI         uint
	Resolutions []Resolution // the lowest first
}

// A Resolution is one resolution of a tile-component.
type Resolution struct {
	Rect  dwt.Rect
	Bands []Band // LL, or HL, LH and HH

	wide, high int // precincts
	logW, logH int // binary logarithms of the precinct size
	precincts  []precinct
}

// A Band is one band of a resolution.
type Band struct {
	Rect        dwt.Rect
	Orientation tier1.Orientation
	Step        float32 // of the quantizer; irreversible only
	Blocks      int     // code-blocks

	planes         int // bit-planes, T.800 E.2
	blockW, blockH int // logarithms
	precinctW      int
	precinctH      int
	index          int
}

type precinct struct {
	layer int // layers walked
	grids [3]grid
}

// A grid holds the code-blocks of one precinct in one band: w×h of them from
// block (x, y) of the band on.
type grid struct{ x, y, w, h, blocks, inclusion, zero int32 }

// layout lays out the tile's resolutions, bands, precincts and blocks.
func (t *Tile) layout(s *Size, p *params, limits raster.Limits) error {
	t.params = p
	t.Transform = p.transform && len(p.components) >= 3
	t.Components = make([]TileComponent, len(p.components))
	var bytes int64
	for i := range t.Components {
		c, cp := &t.Components[i], &p.components[i]
		c.Reversible, c.Style, c.ROI = cp.reversible, cp.style, uint(cp.roi)
		rect := s.Components[i].Of(t.Grid)
		c.Resolutions = make([]Resolution, cp.levels+1)
		bytes += int64(cp.levels+1) * 600
		for r := range c.Resolutions {
			res := &c.Resolutions[r]
			res.bands(rect, r, cp, s.Components[i].Bits)
			// What the precincts and blocks will take, from above.
			bytes += int64(res.wide) * int64(res.high) * 200
			for j := range res.Bands {
				b := &res.Bands[j]
				bytes += (int64(b.Rect.X1-b.Rect.X0)>>b.blockW + 2*int64(res.wide)) *
					(int64(b.Rect.Y1-b.Rect.Y0)>>b.blockH + 2*int64(res.high)) * 48
			}
			if err := raster.TooLarge(format, "tile", "bytes for precincts and code-blocks", bytes, limits.BlockBytes); err != nil {
				return err
			}
		}
	}
	blocks, nodes := int32(0), int32(0)
	for i := range t.Components {
		for r := range t.Components[i].Resolutions {
			blocks, nodes = t.Components[i].Resolutions[r].partition(blocks, nodes)
		}
	}
	t.blocks = make([]block, blocks)
	t.chunks = make([]chunk, 0, blocks)
	t.nodes = make([]node, nodes)
	for i := range t.nodes {
		t.nodes[i].value = unknown
	}
	return nil
}

// bands sets the rectangles of resolution r of a component whose samples in
// the tile are rect.
func (res *Resolution) bands(rect dwt.Rect, r int, p *componentParams, bits int) {
	res.Rect = rect.Lower(p.levels - r)
	res.logW, res.logH = int(p.precincts[r]&15), int(p.precincts[r]>>4)
	if !res.Rect.Empty() {
		res.wide = int((int64(res.Rect.X1)+1<<res.logW-1)>>res.logW) - res.Rect.X0>>res.logW
		res.high = int((int64(res.Rect.Y1)+1<<res.logH-1)>>res.logH) - res.Rect.Y0>>res.logH
	}
	kinds := []tier1.Orientation{tier1.LL}
	half := 0 // bands of higher resolutions have half the size
	if r > 0 {
		kinds = []tier1.Orientation{tier1.HL, tier1.LH, tier1.HH}
		half = 1
	}
	res.Bands = make([]Band, len(kinds))
	for j, o := range kinds {
		b := &res.Bands[j]
		b.Orientation, b.index = o, j
		b.Rect = res.Rect
		gain := 0
		if r > 0 {
			b.Rect = res.Rect.Halve(int(o&1), int(o>>1))
			gain = int(o&1) + int(o>>1)
		}
		b.precinctW, b.precinctH = res.logW-half, res.logH-half
		b.blockW, b.blockH = min(p.blockW, b.precinctW), min(p.blockH, b.precinctH)
		s := p.of(max(0, 3*(r-1)+1) + j)
		b.planes = p.guard + int(s.exponent) - 1
		b.Step = float32(math.Ldexp(1+float64(s.mantissa)/2048, bits+gain-int(s.exponent)))
	}
}

// partition lays out the precincts of a resolution and numbers their blocks
// and the nodes of their tag trees, from those given on; it returns the next
// numbers.
func (res *Resolution) partition(blocks, nodes int32) (nextBlock, nextNode int32) {
	res.precincts = make([]precinct, res.wide*res.high)
	for k := range res.precincts {
		x, y := res.Rect.X0>>res.logW+k%res.wide, res.Rect.Y0>>res.logH+k/res.wide
		for j := range res.Bands {
			b := &res.Bands[j]
			// The precinct in the band.
			r := dwt.Rect{
				X0: max(x<<b.precinctW, b.Rect.X0), Y0: max(y<<b.precinctH, b.Rect.Y0),
				X1: min(b.Rect.X1-1, (x+1)<<b.precinctW-1) + 1, Y1: min(b.Rect.Y1-1, (y+1)<<b.precinctH-1) + 1,
			}
			if r.Empty() {
				continue
			}
			g := &res.precincts[k].grids[j]
			g.x, g.y = int32(r.X0>>b.blockW), int32(r.Y0>>b.blockH)
			g.w = int32((r.X1-1)>>b.blockW) + 1 - g.x
			g.h = int32((r.Y1-1)>>b.blockH) + 1 - g.y
			n := int32(treeSize(int(g.w), int(g.h)))
			g.blocks, g.inclusion, g.zero = blocks, nodes, nodes+n
			blocks += g.w * g.h
			nodes += 2 * n
			b.Blocks += int(g.w * g.h)
		}
	}
	return blocks, nodes
}
