package transforms

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestRoundKernelsEqualLoops compares with the loops, on ties, limits, NaN and
// infinities too.
func TestRoundKernelsEqualLoops(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	special := []float64{0, math.Copysign(0, -1), 0.5, 1.5, 2.5, 254.5, 255.5, -0.5, 65534.5, 65535.5,
		1e300, -1e300, math.NaN(), math.Inf(1), math.Inf(-1), math.SmallestNonzeroFloat64, 0.49999999999999994}
	for _, n := range []int{0, 1, 7, 8, 9, 64, 67} {
		x := make([]float64, n)
		for i := range x {
			if x[i] = r.NormFloat64() * 300; r.IntN(2) == 0 {
				x[i] = special[r.IntN(len(special))]
			}
		}
		for _, q := range []quantizer{{0, 1, 0, 0, 255}, {-100, 0.7, 1, 1, 255}} {
			got := make([]uint8, n)
			q.toUint8(got, x)
			for i, v := range x {
				if want := uint8(q.of(v)); got[i] != want {
					t.Errorf("%v of %v: %d instead of %d", q, v, got[i], want)
				}
			}
		}
		for _, q := range []quantizer{{0, 1, 32768, 0, 65535}, {-100, 77.7, 1, 1, 65535}} {
			got := make([]uint16, n)
			q.toUint16(got, x)
			for i, v := range x {
				if want := uint16(q.of(v)); got[i] != want {
					t.Errorf("%v of %v: %d instead of %d", q, v, got[i], want)
				}
			}
		}
		got := make([]float64, n)
		toFloat32(got, x)
		for i, v := range x {
			if want := float64(float32(v)); math.Float64bits(got[i]) != math.Float64bits(want) && v == v {
				t.Errorf("%v became %v instead of %v", v, got[i], want)
			}
		}
	}
}
