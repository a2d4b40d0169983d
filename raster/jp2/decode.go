package jp2

import (
	"context"
	"fmt"

	"github.com/bandprep/bandprep/internal/ordered"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/raster/jp2/internal/codestream"
	"github.com/bandprep/bandprep/raster/jp2/internal/dwt"
)

// readTile decodes what out needs of a tile: the first three components
// together where they are transformed, the others one by one.
func (s *source) readTile(ctx context.Context, i, workers int, out *output) error {
	load := s.only
	if load == nil {
		load = func() (*codestream.Tile, error) { return s.code.Load(i) }
	}
	t, err := load()
	if err != nil {
		return err
	}
	g := &tileReader{source: s, tile: t, number: i, workers: workers, out: out}
	together, err := g.together()
	if err != nil {
		return err
	}
	first := 0
	if together {
		first = 3
		if s.wants(0, 3) {
			if err := g.read(ctx, []int{0, 1, 2}); err != nil {
				return err
			}
		}
	}
	for c := first; c < len(t.Components); c++ {
		if !s.wants(c, c+1) {
			continue
		}
		if err := g.read(ctx, []int{c}); err != nil {
			return err
		}
	}
	return nil
}

// wants reports whether a channel comes from the components from…to−1.
func (s *source) wants(from, to int) bool {
	for _, c := range s.channels {
		if c.component >= from && c.component < to {
			return true
		}
	}
	return false
}

// tileReader decodes components of one tile for one window.
type tileReader struct {
	*source
	tile    *codestream.Tile
	number  int
	workers int
	out     *output
}

// together reports whether the first three components are transformed
// together. OpenJPEG leaves components of different size alone, and so does
// this package.
func (g *tileReader) together() (bool, error) {
	if !g.tile.Transform || g.rect(1) != g.rect(0) || g.rect(2) != g.rect(0) {
		return false, nil
	}
	c := g.tile.Components
	if c[1].Reversible != c[0].Reversible || c[2].Reversible != c[0].Reversible {
		return false, raster.Broken(format, fmt.Sprintf("tile %d", g.number), "components that are transformed together have different wavelets")
	}
	return true, nil
}

// resolution returns the resolution of a component that is read.
func (g *tileReader) resolution(c int) (int, error) {
	r := len(g.tile.Components[c].Resolutions) - 1 - g.reduce
	if r < 0 {
		return 0, raster.Unsupported(format, fmt.Sprintf("tile %d", g.number), "component %d has fewer resolutions than the main header says", c)
	}
	return r, nil
}

// rect is what the tile has of a component, at full resolution.
func (g *tileReader) rect(c int) dwt.Rect {
	rs := g.tile.Components[c].Resolutions
	return rs[len(rs)-1].Rect
}

// blocks returns how many code-blocks the components have, at the resolutions
// that are read.
func (g *tileReader) blocks(components []int) int {
	n := 0
	for _, c := range components {
		rs := g.tile.Components[c].Resolutions
		for r := range rs[:max(len(rs)-g.reduce, 0)] {
			for i := range rs[r].Bands {
				n += rs[r].Bands[i].Blocks
			}
		}
	}
	return n
}

// read decodes components of one kind and size and stores them.
func (g *tileReader) read(ctx context.Context, components []int) error {
	if g.tile.Components[components[0]].Reversible {
		return readComponents(ctx, g, components, undoReversible, storeInts)
	}
	return readComponents(ctx, g, components, undoIrreversible, storeFloats)
}

func readComponents[T dwt.Sample](ctx context.Context, g *tileReader, components []int,
	undo func(a, b, c []T), store func(o *output, component, y, x0 int, row []T, scratch []int32)) error {
	all := g.rect(components[0]).Lower(g.reduce)
	need := g.out.samples(components[0], all)
	if need.Empty() {
		return nil
	}
	planes := make([]*dwt.Plane[T], len(components))
	var jobs []job[T]
	if need == all {
		jobs = make([]job[T], 0, g.blocks(components))
	}
	defer func() {
		for _, p := range planes {
			release(p)
		}
	}()
	for i, c := range components {
		r, err := g.resolution(c)
		if err != nil {
			return err
		}
		planes[i], jobs = layOut(g, c, r, need, jobs)
	}
	if err := decodeBlocks(ctx, g, jobs); err != nil {
		return err
	}
	const strip = 128
	return ordered.Each(ctx, g.workers, (need.Y1-need.Y0+strip-1)/strip, func(_ context.Context, i int) error {
		w := need
		w.Y0 += i * strip
		w.Y1 = min(w.Y0+strip, w.Y1)
		areas := make([]*dwt.Area[T], len(planes))
		scratch := make([]int32, w.X1-w.X0)
		for j, p := range planes {
			c := p.Clone()
			areas[j] = c.Synthesize(w)
			defer c.Release()
		}
		for y := w.Y0; y < w.Y1; y++ {
			if len(areas) == 3 {
				undo(areas[0].Row(y, w.X0, w.X1), areas[1].Row(y, w.X0, w.X1), areas[2].Row(y, w.X0, w.X1))
			}
			for j, a := range areas {
				store(g.out, components[j], y, w.X0, a.Row(y, w.X0, w.X1), scratch)
			}
		}
		return nil
	})
}

// A job is a code-block to decode into a band.
type job[T dwt.Sample] struct {
	codestream.Block
	component *codestream.TileComponent
	band      *codestream.Band
	area      *dwt.Area[T]
}

// layOut makes the planes of resolutions 0…r of a component, with room for
// what the window need takes, and adds the code-blocks that it takes to jobs.
func layOut[T dwt.Sample](g *tileReader, c, r int, need dwt.Rect, jobs []job[T]) (*dwt.Plane[T], []job[T]) {
	tc := &g.tile.Components[c]
	res := &tc.Resolutions[r]
	p := &dwt.Plane[T]{Rect: res.Rect}
	got := need
	if r > 0 {
		got = p.Needs(need)
	}
	for i := range res.Bands {
		b, a := &res.Bands[i], &p.Bands[i]
		w := got
		if r > 0 {
			w = got.Halve(int(b.Orientation&1), int(b.Orientation>>1))
		}
		a.Clear(w.Intersect(b.Rect))
		for block := range g.tile.Blocks(res, b, tc.ROI, a.Rect) {
			jobs = append(jobs, job[T]{block, tc, b, a})
		}
	}
	if r > 0 {
		p.Below, jobs = layOut(g, c, r-1, got.Halve(0, 0), jobs)
	}
	return p, jobs
}

func release[T dwt.Sample](p *dwt.Plane[T]) {
	for ; p != nil; p = p.Below {
		for i := range p.Bands {
			p.Bands[i].Release()
		}
	}
}
