//go:build !noasm

package pca

//go:generate go run _gen/main.go -out kernels_amd64.s -pkg pca

import "golang.org/x/sys/cpu"

// lanes is how many pixels the kernel of this processor makes at a time; 0: it
// has none.
var lanes = func() int {
	switch {
	case cpu.X86.HasAVX512F:
		return 16
	case cpu.X86.HasAVX:
		return 8
	}
	return 0
}()

// projectFast makes components of pixels from lo on, with the bits of project1
// and project3, and returns how many pixels it did.
func projectFast[T sample](dst [][]float64, src [][]T, weights []float64, lo, hi int) int {
	if lanes == 0 || hi-lo < lanes {
		return 0
	}
	n := (hi - lo) &^ (lanes - 1)
	var to [group]*float64
	for c, d := range dst {
		to[c] = &d[lo]
	}
	three, wide := len(dst) == group, lanes == 16
	switch src := any(src).(type) {
	case [][]uint8:
		switch {
		case three && wide:
			avx512Uint8By3(&to, &src[0], &weights[0], len(src), lo, n)
		case three:
			avxUint8By3(&to, &src[0], &weights[0], len(src), lo, n)
		case wide:
			avx512Uint8By1(&to, &src[0], &weights[0], len(src), lo, n)
		default:
			avxUint8By1(&to, &src[0], &weights[0], len(src), lo, n)
		}
	case [][]uint16:
		switch {
		case three && wide:
			avx512Uint16By3(&to, &src[0], &weights[0], len(src), lo, n)
		case three:
			avxUint16By3(&to, &src[0], &weights[0], len(src), lo, n)
		case wide:
			avx512Uint16By1(&to, &src[0], &weights[0], len(src), lo, n)
		default:
			avxUint16By1(&to, &src[0], &weights[0], len(src), lo, n)
		}
	case [][]float64:
		switch {
		case three && wide:
			avx512Float64By3(&to, &src[0], &weights[0], len(src), lo, n)
		case three:
			avxFloat64By3(&to, &src[0], &weights[0], len(src), lo, n)
		case wide:
			avx512Float64By1(&to, &src[0], &weights[0], len(src), lo, n)
		default:
			avxFloat64By1(&to, &src[0], &weights[0], len(src), lo, n)
		}
	}
	return n
}

// The kernels fill dst[c][:n] with Σ_band weight·(src[band][lo:lo+n] − mean);
// src points at the first of bands slices, weights are those of
// [Model.weights], n is a positive multiple of their lanes. See project1 and
// project3 for the loops.

//go:noescape
func avxUint8By1(dst *[3]*float64, src *[]uint8, weights *float64, bands, lo, n int)

//go:noescape
func avxUint8By3(dst *[3]*float64, src *[]uint8, weights *float64, bands, lo, n int)

//go:noescape
func avxUint16By1(dst *[3]*float64, src *[]uint16, weights *float64, bands, lo, n int)

//go:noescape
func avxUint16By3(dst *[3]*float64, src *[]uint16, weights *float64, bands, lo, n int)

//go:noescape
func avxFloat64By1(dst *[3]*float64, src *[]float64, weights *float64, bands, lo, n int)

//go:noescape
func avxFloat64By3(dst *[3]*float64, src *[]float64, weights *float64, bands, lo, n int)

//go:noescape
func avx512Uint8By1(dst *[3]*float64, src *[]uint8, weights *float64, bands, lo, n int)

//go:noescape
func avx512Uint8By3(dst *[3]*float64, src *[]uint8, weights *float64, bands, lo, n int)

//go:noescape
func avx512Uint16By1(dst *[3]*float64, src *[]uint16, weights *float64, bands, lo, n int)

//go:noescape
func avx512Uint16By3(dst *[3]*float64, src *[]uint16, weights *float64, bands, lo, n int)

//go:noescape
func avx512Float64By1(dst *[3]*float64, src *[]float64, weights *float64, bands, lo, n int)

//go:noescape
func avx512Float64By3(dst *[3]*float64, src *[]float64, weights *float64, bands, lo, n int)
