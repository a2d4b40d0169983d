//go:build !noasm

package stats

import "golang.org/x/sys/cpu"

// vectors says that products are summed by vector code, which is fast on
// signed planes of 16 bits.
var vectors = cpu.X86.HasAVX2

// wideVectors says that the processor multiplies and adds 16-bit numbers in
// 512 bits.
var wideVectors = vectors && cpu.X86.HasAVX512F && cpu.X86.HasAVX512BW && cpu.X86.HasAVX512VNNI

// wideIntegers says that the processor converts float64 to int64 in vectors.
var wideIntegers = vectors && cpu.X86.HasAVX512F && cpu.X86.HasAVX512DQ

// fused says that it tells by how much a product was rounded.
var fused = vectors && cpu.X86.HasFMA

//go:noescape
func range16AVX2(x *uint16, n int) (low, high uint16)

//go:noescape
func center16AVX2(dst *int16, x *uint16, n int, pivot uint16) int64

//go:noescape
func center8AVX2(dst *int16, x *uint8, n int) (sum int64, low, high uint8)

//go:noescape
func split16AVX2(high, low, x *int16, n int)

//go:noescape
func dotAVX2(a, b *int16, n int) int64

//go:noescape
func dots9AVX2(a, b *int16, stride, n int, out *[9]int64)

//go:noescape
func dots9VNNI(a, b *int16, stride, n int, out *[9]int64)

//go:noescape
func rgb8AVX2(p *uint8, stride, n int, sum *[3]uint64, cross *[6]uint64, low, high *[3]uint8)

//go:noescape
func scaleAVX512(v *int64, x *float64, n int, up, down float64) (used int64, exactly bool)

//go:noescape
func digitAVX2(dst *int16, v *int64, n int, bias int64, shift int, half int16) int64

//go:noescape
func spanAVX2(x *float64, n int) (low, high float64, finite bool)

//go:noescape
func binsAVX2(x *float64, n int, magic, out *bins) bool

func range16(x []uint16) (low, high uint16) {
	n := len(x) &^ 15
	if !vectors || n == 0 {
		return range16Go(x)
	}
	low, high = range16AVX2(&x[0], n)
	for _, v := range x[n:] {
		low, high = min(low, v), max(high, v)
	}
	return low, high
}

func center16(dst []int16, x []uint16, pivot uint16) int64 {
	n := len(x) &^ 15
	if !vectors || n == 0 {
		return center16Go(dst, x, pivot)
	}
	s := center16AVX2(&dst[:len(x)][0], &x[0], n, pivot)
	return s + center16Go(dst[n:], x[n:], pivot)
}

func center8(dst []int16, x []uint8) (sum int64, low, high uint8) {
	n := len(x) &^ 31
	if !vectors || n == 0 {
		return center8Go(dst, x)
	}
	sum, low, high = center8AVX2(&dst[:len(x)][0], &x[0], n)
	if n < len(x) {
		s, l, h := center8Go(dst[n:], x[n:])
		sum, low, high = sum+s, min(low, l), max(high, h)
	}
	return sum, low, high
}

func split16(high, low, x []int16) {
	n := len(x) &^ 15
	if vectors && n > 0 {
		split16AVX2(&high[:len(x)][0], &low[:len(x)][0], &x[0], n)
		high, low, x = high[n:], low[n:], x[n:]
	}
	split16Go(high, low, x)
}

func dot(a, b []int16) int64 {
	n := len(a) &^ 15
	if !vectors || n == 0 {
		return dotGo(a, b)
	}
	return dotAVX2(&a[0], &b[:len(a)][0], n) + dotGo(a[n:], b[n:])
}

func dots9(a, b []int16, stride, n int, out *[9]int64) {
	m := 0
	switch {
	case wideVectors && n >= 32:
		m = n &^ 31
		dots9VNNI(&a[:2*stride+n][0], &b[:2*stride+n][0], stride, m, out)
	case vectors && n >= 16:
		m = n &^ 15
		dots9AVX2(&a[:2*stride+n][0], &b[:2*stride+n][0], stride, m, out)
	}
	if m < n {
		dots9Go(a[m:], b[m:], stride, n-m, out)
	}
}

func rgb8(p []uint8, stride, n int, sum *[3]uint64, cross *[6]uint64, low, high *[3]uint8) {
	m := n &^ 31
	if vectors && m > 0 {
		rgb8AVX2(&p[:2*stride+n][0], stride, m, sum, cross, low, high)
		p, n = p[m:], n-m
	}
	if n > 0 {
		rgb8Go(p, stride, n, sum, cross, low, high)
	}
}

func scale(v []int64, x []float64, up, down float64) (used int64, exactly bool) {
	n := len(x) &^ 7
	if !wideIntegers || n == 0 {
		return scaleGo(v, x, up, down)
	}
	used, exactly = scaleAVX512(&v[:len(x)][0], &x[0], n, up, down)
	u, e := scaleGo(v[n:], x[n:], up, down)
	return used | u, exactly && e
}

func digit(dst []int16, v []int64, bias int64, shift int, half int16) int64 {
	n := len(v) &^ 15
	if !vectors || n == 0 {
		return digitGo(dst, v, bias, shift, half)
	}
	return digitAVX2(&dst[:len(v)][0], &v[0], n, bias, shift, half) + digitGo(dst[n:], v[n:], bias, shift, half)
}

func span(x []float64) (low, high float64, finite bool) {
	n := len(x) &^ 15
	if !vectors || n == 0 {
		return spanGo(x)
	}
	low, high, finite = spanAVX2(&x[0], n)
	if n < len(x) {
		l, h, f := spanGo(x[n:])
		low, high, finite = min(low, l), max(high, h), finite && f
	}
	return low, high, finite
}

func addBins(x []float64, magic, out *bins) bool {
	n := len(x) &^ 3
	if !fused || n == 0 {
		return addBinsGo(x, magic, out)
	}
	return binsAVX2(&x[0], n, magic, out) && addBinsGo(x[n:], magic, out)
}
