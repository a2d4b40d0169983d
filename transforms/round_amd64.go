//go:build !noasm

package transforms

//go:generate go run _gen/main.go -out round_amd64.s -pkg transforms

import "golang.org/x/sys/cpu"

var hasAVX = cpu.X86.HasAVX

// The round functions do the first samples, eight at a time, with the bits of
// the loops in round.go, and return how many they did.

func roundUint8(dst []uint8, x []float64, q *quantizer) int {
	n := len(x) &^ 7
	if !hasAVX || n == 0 {
		return 0
	}
	avxUint8(&dst[:n][0], &x[0], n, &q.sub)
	return n
}

func roundUint16(dst []uint16, x []float64, q *quantizer) int {
	n := len(x) &^ 7
	if !hasAVX || n == 0 {
		return 0
	}
	avxUint16(&dst[:n][0], &x[0], n, &q.sub)
	return n
}

func roundFloat32(dst, x []float64) int {
	n := len(x) &^ 7
	if !hasAVX || n == 0 {
		return 0
	}
	avxFloat32(&dst[:n][0], &x[0], n)
	return n
}

// The kernels take a positive multiple of eight samples.

//go:noescape
func avxUint8(dst *uint8, x *float64, n int, q *float64)

//go:noescape
func avxUint16(dst *uint16, x *float64, n int, q *float64)

//go:noescape
func avxFloat32(dst, x *float64, n int)
