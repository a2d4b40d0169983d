package tiff

import "github.com/bandprep/bandprep/raster"

// ycbcr converts luma and colour differences to red, green and blue with the
// 32-bit floats and the 16 fractional bits of libtiff, so that every sample
// agrees with it.
type ycbcr struct {
	luma           [256]int32
	redCr, blueCb  [256]int32
	greenCr, green [256]int32 // 16 fractional bits; green is the part of Cb
}

// newYCbCr reads the weights of the colours in luma and the codes of black and
// white.
func newYCbCr(d *directory) (*ycbcr, error) {
	weights := []float32{0.299, 0.587, 0.114}
	codes := []float32{0, 255, 128, 255, 128, 255}
	take(weights, d.doubles(tagYCbCrCoefficients))
	take(codes, d.doubles(tagReferenceBlackWhite))
	if !(weights[1] != 0) {
		return nil, raster.Broken(roomName, d.place, "YCbCr coefficients %v", weights)
	}
	fix := func(v float32) int32 { return int32(float64(clampFloat(v, 0, 2))*65536 + 0.5) }
	f1 := 2 - float32(2*weights[0])
	f3 := 2 - float32(2*weights[2])
	d1, d2 := fix(f1), -fix(float32(weights[0]*f1)/weights[1])
	d3, d4 := fix(f3), -fix(float32(weights[2]*f3)/weights[1])
	t := new(ycbcr)
	for i := range 256 {
		x := int32(i) - 128
		cr := int32(clampFloat(codeToValue(x, codes[4]-128, codes[5]-128, 127), -4096, 4096))
		cb := int32(clampFloat(codeToValue(x, codes[2]-128, codes[3]-128, 127), -4096, 4096))
		t.redCr[i] = (d1*cr + 32768) >> 16
		t.blueCb[i] = (d3*cb + 32768) >> 16
		t.greenCr[i] = d2 * cr
		t.green[i] = d4*cb + 32768
		t.luma[i] = int32(clampFloat(codeToValue(x+128, codes[0], codes[1], 255), -4096, 4096))
	}
	return t, nil
}

// take copies as many numbers as there are, if there are enough.
func take(dst []float32, src []float64) {
	if len(src) < len(dst) {
		return
	}
	for i := range dst {
		dst[i] = float32(src[i])
	}
}

func codeToValue(code int32, black, white, scale float32) float32 {
	width := white - black
	if width == 0 || width != width {
		width = 1
	}
	return float32(float32(code-int32(clampFloat(black, -65536, 65536)))*scale) / width
}

// clampFloat limits v; NaN becomes low.
func clampFloat(v, low, high float32) float32 {
	switch {
	case !(v >= low):
		return low
	case v > high:
		return high
	}
	return v
}

func clamp8(v int32) uint8 { return uint8(max(0, min(255, v))) }

func (t *ycbcr) rgb(y, cb, cr uint8) (red, green, blue uint8) {
	l := t.luma[y]
	return clamp8(l + t.redCr[cr]), clamp8(l + (t.green[cb]+t.greenCr[cr])>>16), clamp8(l + t.blueCb[cb])
}
