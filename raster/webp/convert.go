package webp

import "image"

// lossy puts the pixels of a VP8 frame into planes. Chroma has half the width
// and height. Row 0 lies outside of all chroma rows and uses the first one
// alone; rows 2k+1 and 2k+2 lie between chroma rows k and k+1; the last row of
// an even height uses the last one alone.
func (to *planes) lossy(m *image.YCbCr, w, h int) {
	half := (w + 1) / 2
	cb := func(k int) []uint8 { return m.Cb[k*m.CStride:][:half] }
	cr := func(k int) []uint8 { return m.Cr[k*m.CStride:][:half] }
	u, v := make([]uint8, w), make([]uint8, w)
	for y := range h {
		near := y / 2
		far := near
		if y&1 == 1 {
			far = min(near+1, (h-1)/2)
		} else if y > 0 {
			far = near - 1
		}
		enlarge(u, cb(near), cb(far))
		enlarge(v, cr(near), cr(far))
		luma := m.Y[y*m.YStride:][:w]
		toRGB(luma, u, v, to.row(0, y, w), to.row(1, y, w), to.row(2, y, w))
	}
}

// enlarge computes a row of chroma at full width from the nearer and the
// farther row at half width, as libwebp does: the weights are 9, 3, 3, 1 of 16,
// taken in two steps that each round down after adding the rounding constant
// of the first only.
func enlarge(dst, near, far []uint8) {
	n := len(dst)
	edge := func(i int) uint8 { return uint8((3*int(near[i]) + int(far[i]) + 2) >> 2) }
	dst[0] = edge(0)
	for i := 1; 2*i-1 < n; i++ {
		if i == len(near) { // the last pixel of an even width
			dst[2*i-1] = edge(i - 1)
			return
		}
		a, b, c, d := int(near[i-1]), int(near[i]), int(far[i-1]), int(far[i])
		sum := a + b + c + d + 8
		dst[2*i-1] = uint8(((sum+2*(b+c))>>3 + a) >> 1)
		if 2*i < n {
			dst[2*i] = uint8(((sum+2*(a+d))>>3 + b) >> 1)
		}
	}
}

// toRGB converts limited-range BT.601 with 14-bit coefficients, of which
// products keep 6 fractional bits.
func toRGB(luma, u, v, r, g, b []uint8) {
	u, v, r, g, b = u[:len(luma)], v[:len(luma)], r[:len(luma)], g[:len(luma)], b[:len(luma)]
	for i, y := range luma {
		l, cb, cr := int(y)*19077>>8, int(u[i]), int(v[i])
		r[i] = clip(l + cr*26149>>8 - 14234)
		g[i] = clip(l - cb*6419>>8 - cr*13320>>8 + 8708)
		b[i] = clip(l + cb*33050>>8 - 17685)
	}
}

func clip(v int) uint8 {
	v >>= 6
	if uint(v) <= 255 {
		return uint8(v)
	}
	if v < 0 {
		return 0
	}
	return 255
}

// unfilter undoes the prediction of alpha: from the left, from above, or from
// both. The first row is always predicted from the left and the first
// column of the other rows from above.
func unfilter(alpha []uint8, w, filter int) {
	if filter == 0 {
		return
	}
	for x := 1; x < w; x++ {
		alpha[x] += alpha[x-1]
	}
	for row := alpha[w:]; len(row) > 0; row = row[w:] {
		above := alpha[len(alpha)-len(row)-w:]
		row[0] += above[0]
		for x := 1; x < w; x++ {
			switch filter {
			case 1:
				row[x] += row[x-1]
			case 2:
				row[x] += above[x]
			default:
				row[x] += uint8(min(max(int(row[x-1])+int(above[x])-int(above[x-1]), 0), 255))
			}
		}
	}
}
