package tiff

import (
	"encoding/binary"
	"unsafe"

	"github.com/bandprep/bandprep/raster"
)

// littleEndian reports whether memory holds the low byte of a number first.
var littleEndian = binary.NativeEndian.Uint16([]byte{1, 0}) == 1

// memory returns the bytes of s.
func memory(s []uint16) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(s))), 2*len(s))
}

// readStraight reads whole rows of a block of one band to where they are
// delivered, if the form of the samples in the file allows.
func (m *image) readStraight(t *target, index int, off int64) (bool, error) {
	typ := m.sampleType()
	if m.pixelSamples() != 1 || t.part.W != m.blockW || t.part.W != t.dst.Window.W || m.packed() || m.reversed {
		return false, nil
	}
	from := t.band*t.dst.Window.Pixels() + t.index(0)
	to := from + t.part.Pixels()
	off += int64(t.y) * m.rowBytes()
	switch {
	case typ == raster.Uint8:
		return true, m.c.fill(m.block(index), t.dst.U8[from:to], off)
	case (typ == raster.Uint16 || typ == raster.Int16) && littleEndian:
		data := memory(t.dst.U16[from:to])
		if err := m.c.fill(m.block(index), data, off); err != nil {
			return true, err
		}
		if m.swap {
			swapBytes(data, 2)
		}
		flip(data, uint16(typ.Bias()))
		return true, nil
	}
	return false, nil
}

// flip combines numbers of 16 bits with bias by exclusive or.
func flip(data []byte, bias uint16) {
	if bias == 0 {
		return
	}
	ne := binary.NativeEndian
	four := uint64(bias) * 0x0001000100010001
	for ; len(data) >= 8; data = data[8:] {
		ne.PutUint64(data, ne.Uint64(data)^four)
	}
	for ; len(data) >= 2; data = data[2:] {
		ne.PutUint16(data, ne.Uint16(data)^bias)
	}
}
