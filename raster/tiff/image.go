package tiff

import (
	"context"
	"encoding/binary"
	"sync"

	"github.com/bandprep/bandprep/internal/ordered"
	"github.com/bandprep/bandprep/raster"
)

// image reads planes of samples as a directory describes them.
type image struct {
	*layout
	c         *container
	limits    raster.Limits
	predictor int64
	unpack    unpacker
	swap      bool    // decoded samples are big-endian
	empty     float64 // the sample of blocks that are not there
}

// blocks holds raster blocks between uses.
var blocks = sync.Pool{New: func() any { return new(raster.Block) }}

func (c *container) image(d *directory, limits raster.Limits) (*image, error) {
	l, err := d.layout(limits)
	if err != nil {
		return nil, err
	}
	m := &image{layout: l, c: c, limits: limits.WithDefaults(), predictor: 1}
	if m.unpack, err = newUnpacker(d, l, limits); err != nil {
		return nil, err
	}
	if m.unpack.predicts {
		m.predictor = d.lenient(tagPredictor, 1)
		if err := m.checkPredictor(); err != nil {
			return nil, err
		}
	}
	m.swap = c.order == binary.BigEndian && m.predictor != 3 && !m.unpack.native &&
		!l.packed()
	if nodata := d.nodata(); nodata != nil {
		m.empty = *nodata
	}
	return m, raster.TooLarge(roomName, l.place, "bytes of the smallest window", m.memory(m.unit()), m.limits.BlockBytes)
}

// read fills dst, which is already of the right size, with the samples of w.
func (m *image) read(ctx context.Context, w raster.Window, dst *raster.Block, workers int) error {
	x0, x1 := w.X/m.blockW, (w.X+w.W-1)/m.blockW+1
	y0, y1 := w.Y/m.blockH, (w.Y+w.H-1)/m.blockH+1
	across, down := x1-x0, y1-y0
	return ordered.Each(ctx, workers, across*down*m.planes(), func(ctx context.Context, i int) error {
		bx, by, plane := x0+i%across, y0+i/across%down, i/(across*down)
		return m.readBlock(ctx, bx, by, plane, dst)
	})
}

// readBlock fills the part of dst that block (bx, by) of a plane covers.
func (m *image) readBlock(ctx context.Context, bx, by, plane int, dst *raster.Block) error {
	cell := raster.Window{X: bx * m.blockW, Y: by * m.blockH, W: m.blockW, H: m.blockH}
	part := cell.Intersect(dst.Window)
	index := (plane*m.down+by)*m.across + bx
	off, n, err := m.find(index, m.c.size)
	if err != nil {
		return err
	}
	t := target{dst: dst, part: part, x: part.X - cell.X, y: part.Y - cell.Y, band: plane}
	if n == 0 {
		m.fillEmpty(&t)
		return nil
	}
	s := scratches.Get().(*scratch)
	defer scratches.Put(s)
	if m.unpack.plain {
		return m.readPlain(&t, index, off, n, s)
	}
	rows := t.y + part.H
	block := decoded{m, off, n, rows}
	if s.last == block { // the same bytes again
		if m.unpack.planar != nil {
			t.paste(&s.planes)
		} else {
			m.deliverBlock(&t, rows, s)
		}
		return nil
	}
	s.last = decoded{}
	if err := raster.TooLarge(roomName, m.block(index), "compressed bytes", n, m.limits.BlockBytes); err != nil {
		return err
	}
	s.in = resize(s.in, int(n))
	if err := m.c.fill(m.block(index), s.in, off); err != nil {
		return err
	}
	if m.reversed && !m.unpack.ordersBits {
		reverseBits(s.in)
	}
	if m.unpack.planar != nil {
		if err := m.unpack.planar(ctx, s, s.in); err != nil {
			return wrap(err, m.block(index))
		}
		if m.shared {
			s.last = block
		}
		t.paste(&s.planes)
		return nil
	}
	s.out = resize(s.out, m.unpackedBytes(rows))
	if err := m.unpack.decode(s, s.out, s.in); err != nil {
		return wrap(err, m.block(index))
	}
	if m.shared && !m.swap && m.predictor != 3 { // which change s.out
		s.last = block
	}
	m.deliverBlock(&t, rows, s)
	return nil
}

// decoded is a block whose first rows a scratch holds, ready to be delivered.
type decoded struct {
	image  *image
	off, n int64
	rows   int
}

// deliverBlock turns s.out, the first rows of a block as its codec delivers
// them, into samples.
func (m *image) deliverBlock(t *target, rows int, s *scratch) {
	rowBytes, data := int(m.rowBytes()), s.out
	if m.subX*m.subY > 1 {
		s.full = resize(s.full, rows*rowBytes)
		m.expandUnits(s.full, data, rows)
		data = s.full
	}
	m.deliver(t, data[t.y*rowBytes:], 0, t.part.H, s)
}

// target is where the samples of a block go: part, in image coordinates, is
// covered by the block whose pixel (x, y) is the first of it.
type target struct {
	dst  *raster.Block
	part raster.Window
	x, y int
	band int // first band of the block
}

// index returns where row y of the part begins in a band's plane.
func (t *target) index(y int) int {
	return (t.part.Y-t.dst.Window.Y+y)*t.dst.Window.W + t.part.X - t.dst.Window.X
}

// deliver turns decoded rows of the block into samples of rows [from, to) of
// the part. It changes data.
func (m *image) deliver(t *target, data []byte, from, to int, s *scratch) {
	rowBytes := int(m.rowBytes())
	samples := m.pixelSamples()
	for y := from; y < to; y++ {
		row := data[:rowBytes]
		data = data[rowBytes:]
		if m.swap {
			swapBytes(row, m.bits/8)
		}
		switch m.predictor {
		case 2:
			s.row = resize(s.row, rowBytes)
			accumulate(s.row, row, samples, m.bits/8)
			row = s.row
		case 3:
			s.row = resize(s.row, rowBytes)
			accumulateFloat(row, s.row, samples, m.bits/8)
		}
		if m.packed() {
			s.row = resize(s.row, m.blockW*samples*m.storedBytes())
			widen(s.row, row, m.bits, m.storedBytes(), m.format == formatInt)
			row = s.row
		}
		m.scatter(t, y, row)
	}
}
