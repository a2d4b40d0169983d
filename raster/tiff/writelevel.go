package tiff

import (
	"context"

	"github.com/bandprep/bandprep/internal/ordered"
	"github.com/bandprep/bandprep/raster"
)

// level is one resolution of the image that is being written: it collects rows
// until a row of blocks is complete.
type level struct {
	h           *raster.Header
	width, high int
	w, rows     int      // size of a block in pixels
	tiled       bool     // blocks at the edges are filled up to full size
	y           int      // rows that came in
	blocks      [][]byte // the current row of blocks, pixel after pixel
	offsets     []int64  // of the blocks written
	sizes       []int64
	spilled     []int64 // offsets while they waited for a COG
	reducer     reducer
	next        *level // half the size, or nil
}

// stripBytes is the aim for the size of a strip.
const stripBytes = 256 << 10

func newLevel(h *raster.Header, width, height int, o *WriteOptions) *level {
	l := &level{h: h, width: width, high: height, tiled: !o.Strips, reducer: reducer{h: h, high: height}}
	if o.Strips {
		l.w = width
		l.rows = int(min(max(stripBytes/(int64(width)*int64(pixelBytes(h))), 1), int64(height)))
	} else {
		l.w = o.Tile
		if l.w == 0 {
			l.w = 512
			if int64(pixelBytes(h))*512*512 > 4<<20 {
				l.w = 256
			}
		}
		l.rows = l.w
	}
	l.blocks = make([][]byte, (width-1)/l.w+1)
	return l
}

// pixelBytes returns the bytes of one pixel of all bands.
func pixelBytes(h *raster.Header) int { return len(h.Bands) * h.Type.Bits() / 8 }

// largest bounds the bytes of all blocks after compression.
func (l *level) largest(c Codec) int64 {
	high := l.high
	if l.tiled {
		high = (high + l.rows - 1) / l.rows * l.rows
	}
	blocks := int64(len(l.blocks)) * int64((l.high-1)/l.rows+1)
	n := int64(len(l.blocks)) * int64(l.w) * int64(high) * int64(pixelBytes(l.h))
	return n + n/codecs[c].growth + 64*blocks
}

// add takes the rows of b and calls flush whenever a row of blocks is
// complete, here or in a smaller resolution.
func (l *level) add(b *raster.Block, workers int, flush func(*level) error) error {
	for done := 0; done < b.Window.H; {
		first := l.y % l.rows
		if first == 0 {
			l.start()
		}
		n := min(b.Window.H-done, l.rows-first)
		// The error of Each is that of the context.
		_ = ordered.Each(context.Background(), workers, len(l.blocks), func(_ context.Context, i int) error {
			l.fill(i, first, b, done, n)
			return nil
		})
		done += n
		l.y += n
		if l.y%l.rows != 0 && l.y < l.high {
			continue
		}
		if l.tiled {
			l.pad((l.y-1)%l.rows + 1)
		}
		if err := flush(l); err != nil {
			return err
		}
	}
	if l.next == nil || b.Window.H == 0 {
		return nil
	}
	return l.next.add(l.reducer.reduce(b, workers), workers, flush)
}

// start prepares the next row of blocks. Their content is undefined.
func (l *level) start() {
	rows := l.rows
	if !l.tiled {
		rows = min(rows, l.high-l.y)
	}
	n := l.w * rows * pixelBytes(l.h)
	for i := range l.blocks {
		l.blocks[i] = resize(l.blocks[i], n)
	}
}

// fill copies n rows of b, from row from on, to rows at, at+1, … of block i.
// Columns beyond the image repeat its last one: they compress well.
func (l *level) fill(i, at int, b *raster.Block, from, n int) {
	pixel := pixelBytes(l.h)
	x := i * l.w
	cols := min(l.w, l.width-x)
	for y := range n {
		row := l.blocks[i][(at+y)*l.w*pixel:][:l.w*pixel]
		for band := range b.Bands {
			src := band*b.Window.Pixels() + (from+y)*b.Window.W + x
			interleave(row[band*pixel/b.Bands:], pixel, b, src, cols, l.h.Type)
		}
		for c := cols; c < l.w; c++ {
			copy(row[c*pixel:(c+1)*pixel], row[(c-1)*pixel:c*pixel])
		}
	}
}

// pad repeats the last of the given rows down to the lower edge of the blocks.
func (l *level) pad(rows int) {
	n := l.w * pixelBytes(l.h)
	for _, block := range l.blocks {
		for y := rows; y < l.rows; y++ {
			copy(block[y*n:(y+1)*n], block[(y-1)*n:y*n])
		}
	}
}
