package tiff

import (
	"context"

	"github.com/bandprep/bandprep/internal/ordered"
	"github.com/bandprep/bandprep/raster"
)

// BlockSize implements [raster.PieceWriter].
func (w *Writer) BlockSize() (width, height int) { return w.levels[0].side, w.levels[0].rows }

// Piece implements [raster.PieceWriter]. Pieces may come in any order, but not
// mixed with rows; the blocks lie in the file in the order of Append, or in
// that of rows if it is a COG. An error is that of the Writer, too.
func (w *Writer) Piece(at raster.Window) raster.Piece {
	l := w.levels[0]
	x, y := at.X/l.side, at.Y/l.rows
	return l.piece(raster.Window{X: x, Y: y, W: (at.X+at.W-1)/l.side + 1 - x, H: (at.Y+at.H-1)/l.rows + 1 - y})
}

// piece is some blocks of a level.
type piece struct {
	level  *level
	grid   raster.Window // counted in blocks
	have   int           // pixels that came in, where they are counted
	blocks [][]byte      // pixel after pixel; compressed once packed
	halves [][]byte      // the blocks in half the size, where there is a next level
}

func (l *level) piece(grid raster.Window) *piece {
	p := &piece{level: l, grid: grid, blocks: make([][]byte, grid.Pixels())}
	for i := range p.blocks {
		rows := l.rows
		if at := p.block(i); !l.tiled {
			rows = at.H
		}
		p.blocks[i] = l.w.take(l.side * rows * pixelBytes(&l.w.h))
	}
	if l.next != nil {
		p.halves = make([][]byte, len(p.blocks))
	}
	return p
}

// window returns the pixels of the piece.
func (p *piece) window() raster.Window {
	l, g := p.level, p.grid
	w := raster.Window{X: g.X * l.side, Y: g.Y * l.rows, W: g.W * l.side, H: g.H * l.rows}
	return w.Intersect(raster.Window{W: l.width, H: l.high})
}

// block returns the pixels of block i.
func (p *piece) block(i int) raster.Window {
	l := p.level
	w := raster.Window{X: (p.grid.X + i%p.grid.W) * l.side, Y: (p.grid.Y + i/p.grid.W) * l.rows, W: l.side, H: l.rows}
	return w.Intersect(raster.Window{W: l.width, H: l.high})
}

// Fill implements [raster.Piece].
func (p *piece) Fill(b *raster.Block) {
	for i := range p.blocks {
		p.fill(i, b)
	}
}

// fill copies what b holds of block i.
func (p *piece) fill(i int, b *raster.Block) {
	at := p.block(i)
	part := at.Intersect(b.Window)
	h := &p.level.w.h
	pixel := pixelBytes(h)
	for y := part.Y; y < part.Y+part.H; y++ {
		row := p.blocks[i][((y-at.Y)*p.level.side+part.X-at.X)*pixel:]
		interleave(row[:part.W*pixel], b, (y-b.Window.Y)*b.Window.W+part.X-b.Window.X, h.Type)
	}
}

// Pack implements [raster.Piece].
func (p *piece) Pack() error { return p.pack(1) }

func (p *piece) pack(workers int) error {
	return ordered.Each(context.Background(), workers, len(p.blocks), func(_ context.Context, i int) error {
		l, raw := p.level, p.blocks[i]
		p.pad(raw, p.block(i))
		if p.halves != nil {
			p.halves[i] = l.w.take(len(raw) / 4)
			newReducer(&l.w.h).halve(p.halves[i], raw, l.side, p.block(i))
		}
		data, err := l.w.encode(raw, l.side)
		if err == nil && l.w.o.Codec != Uncompressed {
			l.w.give(raw)
		}
		p.blocks[i] = data
		return err
	})
}

// pad fills what a tile has beyond the image with the last column, and then
// the last row: they compress well.
func (p *piece) pad(block []byte, at raster.Window) {
	pixel := pixelBytes(&p.level.w.h)
	n := p.level.side * pixel
	if at.W < p.level.side {
		for y := range at.H {
			row := block[y*n:][:n]
			for x := at.W * pixel; x < n; x += pixel {
				copy(row[x:x+pixel], row[x-pixel:])
			}
		}
	}
	for y := at.H * n; y < len(block); y += n {
		copy(block[y:y+n], block[y-n:])
	}
}

// Append implements [raster.Piece].
func (p *piece) Append() error {
	l := p.level
	w := l.w
	for i, data := range p.blocks {
		if w.err != nil {
			return w.err
		}
		l.place((p.grid.Y+i/p.grid.W)*l.across+p.grid.X+i%p.grid.W, w.pos, int64(len(data)))
		if err := w.put(data); err != nil {
			return err
		}
		if w.o.Codec == Uncompressed {
			w.give(data)
		}
	}
	for i, half := range p.halves {
		if err := l.next.takeHalf(half, p.block(i)); err != nil {
			return err
		}
		w.give(half)
	}
	return nil
}

// takeHalf takes the pixels at of the level before in half the size.
func (l *level) takeHalf(half []byte, at raster.Window) error {
	at = raster.Window{X: at.X / 2, Y: at.Y / 2, W: (at.W + 1) / 2, H: (at.H + 1) / 2}
	p := l.row(at.Y / l.rows)
	pixel := pixelBytes(&l.w.h)
	to := p.blocks[at.X/l.side]
	for y := range at.H {
		row := to[((at.Y%l.rows+y)*l.side+at.X%l.side)*pixel:]
		copy(row[:at.W*pixel], half[y*l.side/2*pixel:])
	}
	return l.filled(p, at.Pixels())
}

// take returns memory of n bytes with undefined content.
func (w *Writer) take(n int) []byte {
	w.mu.Lock()
	defer w.mu.Unlock()
	if k := len(w.free); k > 0 {
		b := w.free[k-1]
		w.free = w.free[:k-1]
		return resize(b, n)
	}
	return resize(nil, n)
}

// give hands memory back.
func (w *Writer) give(b []byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.free = append(w.free, b)
}
