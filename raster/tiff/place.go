package tiff

import (
	"fmt"

	"github.com/bandprep/bandprep/raster"
)

// maxMissing is how many samples the blocks may hold for which a table has no
// offset. A few missing ones are tolerated; a table that is off by a lot is
// not one of this image.
const maxMissing = 1 << 24

// places reads where the blocks are in the file. As in libtiff, missing
// offsets stand for blocks that are not there; missing or evidently wrong
// byte counts are replaced by what the image needs.
func (l *layout) places(d *directory) error {
	offsets, counts := uint16(tagStripOffsets), uint16(tagStripByteCounts)
	if l.tiled && (d.has(tagTileOffsets) || !d.has(tagStripOffsets)) {
		offsets, counts = tagTileOffsets, tagTileByteCounts
	}
	if !d.has(offsets) {
		return raster.Broken(roomName, d.place, "no offsets of blocks")
	}
	var err error
	if l.offsets, err = d.column(offsets); err != nil {
		return err
	}
	if l.counts, err = d.column(counts); err != nil {
		return err
	}
	n := l.across * l.down * l.planes()
	if missing := n - l.offsets.len(); missing > 0 && int64(missing)*int64(l.blockW)*int64(l.blockH)*int64(l.pixelSamples()) > maxMissing {
		return raster.Broken(roomName, d.place, "offsets of %d blocks where there are %d", l.offsets.len(), n)
	}
	if l.countsLookWrong() {
		l.counts = column{}
	}
	total := int64(0)
	for i := range l.counts.len() {
		total += max(min(l.counts.at(i), d.c.size), 0)
	}
	l.shared = total > d.c.size
	return nil
}

// countsLookWrong tells the cases in which libtiff does not believe the byte
// counts of strips.
func (l *layout) countsLookWrong() bool {
	n := min(l.counts.len(), l.offsets.len())
	if l.tiled || n == 0 {
		return false
	}
	first := l.counts.at(0)
	if l.across*l.down*l.planes() == 1 {
		return first == 0 && l.offsets.at(0) != 0 ||
			l.compression == compressNone && (first > l.offsets.d.c.size-l.offsets.at(0) || first < l.rowBytes()*int64(l.height))
	}
	return l.compression == compressNone && !l.separate && n > 2 && first != l.counts.at(1) &&
		first != 0 && l.counts.at(1) != 0
}

// block names a block in errors.
func (l *layout) block(index int) string { return fmt.Sprintf("%s, block %d", l.place, index) }

// find returns where block index lies in the file; n is 0 for a block that is
// not there, which stands for nodata. Compressed blocks that reach behind the
// end of the file are cut there.
func (l *layout) find(index int, size int64) (off, n int64, err error) {
	if index >= l.offsets.len() {
		return 0, 0, nil
	}
	off = l.offsets.at(index)
	switch {
	case index < l.counts.len():
		n = l.counts.at(index)
		if n == 0 {
			return 0, 0, nil
		}
	case l.counts.len() > 0 || off == 0:
		return 0, 0, nil
	case l.compression == compressNone:
		n = l.rowBytes() * int64(l.blockRows(index/l.across%l.down))
	default:
		n = size - off
	}
	off += l.shift
	if off <= 0 || off >= size || n < 0 {
		return 0, 0, raster.Broken(roomName, l.block(index), "%d bytes at %d, but the file ends at %d", n, off, size)
	}
	return off, min(n, size-off), nil
}

// stored returns how many samples of the image lie in blocks that the table has.
func (m *image) stored() (samples int64) {
	for i := range m.across * m.down * m.planes() {
		if _, n, err := m.find(i, m.c.size); err != nil || n > 0 {
			samples += int64(m.blockW) * int64(m.blockH) * int64(m.pixelSamples())
		}
	}
	return min(samples, int64(m.width)*int64(m.height)*int64(m.samples))
}

// absent reports whether the table has none of the blocks that w touches.
func (m *image) absent(w raster.Window) bool {
	for plane := range m.planes() {
		for by := w.Y / m.blockH; by*m.blockH < w.Y+w.H; by++ {
			for bx := w.X / m.blockW; bx*m.blockW < w.X+w.W; bx++ {
				if _, n, err := m.find((plane*m.down+by)*m.across+bx, m.c.size); err != nil || n > 0 {
					return false
				}
			}
		}
	}
	return true
}
