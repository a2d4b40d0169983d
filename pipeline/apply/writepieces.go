package apply

import (
	"context"

	"github.com/bandprep/bandprep/internal/ordered"
	"github.com/bandprep/bandprep/raster"
)

// cell is a part of an image that is made in one go: whole blocks of what is
// written, and the windows to read for them.
type cell struct {
	window raster.Window
	reads  []raster.Window
}

// cells sorts the windows by the blocks of the output that they lie in, or
// that they consist of. It returns nil where neither holds.
func cells(windows []raster.Window, image raster.Window, blockW, blockH int) []cell {
	var list []cell
	at := make(map[[2]int]int) // of a block, in list
	for _, w := range windows {
		x, y := w.X/blockW, w.Y/blockH
		block := raster.Window{X: x * blockW, Y: y * blockH, W: blockW, H: blockH}.Intersect(image)
		switch right, low := w.X+w.W, w.Y+w.H; {
		case block.Contains(w):
			i, ok := at[[2]int{x, y}]
			if !ok {
				i = len(list)
				at[[2]int{x, y}] = i
				list = append(list, cell{window: block})
			}
			list[i].reads = append(list[i].reads, w)
		case w.X%blockW == 0 && w.Y%blockH == 0 && (right%blockW == 0 || right == image.W) && (low%blockH == 0 || low == image.H):
			list = append(list, cell{w, []raster.Window{w}})
		default:
			return nil
		}
	}
	return list
}

// writePieces makes the cells side by side and appends them in their order.
func writePieces(ctx context.Context, src raster.Source, workers int, to raster.PieceWriter, list []cell, count *counter) error {
	type made struct {
		raster.Piece
		readErr, err error
	}
	in := func(yield func(*cell) bool) {
		for i := range list {
			if !yield(&list[i]) {
				return
			}
		}
	}
	for m := range ordered.Map(ctx, workers, in, func(ctx context.Context, c *cell) made {
		m := made{Piece: to.Piece(c.window)}
		b := blocks.Get().(*raster.Block)
		defer blocks.Put(b)
		for _, w := range c.reads {
			m.readErr = raster.Each(ctx, src, w, b, func(b *raster.Block) error {
				if count != nil {
					count.add(b)
				}
				m.Fill(b)
				return ctx.Err()
			})
			if m.readErr != nil {
				return m
			}
		}
		m.err = m.Pack()
		return m
	}) {
		switch {
		case m.readErr != nil:
			return readError{m.readErr}
		case m.err != nil:
			return m.err
		}
		if err := m.Append(); err != nil {
			return err
		}
	}
	return ctx.Err()
}
