//go:build !noasm

package tiff

import "golang.org/x/sys/cpu"

var hasAVX2 = cpu.X86.HasAVX2

// transpose16 is [sort16Go] for groups of 16 pixels and 1 to 8 bands. It reads
// 16 bytes of every pixel. Plane and step are in bytes.
//
//go:noescape
func transpose16(dst *uint16, plane uintptr, src *byte, step uintptr, groups, bands int, bias uint16)

// transpose8 is [sort8Go] for groups of 16 pixels and 1 to 4 bands. It reads 4
// bytes of every pixel.
//
//go:noescape
func transpose8(dst *byte, plane uintptr, src *byte, step uintptr, groups, bands int)

// transposeF32 is [sortF32Go] for groups of 4 pixels and 1 to 4 bands. It reads
// 16 bytes of every pixel, or 4 if that is all it has.
//
//go:noescape
func transposeF32(dst *float64, plane uintptr, src *byte, step uintptr, groups, bands int)

// weaveF32 is [weave3Go] for groups of 4 pixels. It writes 4 bytes more.
//
//go:noescape
func weaveF32(dst *byte, x, y, z *float64, groups int)

// merge4 is [mergeGo] for groups of 16 numbers of 4 bytes.
//
//go:noescape
func merge4(dst, src *byte, plane uintptr, groups int)

// The sums are those of 16 bytes of each pixel over the pixels so far: of
// bytes, or of little-endian numbers of 16 or 32 bits.
//
//go:noescape
func sums8(dst, src *byte, step uintptr, pixels int)

//go:noescape
func sums16(dst, src *byte, step uintptr, pixels int)

//go:noescape
func sums32(dst, src *byte, step uintptr, pixels int)

// sort16 sorts n pixels of interleaved samples by band, see [sort16Go]. It may
// look at what lies behind src, up to its capacity.
func sort16(dst []uint16, plane int, src []byte, samples, n int, bias uint16) {
	done := 0
	if step := 2 * samples; hasAVX2 && n >= 16 && samples > 1 {
		// The last group must not read behind the memory of src.
		done = n &^ 15
		for over := (samples - 1) &^ 7 * 2; (done-1)*step+over+16 > cap(src); done -= 16 {
		}
		for b := 0; b < samples && done > 0; b += 8 {
			transpose16(&dst[b*plane], uintptr(2*plane), &src[2*b], uintptr(step), done/16, min(samples-b, 8), bias)
		}
	}
	sort16Go(dst[done:], plane, src[done*2*samples:], samples, n-done, bias)
}

// sort8 sorts n pixels of interleaved samples by band, see [sort8Go].
func sort8(dst []uint8, plane int, src []byte, samples, n int) {
	done := 0
	if hasAVX2 && n >= 16 && samples > 1 {
		done = n &^ 15
		for over := (samples - 1) &^ 3; (done-1)*samples+over+4 > cap(src); done -= 16 {
		}
		for b := 0; b < samples && done > 0; b += 4 {
			transpose8(&dst[b*plane], uintptr(plane), &src[b], uintptr(samples), done/16, min(samples-b, 4))
		}
	}
	sort8Go(dst[done:], plane, src[done*samples:], samples, n-done)
}

// sortF32 sorts n pixels of interleaved floats by band, see [sortF32Go].
func sortF32(dst []float64, plane int, src []byte, samples, n int) {
	done := 0
	if hasAVX2 && n >= 4 {
		done = n &^ 3
		for over := 4 * ((samples - 1) &^ 3); samples > 1 && (done-1)*4*samples+over+16 > cap(src); done -= 4 {
		}
		for b := 0; b < samples && done > 0; b += 4 {
			transposeF32(&dst[b*plane], uintptr(8*plane), &src[4*b], uintptr(4*samples), done/4, min(samples-b, 4))
		}
	}
	sortF32Go(dst[done:], plane, src[done*4*samples:], samples, n-done)
}

// weave3 makes pixels of three bands, see [weave3Go].
func weave3(dst []byte, x, y, z []float64) {
	done := 0
	if n := len(x); hasAVX2 && n > 4 {
		done = (n - 1) &^ 3
		weaveF32(&dst[:12*n][0], &x[0], &y[:n][0], &z[:n][0], done/4)
	}
	weave3Go(dst[12*done:], x[done:], y[done:], z[done:])
}

// merge makes numbers of planes of bytes, see [mergeGo].
func merge(dst, src []byte, size int) {
	n := len(src) / size
	done := 0
	if hasAVX2 && size == 4 && n >= 16 {
		done = n &^ 15
		merge4(&dst[0], &src[0], uintptr(n), done/16)
	}
	mergeGo(dst, src, size, done)
}

// accumulate undoes predictor 2, see [accumulateGo].
func accumulate(dst, src []byte, samples, size int) {
	step := samples * size
	pixels := len(src) / step
	// Sixteen bytes are read and written at each pixel.
	if slack := 16 - step; slack > 0 {
		pixels -= (slack + step - 1) / step
	}
	if !hasAVX2 || size == 8 || pixels < 2 {
		accumulateGo(dst, src, samples, size, 0)
		return
	}
	sums := sums32
	switch size {
	case 1:
		sums = sums8
	case 2:
		sums = sums16
	}
	for at := 0; ; at += 16 {
		last := at+16 >= step
		if last && step > 16 {
			at = step - 16
		}
		sums(&dst[at], &src[at], uintptr(step), pixels)
		if last {
			break
		}
	}
	accumulateGo(dst, src, samples, size, pixels)
}
