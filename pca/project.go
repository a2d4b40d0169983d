package pca

import (
	"fmt"
	"math"
)

// tile is the number of pixels that are projected at a time, so that the
// samples of a tile stay in the first-level cache while each component reads
// them.
const tile = 512

// Project fills dst [k][n] with the components of src [d][n], stored values
// band after band. Each component is the sum over bands, in their order, of
// weight·(x − mean), every product rounded before it is added, so that the
// bits are the same on every machine. NaN gives NaN. Project panics where the
// shapes do not fit.
func (m *Model) Project(dst, src [][]float64) {
	n := checkPlanes("project", dst, len(m.Components), src, len(m.Bands))
	w := m.weights()
	for lo := 0; lo < n; lo += tile {
		hi := min(lo+tile, n)
		for c := range w {
			acc := dst[c][lo:hi]
			clear(acc)
			for b, weight := range w[c] {
				mean := m.Mean[b]
				for i, x := range src[b][lo:hi] {
					acc[i] += float64(weight * (x - mean))
				}
			}
		}
	}
}

// Reconstruct fills dst [d][n] with the bands that the components src [k][n]
// stand for: mean + scale · Σ component · loading. With k = d it is the
// inverse of Project; with fewer it is the closest point, in the units of
// scale, that the components reach. It panics where the shapes do not fit.
func (m *Model) Reconstruct(dst, src [][]float64) {
	n := checkPlanes("reconstruct", dst, len(m.Bands), src, len(m.Components))
	for lo := 0; lo < n; lo += tile {
		hi := min(lo+tile, n)
		for b := range dst {
			acc := dst[b][lo:hi]
			clear(acc)
			for c := range src {
				weight := m.Components[c][b] * m.deviation(c)
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

// weights returns what x − mean is multiplied by, [k][d].
func (m *Model) weights() [][]float64 {
	w := make([][]float64, len(m.Components))
	for c, row := range m.Components {
		w[c] = make([]float64, len(row))
		for b, loading := range row {
			w[c][b] = loading / m.Scale[b] / m.deviation(c)
		}
	}
	return w
}

// deviation is what whitening divides component c by.
func (m *Model) deviation(c int) float64 {
	if m.Whiten {
		return math.Sqrt(m.ExplainedVariance[c])
	}
	return 1
}

func checkPlanes(verb string, dst [][]float64, wantDst int, src [][]float64, wantSrc int) int {
	if len(dst) != wantDst || len(src) != wantSrc {
		panic(fmt.Sprintf("pca: %s %d planes into %d, the model wants %d into %d", verb, len(src), len(dst), wantSrc, wantDst))
	}
	n := len(src[0])
	for _, planes := range [2][][]float64{dst, src} {
		for _, p := range planes {
			if len(p) != n {
				panic(fmt.Sprintf("pca: %s planes of %d and %d pixels", verb, n, len(p)))
			}
		}
	}
	return n
}
