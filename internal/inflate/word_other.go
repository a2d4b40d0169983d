//go:build !(amd64 || arm64 || 386 || ppc64le)

package inflate

import (
	"encoding/binary"
	"unsafe"
)

// Access to little-endian words where the machine has another order or wants
// them aligned.

func bytesAt(p unsafe.Pointer, i int) []byte    { return unsafe.Slice((*byte)(unsafe.Add(p, i)), 8) }
func load64(p unsafe.Pointer, i int) uint64     { return binary.LittleEndian.Uint64(bytesAt(p, i)) }
func store64(p unsafe.Pointer, i int, v uint64) { binary.LittleEndian.PutUint64(bytesAt(p, i), v) }
func store16(p unsafe.Pointer, i int, v uint16) { binary.LittleEndian.PutUint16(bytesAt(p, i), v) }
func store8(p unsafe.Pointer, i int, v uint8)   { *(*uint8)(unsafe.Add(p, i)) = v }
