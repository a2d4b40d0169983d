package tiff

import (
	"encoding/binary"
	"math/bits"
)

// reverseBits reverses the order of bits in every byte (FillOrder 2).
func reverseBits(b []byte) {
	for i, v := range b {
		b[i] = bits.Reverse8(v)
	}
}

// swapBytes turns big-endian samples of size bytes into little-endian ones.
func swapBytes(row []byte, size int) {
	le, be := binary.LittleEndian, binary.BigEndian
	switch size {
	case 2:
		for ; len(row) >= 8; row = row[8:] {
			v := le.Uint64(row)
			le.PutUint64(row, v&0x00ff00ff00ff00ff<<8|v>>8&0x00ff00ff00ff00ff)
		}
		for ; len(row) >= 2; row = row[2:] {
			row[0], row[1] = row[1], row[0]
		}
	case 3:
		for ; len(row) >= 3; row = row[3:] {
			row[0], row[2] = row[2], row[0]
		}
	case 4:
		for ; len(row) >= 4; row = row[4:] {
			le.PutUint32(row, be.Uint32(row))
		}
	case 8:
		for ; len(row) >= 8; row = row[8:] {
			le.PutUint64(row, be.Uint64(row))
		}
	}
}

// widen unpacks samples of width bits, most significant bit first, into
// little-endian samples of size bytes each. Signed samples keep their sign.
// Width is at most 32.
func widen(dst, src []byte, width, size int, signed bool) {
	var hold uint64 // the next have bits, right-aligned
	have := 0
	for ; len(dst) >= size; dst = dst[size:] {
		for have < width {
			if len(src) == 0 {
				return
			}
			hold = hold<<8 | uint64(src[0])
			src = src[1:]
			have += 8
		}
		have -= width
		v := hold >> have & (1<<width - 1)
		if signed {
			v = uint64(int64(v<<(64-width)) >> (64 - width))
		}
		for i := range size {
			dst[i] = byte(v >> (8 * i))
		}
	}
}
