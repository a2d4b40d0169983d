package tiff

import "github.com/bandprep/bandprep/raster"

// pieceBytes is how much of an uncompressed block is read and sorted by band
// in one go; it fits into a core's own cache.
const pieceBytes = 128 << 10

// readPlain reads the rows of an uncompressed block that t covers, a few at a
// time.
func (m *image) readPlain(t *target, index int, off, n int64, s *scratch) error {
	rowBytes := m.rowBytes()
	if need := rowBytes * int64(t.y+t.part.H); n < need {
		return raster.Broken(roomName, m.block(index), "%d bytes where %d are needed", n, need)
	}
	if done, err := m.readStraight(t, index, off); done {
		return err
	}
	step := max(int(pieceBytes/rowBytes), 1)
	for y := 0; y < t.part.H; y += step {
		rows := min(step, t.part.H-y)
		s.in = resize(s.in, rows*int(rowBytes))
		if err := m.c.fill(m.block(index), s.in, off+int64(t.y+y)*rowBytes); err != nil {
			return err
		}
		if m.reversed {
			reverseBits(s.in)
		}
		m.deliver(t, s.in, y, y+rows, s)
	}
	return nil
}
