package pca

import (
	"math"
	"math/rand/v2"
	"testing"
)

// randomModel has d bands and k components without being orthonormal; the
// kernels do not care.
func randomModel(r *rand.Rand, d, k int) *Model {
	m := &Model{Bands: make([]string, d)}
	for range d {
		m.Mean = append(m.Mean, r.NormFloat64()*1000)
		m.Scale = append(m.Scale, 1+r.Float64())
	}
	for range k {
		row := make([]float64, d)
		for b := range row {
			row[b] = r.NormFloat64()
		}
		m.Components = append(m.Components, row)
		m.ExplainedVariance = append(m.ExplainedVariance, 1+r.Float64())
	}
	return m
}

func randomPlanes[T sample](r *rand.Rand, d, n int) [][]T {
	planes := make([][]T, d)
	for b := range planes {
		planes[b] = make([]T, n)
		for i := range planes[b] {
			planes[b][i] = T(r.Uint64N(1 << 16))
		}
	}
	return planes
}

// TestKernelsEqualLoops compares all bits with the loop that the doc comment
// of Project describes, pixel by pixel, and looks at guard values around.
func TestKernelsEqualLoops(t *testing.T) {
	eachKernel(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(1, 2))
		for _, n := range []int{0, 1, 7, 8, 9, 64, tile - 1, tile, tile + 13, 3*tile + 5} {
			for _, d := range []int{1, 2, 13} {
				for _, k := range []int{1, 2, 3, 4, 7} {
					m := randomModel(r, d, k)
					m.Whiten = k == 2
					compareKernel(t, m, randomPlanes[uint8](r, d, n), 0, m.ProjectUint8)
					compareKernel(t, m, randomPlanes[uint16](r, d, n), 32768, func(dst [][]float64, src [][]uint16) { m.ProjectUint16(dst, src, 32768) })
					f := randomPlanes[float64](r, d, n)
					if n > 9 {
						f[0][3], f[d-1][9] = math.NaN(), math.Inf(1)
					}
					compareKernel(t, m, f, 0, m.Project)
				}
			}
		}
	})
}

func compareKernel[T sample](t *testing.T, m *Model, src [][]T, bias float64, project func(dst [][]float64, src [][]T)) {
	t.Helper()
	const guard = 12345
	n := len(src[0])
	dst, padded := make([][]float64, len(m.Components)), make([][]float64, len(m.Components))
	for c := range dst {
		padded[c] = make([]float64, n+2)
		padded[c][0], padded[c][n+1] = guard, guard
		dst[c] = padded[c][1 : n+1 : n+1]
	}
	project(dst, src)
	for c, got := range dst {
		if padded[c][0] != guard || padded[c][n+1] != guard {
			t.Fatalf("%T: component %d was written out of bounds", src, c)
		}
		for i := range got {
			want := 0.0
			for b := range src {
				w := m.Components[c][b] / m.Scale[b] / m.deviation(c)
				want += float64(w * (float64(src[b][i]) - (m.Mean[b] + bias)))
			}
			if math.Float64bits(got[i]) != math.Float64bits(want) && !(got[i] != got[i] && want != want) {
				t.Fatalf("%T: component %d, pixel %d of %d is %v, the loop gives %v", src, c, i, n, got[i], want)
			}
		}
	}
}

func BenchmarkProject13To3(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	m := randomModel(r, 13, 3)
	const n = 1 << 16
	src, dst := randomPlanes[uint16](r, 13, n), randomPlanes[float64](r, 3, n)
	b.Run("kernel", func(b *testing.B) {
		b.SetBytes(n)
		for b.Loop() {
			m.ProjectUint16(dst, src, 0)
		}
	})
	b.Run("loop", func(b *testing.B) {
		b.SetBytes(n)
		w := m.weights(0, 3, 0)
		for b.Loop() {
			for lo := 0; lo < n; lo += tile {
				project3(dst, src, w, lo, lo+tile)
			}
		}
	})
}
