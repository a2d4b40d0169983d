package jp2

import "github.com/bandprep/bandprep/raster"

// undoReversible undoes the reversible component transform (T.800 G.2) in
// place.
func undoReversible(a, b, c []int32) {
	b, c = b[:len(a)], c[:len(a)]
	for i, y := range a {
		u, v := b[i], c[i]
		g := y - (u+v)>>2
		a[i], b[i], c[i] = v+g, g, u+g
	}
}

// undoIrreversible undoes the irreversible component transform (T.800 G.3),
// with the coefficients of five digits that OpenJPEG has.
func undoIrreversible(a, b, c []float32) {
	b, c = b[:len(a)], c[:len(a)]
	for i, y := range a {
		u, v := b[i], c[i]
		a[i] = y + float32(1.402*v)
		b[i] = y - float32(0.34413*u) - float32(0.71414*v)
		c[i] = y + float32(1.772*u)
	}
}

// toRGB converts the first three bands of b, luma and chroma of so many bits,
// to red, green and blue with the arithmetic of OpenJPEG: products of chroma lose
// their fractions, towards zero, before they are added. Chroma is about half of the
// range.
func toRGB(b *raster.Block, bits int) {
	if b.U8 != nil {
		planesToRGB(b.U8, b.Window.Pixels(), bits)
		return
	}
	planesToRGB(b.U16, b.Window.Pixels(), bits)
}

func planesToRGB[T uint8 | uint16](s []T, n, bits int) {
	top, middle := int32(1)<<bits-1, int32(1)<<(bits-1)
	ys, us, vs := s[:n], s[n:2*n], s[2*n:3*n]
	for i, y := range ys {
		y, u, v := int32(y), float64(int32(us[i])-middle), float64(int32(vs[i])-middle)
		ys[i] = T(min(max(y+int32(1.402*v), 0), top))
		us[i] = T(min(max(y-int32(float64(0.344*u)+float64(0.714*v)), 0), top))
		vs[i] = T(min(max(y+int32(1.772*u), 0), top))
	}
}
