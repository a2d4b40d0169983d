//go:build amd64 || arm64 || 386 || ppc64le

package inflate

import "unsafe"

// Access to little-endian words at any address, without a check of bounds.
// Checks cost a quarter of the speed of the fast loop, see [decoder.fast] for
// why it needs none.

func load64(p unsafe.Pointer, i int) uint64     { return *(*uint64)(unsafe.Add(p, i)) }
func store64(p unsafe.Pointer, i int, v uint64) { *(*uint64)(unsafe.Add(p, i)) = v }
func store16(p unsafe.Pointer, i int, v uint16) { *(*uint16)(unsafe.Add(p, i)) = v }
func store8(p unsafe.Pointer, i int, v uint8)   { *(*uint8)(unsafe.Add(p, i)) = v }
