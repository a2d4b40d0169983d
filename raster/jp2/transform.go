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

// undoIrreversible undoes the irreversible component transform (T.800 G.3).
func undoIrreversible(a, b, c []float32) {
	b, c = b[:len(a)], c[:len(a)]
	for i, y := range a {
		u, v := b[i], c[i]
		a[i] = y + float32(1.402*v)
		b[i] = y - float32(0.344136*u) - float32(0.714136*v)
		c[i] = y + float32(1.772*u)
	}
}

// toRGB converts the first three bands of b from YCbCr as GDAL does for 4:2:0.
func toRGB(b *raster.Block) {
	n := b.Window.Pixels()
	ys, us, vs := b.U8[:n], b.U8[n:2*n], b.U8[2*n:3*n]
	for i, y := range ys {
		y, u, v := float64(y), float64(us[i])-128, float64(vs[i])-128
		ys[i] = toByte(y + float64(1.402*v))
		us[i] = toByte(y - float64(0.344*u) - float64(0.714*v))
		vs[i] = toByte(y + float64(1.772*u))
	}
}

func toByte(v float64) uint8 { return uint8(min(max(v, 0), 255)) }
