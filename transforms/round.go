package transforms

import "math"

// quantizer maps a value to an integer: (x − sub)·mul + add, rounded to the
// nearest, ties to even, and limited to low and high; NaN becomes low. The
// assembly relies on the order of the fields.
type quantizer struct{ sub, mul, add, low, high float64 }

func (q *quantizer) of(x float64) float64 {
	return math.RoundToEven(clamp(float64((x-q.sub)*q.mul)+q.add, q.low, q.high))
}

// undo turns what q made of values back, but for rounding and limits.
func (q *quantizer) undo(x []float64) {
	for i, v := range x {
		x[i] = float64((v-q.add)/q.mul) + q.sub
	}
}

// clamp returns x in [low, high], and low for NaN.
func clamp(x, low, high float64) float64 {
	switch {
	case x >= high:
		return high
	case x > low:
		return x
	}
	return low
}

// toUint8 fills dst with quantized samples; the limits of q are within uint8.
func (q *quantizer) toUint8(dst []uint8, x []float64) {
	for i := roundUint8(dst, x, q); i < len(x); i++ {
		dst[i] = uint8(q.of(x[i]))
	}
}

// toUint16 is the same for 16-bit samples.
func (q *quantizer) toUint16(dst []uint16, x []float64) {
	for i := roundUint16(dst, x, q); i < len(x); i++ {
		dst[i] = uint16(q.of(x[i]))
	}
}

// toFloat32 fills dst with x rounded to float32.
func toFloat32(dst, x []float64) {
	for i := roundFloat32(dst, x); i < len(x); i++ {
		dst[i] = float64(float32(x[i]))
	}
}
