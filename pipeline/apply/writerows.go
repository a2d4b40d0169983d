package apply

import (
	"context"
	"sync"

	"github.com/bandprep/bandprep/internal/ordered"
	"github.com/bandprep/bandprep/raster"
)

// strip is some rows of an image in full width; pieces of it are made side by
// side.
type strip struct {
	block raster.Block
	rows  raster.Window
}

// blocks holds blocks between uses.
var blocks = sync.Pool{New: func() any { return new(raster.Block) }}

// strips holds strips between uses.
var strips = sync.Pool{New: func() any { return new(strip) }}

// part is a piece of a strip.
type part struct {
	strip  *strip
	window raster.Window
	last   bool // of the strip
	err    error
}

// writeRows hands the rows of src to to, top to bottom. Windows are made by
// workers while rows before them are written. Count, if not nil, counts them.
func writeRows(ctx context.Context, src raster.Source, workers int, to RowWriter, count *counter) error {
	h := src.Header()
	windows := src.Tasks(h.Window())
	if len(windows) == 1 {
		b := blocks.Get().(*raster.Block)
		defer blocks.Put(b)
		var failed error
		err := raster.Each(ctx, src, windows[0], b, func(b *raster.Block) error {
			if count != nil {
				count.add(b)
			}
			if failed = to.Write(b); failed != nil {
				return failed
			}
			return ctx.Err()
		})
		return notRead(err, failed)
	}
	if pieces, ok := to.(raster.PieceWriter); ok {
		w, high := pieces.BlockSize()
		if list := cells(windows, h.Window(), w, high); list != nil {
			return writePieces(ctx, src, workers, pieces, list, count)
		}
	}
	if !fullRows(windows, h.Width) {
		windows = h.Window().Rows(h.BlockH, 1<<18)
	}
	storage := h.Type.Storage()
	parts := func(yield func(part) bool) {
		var s *strip
		for i, w := range windows {
			if w.X == 0 {
				s = strips.Get().(*strip)
				s.rows = raster.Window{Y: w.Y, W: h.Width, H: w.H}
				if w.W < h.Width {
					s.block.Reset(s.rows, len(h.Bands), storage)
				}
			}
			if !yield(part{strip: s, window: w, last: i+1 == len(windows) || windows[i+1].X == 0}) {
				return
			}
		}
	}
	for p := range ordered.Map(ctx, workers, parts, func(ctx context.Context, p part) part {
		p.err = p.make(ctx, src, count)
		return p
	}) {
		if p.err != nil {
			return readError{p.err}
		}
		if !p.last {
			continue
		}
		if err := to.Write(&p.strip.block); err != nil {
			return err
		}
		strips.Put(p.strip)
	}
	return ctx.Err()
}

// notRead marks err as one of reading unless it is that of writing.
func notRead(err, failed error) error {
	if err == nil || err == failed {
		return err
	}
	return readError{err}
}

// make fills a piece of the strip.
func (p *part) make(ctx context.Context, src raster.Source, count *counter) error {
	if p.window == p.strip.rows {
		err := src.Read(ctx, p.window, &p.strip.block)
		if err == nil && count != nil {
			count.add(&p.strip.block)
		}
		return err
	}
	b := blocks.Get().(*raster.Block)
	defer blocks.Put(b)
	if err := src.Read(ctx, p.window, b); err != nil {
		return err
	}
	if count != nil {
		count.add(b)
	}
	to, n, m := &p.strip.block, p.window.Pixels(), p.strip.rows.Pixels()
	for band := range b.Bands {
		for y := range p.window.H {
			from := band*n + y*p.window.W
			at := band*m + y*p.strip.rows.W + p.window.X
			switch {
			case to.U8 != nil:
				copy(to.U8[at:at+p.window.W], b.U8[from:])
			case to.U16 != nil:
				copy(to.U16[at:at+p.window.W], b.U16[from:])
			default:
				copy(to.F64[at:at+p.window.W], b.F64[from:])
			}
		}
	}
	return nil
}

// fullRows reports whether the windows, one after the other, are rows of full
// width, each row in pieces from left to right.
func fullRows(windows []raster.Window, width int) bool {
	x, y, h := 0, 0, 0
	for _, w := range windows {
		if x == 0 {
			h = w.H
		}
		if w.X != x || w.Y != y || w.H != h {
			return false
		}
		if x += w.W; x == width {
			x, y = 0, y+h
		}
	}
	return x == 0
}
