package tiff

import (
	"math"

	"github.com/bandprep/bandprep/raster"
)

// cieLab converts 8-bit L*a*b* to red, green and blue with the 32-bit floats,
// the matrix and the table of 1500 steps that libtiff uses, so that every
// sample agrees with it.
type cieLab struct {
	white [3]float32 // X, Y, Z of the reference white
	gamma [labSteps + 1]float32
}

const labSteps = 1500

// labMatrix takes X, Y, Z to linear red, green, blue.
var labMatrix = [3][3]float32{{3.2410, -1.5374, -0.4986}, {-0.9692, 1.8760, 0.0416}, {0.0556, -0.2040, 1.0570}}

func newCIELab(d *directory) (*cieLab, error) {
	const sum = float32(96.4250 + 100 + 82.4680) // D50
	white := []float32{96.4250 / sum, 100 / sum}
	take(white, d.doubles(tagWhitePoint))
	if !(white[1] != 0) {
		return nil, raster.Broken(roomName, d.place, "white point %v", white)
	}
	t := &cieLab{white: [3]float32{white[0] / white[1] * 100, 100, (1 - white[0] - white[1]) / white[1] * 100}}
	for i := range t.gamma {
		t.gamma[i] = 255 * float32(math.Pow(float64(i)/labSteps, 1/float64(float32(2.4))))
	}
	return t, nil
}

func (t *cieLab) rgb(l, a, b uint8) (red, green, blue uint8) {
	var xyz [3]float32
	lightness := float32(float32(l)*100) / 255
	var cube float32
	if lightness < 8.856 {
		xyz[1] = float32(lightness*t.white[1]) / 903.292
		cube = float32(7.787*(xyz[1]/t.white[1])) + float32(16.0)/116
	} else {
		cube = (lightness + 16) / 116
		xyz[1] = float32(float32(t.white[1]*cube)*cube) * cube
	}
	xyz[0] = uncube(t.white[0], float32(int8(a))/500+cube)
	xyz[2] = uncube(t.white[2], cube-float32(int8(b))/200)
	var out [3]uint8
	for i, m := range labMatrix {
		v := float32(float32(m[0]*xyz[0])+float32(m[1]*xyz[1])) + float32(m[2]*xyz[2])
		v = min(max(v, 1), 100)
		step := min(int((v-1)/(float32(99)/labSteps)), labSteps)
		out[i] = uint8(min(float64(t.gamma[step])+0.5, 255))
	}
	return out[0], out[1], out[2]
}

func uncube(white, v float32) float32 {
	if v < 0.2069 {
		return float32(white*(v-0.13793)) / 7.787
	}
	return float32(float32(white*v)*v) * v
}
