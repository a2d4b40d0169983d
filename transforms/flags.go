package transforms

import (
	"encoding/binary"
	"unsafe"
)

// and clears the flags of dst where those of src are clear, eight at a time: a
// bool is one byte, 0 or 1.
func and(dst, src []bool) {
	n := len(src)
	d := unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(dst[:n]))), n)
	s := unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(src))), n)
	i := 0
	for ; i+8 <= n; i += 8 {
		word := binary.NativeEndian.Uint64(d[i:]) & binary.NativeEndian.Uint64(s[i:])
		binary.NativeEndian.PutUint64(d[i:], word)
	}
	for ; i < n; i++ {
		d[i] &= s[i]
	}
}
