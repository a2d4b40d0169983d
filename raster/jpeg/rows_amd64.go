//go:build !noasm

package jpeg

// The kernels over rows take vectors of 32 samples. They read and write up to
// 64 bytes beyond a row, which the buffers of a strip allow for, except that
// convertYCC32 writes n samples, at least 32.

//go:noescape
func convertYCC32(red, green, blue, y, cb, cr *byte, n int)

//go:noescape
func upsampleH2V2x32(out, near, other *byte, n int)

//go:noescape
func upsampleH2x32(out, in *byte, n int)

//go:noescape
func upsampleV2x32(out, near, other *byte, n int, bias uint64)

// rowSlack is how many bytes beyond its samples a row may be touched.
const rowSlack = 64

func convertYCC(r, g, b, y, cb, cr []byte) {
	n := len(r)
	switch {
	case !hasAVX2:
		convertYCCGo(r, g, b, y, cb, cr)
	case n >= 32:
		_, _ = g[n-1], b[n-1]
		convertYCC32(&r[0], &g[0], &b[0], &y[0], &cb[0], &cr[0], n)
	default:
		var t [96]byte
		convertYCC32(&t[0], &t[32], &t[64], &y[0], &cb[0], &cr[0], 32)
		copy(r, t[:n])
		copy(g, t[32:32+n])
		copy(b, t[64:64+n])
	}
}

func upsampleH2V2(out, near, other []byte) {
	if !hasAVX2 {
		upsampleH2V2Go(out, near, other)
		return
	}
	n := len(near)
	upsampleH2V2x32(&out[0], &near[0], &other[0], n)
	first, last := 3*uint(near[0])+uint(other[0]), 3*uint(near[n-1])+uint(other[n-1])
	out[0], out[2*n-1] = byte((4*first+8)>>4), byte((4*last+7)>>4)
}

func upsampleH2(out, in []byte) {
	if !hasAVX2 {
		upsampleH2Go(out, in)
		return
	}
	n := len(in)
	upsampleH2x32(&out[0], &in[0], n)
	out[0], out[2*n-1] = in[0], in[n-1]
}

func upsampleV2(out, near, other []byte, bias uint) {
	if !hasAVX2 {
		upsampleV2Go(out, near, other, bias)
		return
	}
	upsampleV2x32(&out[0], &near[0], &other[0], len(near), uint64(bias)*0x0001000100010001)
}
