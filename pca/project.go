package pca

import (
	"fmt"
	"math"
)

// Project fills dst [k][n] with the components of src [d][n], stored values
// band after band. Each component is the sum over bands, in their order, of
// weight·(x − mean), every product rounded before it is added, so that the
// bits are the same on every machine. NaN gives NaN. Project panics where the
// shapes do not fit.
func (m *Model) Project(dst, src [][]float64) { project(m, dst, src, 0) }

// ProjectUint8 is Project for 8-bit samples.
func (m *Model) ProjectUint8(dst [][]float64, src [][]uint8) {
	project(m, dst, src, 0)
}

// ProjectUint16 is Project for 16-bit samples that hold the stored value plus
// bias (32768 for int16, 0 for uint16).
func (m *Model) ProjectUint16(dst [][]float64, src [][]uint16, bias float64) {
	project(m, dst, src, bias)
}

// Reconstruct fills dst [d][n] with the bands that the components src [k][n]
// stand for: mean + scale · Σ component · loading. With k = d it is the
// inverse of Project; with fewer it is the closest point, in the units of
// scale, that the components reach. It panics where the shapes do not fit.
func (m *Model) Reconstruct(dst, src [][]float64) {
	n := checkPlanes("reconstruct", dst, len(m.Bands), src, len(m.Components))
	inverse := m.reconstruction()
	for lo := 0; lo < n; lo += tile {
		hi := min(lo+tile, n)
		for b := range dst {
			acc := dst[b][lo:hi]
			clear(acc)
			for c := range src {
				weight := inverse[b][c] * m.deviation(c)
				for i, y := range src[c][lo:hi] {
					acc[i] += float64(weight * y)
				}
			}
			for i, v := range acc {
				acc[i] = float64(v*m.Scale[b]) + m.Mean[b]
			}
		}
	}
}

// reconstruction returns what components are multiplied by to give bands,
// [d][k].
func (m *Model) reconstruction() [][]float64 {
	if len(m.Inverse) > 0 {
		return m.Inverse
	}
	r := make([][]float64, len(m.Bands))
	for b := range r {
		r[b] = make([]float64, len(m.Components))
		for c := range r[b] {
			r[b][c] = m.Components[c][b]
		}
	}
	return r
}

// deviation is what whitening divides component c by.
func (m *Model) deviation(c int) float64 {
	if m.Whiten {
		return math.Sqrt(m.ExplainedVariance[c])
	}
	return 1
}

func checkPlanes[D, S sample](verb string, dst [][]D, wantDst int, src [][]S, wantSrc int) int {
	if len(dst) != wantDst || len(src) != wantSrc {
		panic(fmt.Sprintf("pca: %s %d planes into %d, the model wants %d into %d", verb, len(src), len(dst), wantSrc, wantDst))
	}
	n := len(src[0])
	for _, p := range dst {
		if len(p) != n {
			panic(fmt.Sprintf("pca: %s planes of %d and %d pixels", verb, n, len(p)))
		}
	}
	for _, p := range src {
		if len(p) != n {
			panic(fmt.Sprintf("pca: %s planes of %d and %d pixels", verb, n, len(p)))
		}
	}
	return n
}
