package pca

// sample is what bands and components are made of.
type sample interface{ uint8 | uint16 | float64 }

// tile is the number of pixels that are worked on at a time, so that they stay
// in the first-level cache while each group of components reads them.
const tile = 512

// group is how many components the kernels make at a time; what remains is
// made one by one.
const group = 3

// project fills dst with components, in tiles: as many pixels of each as the
// processor's kernel takes, the rest by the loops of this file.
func project[T sample](m *Model, dst [][]float64, src [][]T, bias float64) {
	n := checkPlanes("project", dst, len(m.Components), src, len(m.Bands))
	type part struct {
		dst     [][]float64
		weights []float64
	}
	var parts []part
	for c := 0; c < len(dst); {
		count := 1
		if len(dst)-c >= group {
			count = group
		}
		parts = append(parts, part{dst[c : c+count], m.weights(c, count, bias)})
		c += count
	}
	for lo := 0; lo < n; lo += tile {
		hi := min(lo+tile, n)
		for _, p := range parts {
			done := lo + projectFast(p.dst, src, p.weights, lo, hi)
			if len(p.dst) == group {
				project3(p.dst, src, p.weights, done, hi)
			} else {
				project1(p.dst, src, p.weights, done, hi)
			}
		}
	}
}

// weights returns, for components first to first+count, band after band: the
// mean with bias, then what x − mean is multiplied by for each component.
func (m *Model) weights(first, count int, bias float64) []float64 {
	w := make([]float64, 0, len(m.Bands)*(count+1))
	for b, mean := range m.Mean {
		w = append(w, mean+bias)
		for c := first; c < first+count; c++ {
			w = append(w, m.Components[c][b]/m.Scale[b]/m.deviation(c))
		}
	}
	return w
}

// project1 makes one component of pixels lo to hi; weights are those of
// [Model.weights].
func project1[T sample](dst [][]float64, src [][]T, weights []float64, lo, hi int) {
	a := dst[0][lo:hi]
	clear(a)
	for b, plane := range src {
		w := weights[2*b:][:2]
		for i, v := range plane[lo:hi] {
			a[i] += float64(w[1] * (float64(v) - w[0]))
		}
	}
}

// project3 makes three.
func project3[T sample](dst [][]float64, src [][]T, weights []float64, lo, hi int) {
	a := dst[0][lo:hi]
	b, c := dst[1][lo:][:len(a)], dst[2][lo:][:len(a)]
	clear(a)
	clear(b)
	clear(c)
	for band, plane := range src {
		w := weights[4*band:][:4]
		mean, wa, wb, wc := w[0], w[1], w[2], w[3]
		for i, v := range plane[lo:][:len(a)] {
			x := float64(v) - mean
			a[i] += float64(wa * x)
			b[i] += float64(wb * x)
			c[i] += float64(wc * x)
		}
	}
}
