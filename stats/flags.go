package stats

import (
	"bytes"
	"encoding/binary"
	"unsafe"
)

// Flags are bytes of 0 or 1 here, eight of which fit a word.

const (
	eightOnes = 0x0101010101010101
	ofOne     = "\x01"
)

// asBytes returns the memory of flags, in which true is 1.
func asBytes(flags []bool) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(flags))), len(flags))
}

func countOnes(flags []byte) int { return bytes.Count(flags, []byte(ofOne)) }

// and clears the flags in dst that are not in x.
func and(dst, x []byte) {
	for ; len(dst) >= 8; dst, x = dst[8:], x[8:] {
		binary.LittleEndian.PutUint64(dst, binary.LittleEndian.Uint64(dst)&binary.LittleEndian.Uint64(x))
	}
	for i := range dst {
		dst[i] &= x[i]
	}
}

// andNot clears the flags in dst that are in x.
func andNot(dst, x []byte) {
	for ; len(dst) >= 8; dst, x = dst[8:], x[8:] {
		binary.LittleEndian.PutUint64(dst, binary.LittleEndian.Uint64(dst)&^binary.LittleEndian.Uint64(x))
	}
	for i := range dst {
		dst[i] &^= x[i]
	}
}

// compress writes the flagged elements of x to dst and returns their number.
// dst must have room for all of x.
func compress[T any](dst, x []T, flags []byte) int {
	k := 0
	for ; len(flags) >= 8; x, flags = x[8:], flags[8:] {
		switch binary.LittleEndian.Uint64(flags) {
		case 0:
		case eightOnes:
			copy(dst[k:k+8], x[:8])
			k += 8
		default:
			for i, v := range x[:8] {
				dst[k] = v
				k += int(flags[i])
			}
		}
	}
	for i, f := range flags {
		if f != 0 {
			dst[k] = x[i]
			k++
		}
	}
	return k
}

// boolToInt is 1 for true.
func boolToInt(f bool) int {
	if f {
		return 1
	}
	return 0
}
