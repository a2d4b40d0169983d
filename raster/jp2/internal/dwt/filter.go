package dwt

// filter is one of the two transforms.
type filter[T Sample] struct {
	steps int // lifting steps
	// row transforms one row of low and high samples into dst; odd is 1
	// where the first sample of dst is a high one. It scales the samples
	// for the columns, too: high is 1 in rows of the bands LH and HH.
	row func(dst, low, high []T, odd, vertical int)
	// column does a lifting step of the columns of one row, dst, with the
	// rows above and below.
	column func(step int, dst, above, below []T)
	start  func(r Rect)
}

func filterOf[T Sample]() filter[T] {
	var f any
	if Reach[T]() == 2 {
		f = filter53()
	} else {
		f = filter97()
	}
	return f.(filter[T])
}

func filter53() filter[int32] {
	var single Rect
	return filter[int32]{
		steps: 2,
		start: func(r Rect) { single = r },
		row: func(dst, low, high []int32, odd, vertical int) {
			row53(dst, low, high, odd)
			if vertical == 1 && single.Y1-single.Y0 == 1 {
				for i := range dst {
					dst[i] /= 2
				}
			}
		},
		column: func(step int, dst, above, below []int32) {
			above, below = above[:len(dst)], below[:len(dst)]
			if step == 0 {
				for i := range dst {
					dst[i] -= (above[i] + below[i] + 2) >> 2
				}
				return
			}
			for i := range dst {
				dst[i] += (above[i] + below[i]) >> 1
			}
		},
	}
}

// row53 is the reversible transform of a row (T.800 F.3.8.2.1.2, mirrored at
// the ends).
func row53(dst, low, high []int32, odd int) {
	n := len(dst)
	if n == 1 {
		if odd == 1 {
			dst[0] = high[0] / 2
		} else {
			dst[0] = low[0]
		}
		return
	}
	// Even samples, at odd, odd+2, …: each less a quarter of its neighbours.
	if odd == 0 {
		before := high[0]
		i := 0
		for ; i < len(high); i++ {
			h := high[i]
			e := low[i] - (before+h+2)>>2
			dst[2*i] = e
			if i > 0 {
				dst[2*i-1] = before + (dst[2*i-2]+e)>>1
			}
			before = h
		}
		if i < len(low) {
			e := low[i] - (before+before+2)>>2
			dst[2*i] = e
			dst[2*i-1] = before + (dst[2*i-2]+e)>>1
		} else {
			dst[2*i-1] = before + dst[2*i-2]
		}
		return
	}
	last := int32(0)
	for i := range low {
		h := high[i]
		after := h
		if i+1 < len(high) {
			after = high[i+1]
		}
		e := low[i] - (h+after+2)>>2
		if i == 0 {
			last = e
		}
		dst[2*i] = h + (last+e)>>1
		dst[2*i+1] = e
		last = e
	}
	if len(high) > len(low) {
		dst[n-1] = high[len(high)-1] + last
	}
}

// The lifting coefficients of 9/7 and its scale (T.800 table F.4).
const (
	alpha = float32(-1.586134342059924)
	beta  = float32(-0.052980118572961)
	gamma = float32(0.882911075530934)
	delta = float32(0.443506852043971)
	scale = 1.230174104914001
	// scaleHigh, of the high band, should be 1/scale = 0.812893; OpenJPEG
	// has 13 bits of it, and its samples are what others see.
	scaleHigh = 1.625732422 / 2
)

func filter97() filter[float32] {
	// Factors of the low and the high samples of a row, in low and high rows.
	var factor [2][2]float32
	steps := [4]float32{delta, gamma, beta, alpha}
	return filter[float32]{
		steps: 4,
		start: func(r Rect) {
			h := [2]float64{scale, scaleHigh}
			v := h
			if r.X1-r.X0 == 1 {
				h = [2]float64{1, 0.5}
			}
			if r.Y1-r.Y0 == 1 {
				v = [2]float64{1, 0.5}
			}
			for i := range v {
				for j := range h {
					factor[i][j] = float32(v[i] * h[j])
				}
			}
		},
		row: func(dst, low, high []float32, odd, vertical int) {
			fl, fh := factor[vertical][0], factor[vertical][1]
			for i, l := range low {
				dst[2*i+odd] = l * fl
			}
			for i, h := range high {
				dst[2*i+1-odd] = h * fh
			}
			if len(dst) == 1 {
				return
			}
			for i, c := range steps {
				lift97(dst, (odd+i)&1, c)
			}
		},
		column: func(step int, dst, above, below []float32) {
			above, below = above[:len(dst)], below[:len(dst)]
			c := steps[step]
			for i := range dst {
				dst[i] -= float32(c * (above[i] + below[i]))
			}
		},
	}
}

// lift97 subtracts from every second sample, from the first on, c times the
// sum of its neighbours, mirrored at the ends.
func lift97(d []float32, first int, c float32) {
	n := len(d)
	i := first
	if i == 0 {
		d[0] -= float32(c * 2 * d[1])
		i = 2
	}
	for ; i < n-1; i += 2 {
		d[i] -= float32(c * (d[i-1] + d[i+1]))
	}
	if i == n-1 {
		d[i] -= float32(c * 2 * d[i-1])
	}
}
