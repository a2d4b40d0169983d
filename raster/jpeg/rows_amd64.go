//go:build !noasm

package jpeg

// The kernels over rows take vectors of 32 samples. They read and write up to
// 64 bytes beyond a row, which the buffers of a strip allow for, except that
// convertYCC32 writes rows of width samples, at least 32.

//go:noescape
func convertYCC32(red, green, blue *byte, width, count int, in *[4]rows)

//go:noescape
func upsampleH2V2x32(upper, lower, above, below *byte, n int)

//go:noescape
func upsampleH2x32(out, in *byte, n int)

//go:noescape
func upsampleV2x32(out, near, other *byte, n int, bias uint64)

// rowSlack is how many bytes beyond its samples a row may be touched.
const rowSlack = 64

func convertYCC(r, g, b []byte, width, count int, in *[4]rows) {
	if !hasAVX2 {
		convertYCCGo(r, g, b, width, count, in)
		return
	}
	if width >= 32 {
		last := width*count - 1
		_, _, _ = r[last], g[last], b[last]
		convertYCC32(&r[0], &g[0], &b[0], width, count, in)
		return
	}
	for row := range count {
		var t [96]byte
		one := [4]rows{{pix: in[0].pix[row*in[0].stride:]}, {pix: in[1].pix[row*in[1].stride:]}, {pix: in[2].pix[row*in[2].stride:]}}
		convertYCC32(&t[0], &t[32], &t[64], 32, 1, &one)
		copy(r[row*width:(row+1)*width], t[:])
		copy(g[row*width:(row+1)*width], t[32:])
		copy(b[row*width:(row+1)*width], t[64:])
	}
}

func upsampleH2V2(upper, lower, above, below []byte) {
	if !hasAVX2 {
		upsampleH2V2Go(upper, lower, above, below)
		return
	}
	n := len(above)
	upsampleH2V2x32(&upper[0], &lower[0], &above[0], &below[0], n)
	a, b := uint(above[0]), uint(below[0])
	upper[0], lower[0] = byte((12*a+4*b+8)>>4), byte((12*b+4*a+8)>>4)
	a, b = uint(above[n-1]), uint(below[n-1])
	upper[2*n-1], lower[2*n-1] = byte((12*a+4*b+7)>>4), byte((12*b+4*a+7)>>4)
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
