package stats

// sumPlanes adds the sums of the planes p[b·stride:][:n] to sum, the sums of
// their products to cross, and sets the extremes of each plane. cross is an
// upper triangle, or holds just the squares where it is as long as sum.
func sumPlanes[T uint8 | uint16](p []T, stride, n, bands int, sum, cross []uint64, low, high []T) {
	for b := range bands {
		x := p[b*stride:][:n]
		var s uint64
		l, h := x[0], x[0]
		for _, v := range x {
			s += uint64(v)
			l, h = min(l, v), max(h, v)
		}
		sum[b] += s
		low[b], high[b] = l, h
	}
	if len(cross) == bands {
		for b := range bands {
			x := p[b*stride:][:n]
			cross[b] += dot(x, x)
		}
		return
	}
	k := 0
	for i := range bands {
		for j := i; j < bands; j++ {
			cross[k] += dot(p[i*stride:][:n], p[j*stride:][:n])
			k++
		}
	}
}

func dot[T uint8 | uint16](x, y []T) uint64 {
	var s uint64
	y = y[:len(x)]
	for i, v := range x {
		s += uint64(v) * uint64(y[i])
	}
	return s
}
