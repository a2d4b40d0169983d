package stats

// planes sums chunks of 8- and 16-bit samples: their sums, products and
// extremes. Where vector code does the work, samples are first taken about a
// pivot c: with x = u − c, Σuv = Σxy + c·Σy + d·Σx + n·c·d.
type planes[T uint8 | uint16] struct {
	bands     int
	products  bool
	low, high []T // extremes of the last chunk
}

func newPlanes[T uint8 | uint16](bands int, products bool) planes[T] {
	return planes[T]{bands: bands, products: products, low: make([]T, bands), high: make([]T, bands)}
}

// add adds the sums of the planes p[b·stride:][:n] to sum, the sums of their
// products to cross, and sets the extremes. cross is an upper triangle, or
// holds just the squares where products are not asked for. n is at most chunk.
func (s *planes[T]) add(w *workspace, p []T, stride, n int, sum, cross []uint64) {
	if !vectors {
		s.addPlain(p, stride, n, sum, cross)
		return
	}
	if bytes, ok := any(p).([]uint8); ok && s.bands == 3 && s.products {
		low, high := [3]uint8{255, 255, 255}, [3]uint8{}
		rgb8(bytes, stride, n, (*[3]uint64)(sum), (*[6]uint64)(cross), &low, &high)
		for b := range 3 {
			s.low[b], s.high[b] = T(low[b]), T(high[b])
		}
		return
	}
	w.gram.begin(s.bands, n)
	w.sums, w.pivots = grow(w.sums, s.bands), grow(w.pivots, s.bands)
	for b := range s.bands {
		s.center(w, p[b*stride:][:n], b)
		sum[b] += uint64(w.sums[b] + int64(n)*w.pivots[b])
	}
	unpivot := func(dot int64, i, j int) uint64 {
		c, d := w.pivots[i], w.pivots[j]
		return uint64(dot + c*w.sums[j] + d*w.sums[i] + int64(n)*c*d)
	}
	if !s.products {
		for b := range s.bands {
			cross[b] += unpivot(w.gram.dot(b, b), b, b)
		}
		return
	}
	w.dots = grow(w.dots, len(cross))
	w.gram.products(w.dots)
	k := 0
	for i := range s.bands {
		for j := i; j < s.bands; j++ {
			cross[k] += unpivot(w.dots[k], i, j)
			k++
		}
	}
}

// center writes plane b about its pivot.
func (s *planes[T]) center(w *workspace, x []T, b int) {
	switch x := any(x).(type) {
	case []uint8:
		sum, low, high := center8(w.gram.plane(b), x)
		s.low[b], s.high[b], w.pivots[b], w.sums[b] = T(low), T(high), 128, sum
		w.gram.bound(b, 128)
	case []uint16:
		low, high := range16(x)
		pivot := int64(low) + (int64(high)-int64(low)+1)/2
		s.low[b], s.high[b], w.pivots[b] = T(low), T(high), pivot
		w.sums[b] = center16(w.gram.plane(b), x, uint16(pivot))
		w.gram.bound(b, max(pivot-int64(low), int64(high)-pivot))
	}
}

// addPlain is add in plain loops, without a pivot.
func (s *planes[T]) addPlain(p []T, stride, n int, sum, cross []uint64) {
	for b := range s.bands {
		x := p[b*stride:][:n]
		var total uint64
		l, h := x[0], x[0]
		for _, v := range x {
			total += uint64(v)
			l, h = min(l, v), max(h, v)
		}
		sum[b] += total
		s.low[b], s.high[b] = l, h
	}
	k := 0
	for i := range s.bands {
		x := p[i*stride:][:n]
		if !s.products {
			cross[i] += dotPlain(x, x)
			continue
		}
		for j := i; j < s.bands; j++ {
			cross[k] += dotPlain(x, p[j*stride:][:n])
			k++
		}
	}
}

func dotPlain[T uint8 | uint16](x, y []T) uint64 {
	var s uint64
	y = y[:len(x)]
	for i, v := range x {
		s += uint64(v) * uint64(y[i])
	}
	return s
}
