//go:build !amd64 || noasm

package tiff

func sort16(dst []uint16, plane int, src []byte, samples, n int, bias uint16) {
	sort16Go(dst, plane, src, samples, n, bias)
}

func sort8(dst []uint8, plane int, src []byte, samples, n int) {
	sort8Go(dst, plane, src, samples, n)
}

func accumulate(dst, src []byte, samples, size int) { accumulateGo(dst, src, samples, size, 0) }

func sortF32(dst []float64, plane int, src []byte, samples, n int) {
	sortF32Go(dst, plane, src, samples, n)
}

func weave3(dst []byte, x, y, z []float64) { weave3Go(dst, x, y, z) }

func merge(dst, src []byte, size int) { mergeGo(dst, src, size, 0) }
