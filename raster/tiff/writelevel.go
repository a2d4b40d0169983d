package tiff

import "github.com/bandprep/bandprep/raster"

// level is one resolution of the image that is being written.
type level struct {
	w            *Writer
	width, high  int
	side, rows   int // size of a block in pixels
	across, down int // number of blocks
	tiled        bool
	open         map[int]*piece // rows of blocks that are being filled
	written      int            // blocks
	offsets      []int64        // of the blocks written, row after row
	sizes        []int64
	spilled      []int64 // offsets while they waited for a COG
	next         *level  // half the size, or nil
}

// stripBytes is the aim for the size of a strip.
const stripBytes = 256 << 10

func newLevel(w *Writer, width, height int) *level {
	l := &level{w: w, width: width, high: height, tiled: !w.o.Strips, open: make(map[int]*piece)}
	pixel := int64(pixelBytes(&w.h))
	if l.tiled {
		l.side = w.o.Tile
		if l.side == 0 {
			l.side = 512
			if pixel*512*512 > 4<<20 {
				l.side = 256
			}
		}
		l.rows = l.side
	} else {
		l.side = width
		l.rows = int(min(max(stripBytes/(int64(width)*pixel), 1), int64(height)))
	}
	l.across, l.down = (width-1)/l.side+1, (height-1)/l.rows+1
	return l
}

// pixelBytes returns the bytes of one pixel of all bands.
func pixelBytes(h *raster.Header) int { return len(h.Bands) * h.Type.Bits() / 8 }

// largest bounds the bytes of all blocks after compression.
func (l *level) largest(c Codec) int64 {
	high := l.high
	if l.tiled {
		high = l.down * l.rows
	}
	blocks := int64(l.across) * int64(l.down)
	n := int64(l.across) * int64(l.side) * int64(high) * int64(pixelBytes(&l.w.h))
	return n + n/codecs[c].growth + 64*blocks
}

// row returns the piece that row y of blocks is collected in.
func (l *level) row(y int) *piece {
	p := l.open[y]
	if p == nil {
		p = l.piece(raster.Window{Y: y, W: l.across, H: 1})
		l.open[y] = p
	}
	return p
}

// filled counts pixels of a row of blocks that came in, and appends it when it
// is complete.
func (l *level) filled(p *piece, pixels int) error {
	if p.have += pixels; p.have < p.window().Pixels() {
		return nil
	}
	delete(l.open, p.grid.Y)
	if l.w.err = p.pack(l.w.o.Workers); l.w.err != nil {
		return l.w.err
	}
	return p.Append()
}

// place notes where a block was written.
func (l *level) place(index int, at, size int64) {
	for len(l.offsets) <= index {
		l.offsets, l.sizes = append(l.offsets, 0), append(l.sizes, 0)
	}
	l.offsets[index], l.sizes[index] = at, size
	l.written++
}
