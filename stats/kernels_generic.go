//go:build !amd64 || noasm

package stats

// vectors says that products are summed by vector code, which is fast on
// signed planes of 16 bits.
const vectors = false

func range16(x []uint16) (low, high uint16)                { return range16Go(x) }
func center16(dst []int16, x []uint16, pivot uint16) int64 { return center16Go(dst, x, pivot) }
func center8(dst []int16, x []uint8) (int64, uint8, uint8) { return center8Go(dst, x) }
func split16(high, low, x []int16)                         { split16Go(high, low, x) }
func dot(a, b []int16) int64                               { return dotGo(a, b) }
func dots9(a, b []int16, stride, n int, out *[9]int64)     { dots9Go(a, b, stride, n, out) }
func rgb8(p []uint8, stride, n int, sum *[3]uint64, cross *[6]uint64, low, high *[3]uint8) {
	rgb8Go(p, stride, n, sum, cross, low, high)
}

func scale(v []int64, x []float64, up, down float64) (int64, bool) { return scaleGo(v, x, up, down) }
func digit(dst []int16, v []int64, bias int64, shift int, half int16) int64 {
	return digitGo(dst, v, bias, shift, half)
}
func span(x []float64) (low, high float64, finite bool) { return spanGo(x) }
func addBins(x []float64, magic, out *bins) bool        { return addBinsGo(x, magic, out) }
