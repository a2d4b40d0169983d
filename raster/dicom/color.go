package dicom

import (
	"math"

	"github.com/bandprep/bandprep/raster"
)

// toRGB turns luma and chroma of full range, of so many bits, into red, green
// and blue, rounded to the nearest value: PS3.3, C.7.6.3.1.2, solved for R, G, B.
func toRGB(b *raster.Block, bits int) {
	switch {
	case b.U8 != nil:
		planesToRGB(b.U8, bits)
	case b.U16 != nil:
		planesToRGB(b.U16, bits)
	}
}

func planesToRGB[T uint8 | uint16](s []T, bits int) {
	high, middle := float64(uint(1)<<bits-1), float64(uint(1)<<(bits-1))
	n := len(s) / 3
	for i := range n {
		y, cb, cr := float64(s[i]), float64(s[n+i])-middle, float64(s[2*n+i])-middle
		sample := func(v float64) T { return T(math.Floor(min(max(v, 0), high) + 0.5)) }
		s[i] = sample(y + float64(1.402*cr))
		s[n+i] = sample(y - float64(0.344136*cb) - float64(0.714136*cr))
		s[2*n+i] = sample(y + float64(1.772*cb))
	}
}
