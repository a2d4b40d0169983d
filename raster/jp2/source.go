package jp2

import (
	"context"
	"sort"

	"github.com/bandprep/bandprep/internal/ordered"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/raster/jp2/internal/codestream"
	"github.com/bandprep/bandprep/raster/jp2/internal/dwt"
)

type source struct {
	file     raster.File
	options  raster.Options
	code     *codestream.Codestream
	header   raster.Header
	reduce   int
	grid     dwt.Rect             // the image in pixels, reduced
	pixel    codestream.Component // what the pixels are of the reference grid
	channels []channel
	palette  *palette
	alpha    int
	alpha1   bool // the alpha channel has one bit and is widened
	ycc      bool // luma and chroma, delivered as RGB
	// only loads the tile of an image that has but one, once.
	only func() (*codestream.Tile, error)
}

func (s *source) Header() raster.Header { return s.header }

func (s *source) Close() error { return s.file.Close() }

// taskSamples is about how many samples one task has.
const taskSamples = 1 << 24

// Tasks cuts w at the edges of tiles. An image of one tile is one task. Where
// that is too much for the limit on blocks, tiles are cut, too.
func (s *source) Tasks(w raster.Window) []raster.Window {
	if w.Empty() {
		return nil
	}
	rows := max(1, taskSamples/len(s.header.Bands)/w.W)
	most := s.options.Limits.WithDefaults().BlockBytes / 8 / int64(w.W) / int64(len(s.code.Components))
	var tasks []raster.Window
	for y, end := w.Y, w.Y+w.H; y < end; {
		next := s.tileEdge(y + 1)
		for next < end && s.tileEdge(next+1)-y <= rows {
			next = s.tileEdge(next + 1)
		}
		if int64(next-y) > most {
			// Code-blocks are at most so high, as a rule.
			next = (y/64 + 1 + max(0, min(rows, int(most))/64-1)) * 64
		}
		next = min(next, end)
		tasks = append(tasks, raster.Window{X: w.X, Y: y, W: w.W, H: next - y})
		y = next
	}
	return tasks
}

// tileEdge returns the first row from y on where a row of tiles ends.
func (s *source) tileEdge(y int) int {
	rows := func(i int) int { return s.tile(i*s.code.Across).Y1 - s.grid.Y0 }
	i := sort.Search(s.code.Down-1, func(i int) bool { return rows(i) >= y })
	return rows(i)
}

// tile returns the pixels of tile i.
func (s *source) tile(i int) dwt.Rect { return s.pixel.Of(s.code.Size.Tile(i)).Lower(s.reduce) }

// spacing is how many pixels a sample of a component stands for.
func (s *source) spacing(c int) (dx, dy int) {
	return s.code.Components[c].DX / s.pixel.DX, s.code.Components[c].DY / s.pixel.DY
}

// Read decodes the tiles that w touches.
func (s *source) Read(ctx context.Context, w raster.Window, dst *raster.Block) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	size := int64(8)
	switch s.header.Type.Storage() {
	case raster.StoreU8:
		size = 1
	case raster.StoreU16:
		size = 2
	}
	limit := s.options.Limits.WithDefaults().BlockBytes
	need := int64(w.W) * int64(w.H) * size
	if err := raster.TooLarge(format, w.String(), "bytes of a block", need*int64(len(s.header.Bands)), limit); err != nil {
		return err
	}
	out := &output{source: s, block: dst, window: dwt.Rect{
		X0: s.grid.X0 + w.X, Y0: s.grid.Y0 + w.Y, X1: s.grid.X0 + w.X + w.W, Y1: s.grid.Y0 + w.Y + w.H,
	}}
	tiles := s.tiles(out.window)
	workers := max(1, s.options.Workers)
	coefficients := s.memory(tiles, out.window)
	if err := raster.TooLarge(format, w.String(), "bytes of coefficients", coefficients, limit); err != nil {
		return err
	}
	across := max(1, min(workers, len(tiles), int(min(limit/max(coefficients, 1), 1<<16))))
	dst.Reset(w, len(s.header.Bands), s.header.Type.Storage())
	err := ordered.Each(ctx, across, len(tiles), func(ctx context.Context, i int) error {
		return s.readTile(ctx, tiles[i], workers/across, out)
	})
	if err == nil && s.ycc {
		toRGB(dst, s.code.Components[s.channels[0].component].Bits)
	}
	return err
}

// tiles lists the tiles with a sample for a window. A sample may stand for
// pixels beyond the edge of its tile, where components are subsampled.
func (s *source) tiles(w dwt.Rect) []int {
	moreX, moreY := 0, 0
	for i := range s.code.Components {
		dx, dy := s.spacing(i)
		moreX, moreY = max(moreX, dx-1), max(moreY, dy-1)
	}
	var tiles []int
	for i := range s.code.Across * s.code.Down {
		t := s.tile(i)
		t.X1 += moreX
		t.Y1 += moreY
		if !t.Empty() && !t.Intersect(w).Empty() {
			tiles = append(tiles, i)
		}
	}
	return tiles
}

// memory is what the coefficients of the largest tile take, in bytes.
func (s *source) memory(tiles []int, w dwt.Rect) int64 {
	together := int64(1) // components that are transformed together
	if len(s.code.Components) >= 3 {
		together = 3
	}
	most := int64(0)
	for _, i := range tiles {
		t := s.tile(i).Intersect(w.Grow(8))
		most = max(most, int64(t.X1-t.X0)*int64(t.Y1-t.Y0)*4*together)
	}
	return most
}
