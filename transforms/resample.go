package transforms

import "github.com/bandprep/bandprep/raster"

// resampler holds the memory of one Apply.
type resampler struct {
	half8  []uint8   // rows after the horizontal pass
	half   []float64 // the same, of samples
	halfOn []float64 // the same, of the weight of valid samples
	plane  []float64
	sums   []int32
}

// fixed is the number of fraction bits of 8-bit weights; Pillow's
// PRECISION_BITS.
const fixed = 32 - 8 - 2

func (t taps) fixedWeights() []int32 {
	w := make([]int32, len(t.weight))
	for i, v := range t.weight {
		if v < 0 {
			w[i] = int32(-0.5 + float64(v*(1<<fixed)))
		} else {
			w[i] = int32(0.5 + float64(v*(1<<fixed)))
		}
	}
	return w
}

func clip8(sum int32) uint8 {
	v := sum >> fixed
	if v < 0 {
		return 0
	}
	if v > 255 {
		return 255
	}
	return uint8(v)
}

// bytes resamples one band of 8-bit samples, rows first. wx and wy are the
// fixed-point weights of x and y.
func (r *resampler) bytes(dst, src *raster.Block, band int, x, y taps, wx, wy []int32) {
	s, d := src.Window, dst.Window
	in := src.U8[band*s.Pixels():][:s.Pixels()]
	out := dst.U8[band*d.Pixels():][:d.Pixels()]
	r.half8 = grow(r.half8, d.W*s.H)
	row := 0
	for ; row+4 <= s.H; row += 4 {
		horizontal4(r.half8[row*d.W:][:4*d.W], in[row*s.W:][:4*s.W], s.X, x, wx)
	}
	for ; row < s.H; row++ {
		horizontal(r.half8[row*d.W:][:d.W], in[row*s.W:][:s.W], s.X, x, wx)
	}
	r.sums = grow(r.sums, d.W)
	for i, first := range y.first {
		sums := r.sums[:d.W]
		for col := range sums {
			sums[col] = 1 << (fixed - 1)
		}
		for j, w := range wy[i*y.size:][:y.count[i]] {
			for col, v := range r.half8[(first-s.Y+j)*d.W:][:len(sums)] {
				sums[col] += int32(v) * w
			}
		}
		for col, sum := range sums {
			out[i*d.W+col] = clip8(sum)
		}
	}
}

// horizontal resamples a row whose first sample is sample at of the axis.
func horizontal(to, row []uint8, at int, x taps, wx []int32) {
	for i := range to {
		weights := wx[i*x.size:][:x.count[i]]
		samples := row[x.first[i]-at:][:len(weights)]
		sum := int32(1) << (fixed - 1)
		for j, w := range weights {
			sum += int32(samples[j]) * w
		}
		to[i] = clip8(sum)
	}
}

// horizontal4 resamples four rows, with each weight loaded once.
func horizontal4(to, rows []uint8, at int, x taps, wx []int32) {
	width, length := len(to)/4, len(rows)/4
	for i := range width {
		weights := wx[i*x.size:][:x.count[i]]
		first := x.first[i] - at
		a := rows[first:][:len(weights)]
		b := rows[length+first:][:len(weights)]
		c := rows[2*length+first:][:len(weights)]
		d := rows[3*length+first:][:len(weights)]
		const half = int32(1) << (fixed - 1)
		sa, sb, sc, sd := half, half, half, half
		for j, w := range weights {
			sa += int32(a[j]) * w
			sb += int32(b[j]) * w
			sc += int32(c[j]) * w
			sd += int32(d[j]) * w
		}
		to[i], to[width+i], to[2*width+i], to[3*width+i] = clip8(sa), clip8(sb), clip8(sc), clip8(sd)
	}
}

// floats resamples one band of other samples.
func (r *resampler) floats(dst, src *raster.Block, band int, x, y taps, t raster.SampleType) {
	n := src.Window.Pixels()
	r.plane = grow(r.plane, n)
	load(src, band, 0, n, t, r.plane)
	r.half = grow(r.half, dst.Window.W*src.Window.H)
	rows(r.half, r.plane, src.Window, x)
	line := make([]float64, dst.Window.W)
	for i := range y.first {
		column(line, r.half, src.Window, y, i)
		store(dst, band, i*dst.Window.W, t, line)
	}
}

// rows is the horizontal pass: a plane s.W wide becomes one len(x.first) wide.
func rows(to, from []float64, s raster.Window, x taps) {
	width := len(x.first)
	for row := range s.H {
		line := from[row*s.W:][:s.W]
		for i, first := range x.first {
			weights := x.weight[i*x.size:][:x.count[i]]
			samples := line[first-s.X:][:len(weights)]
			sum := 0.0
			for j, w := range weights {
				sum += float64(samples[j] * w)
			}
			to[row*width+i] = sum
		}
	}
}

// column is the vertical pass for row i.
func column(to, from []float64, s raster.Window, y taps, i int) {
	width := len(to)
	clear(to)
	for j, w := range y.weight[i*y.size:][:y.count[i]] {
		for col, v := range from[(y.first[i]-s.Y+j)*width:][:width] {
			to[col] += float64(v * w)
		}
	}
}

// masked computes again what samples that are not valid took part in.
func (r *resampler) masked(dst, src *raster.Block, band int, x, y taps, t raster.SampleType) {
	if !anyInvalid(src, band) {
		return
	}
	s, d := src.Window, dst.Window
	n := s.Pixels()
	r.plane = grow(r.plane, n)
	load(src, band, 0, n, t, r.plane)
	on := make([]float64, n)
	valid := src.ValidBand(band)
	for i, v := range r.plane {
		if v-v == 0 && (valid == nil || valid[i]) {
			on[i] = 1
		} else {
			r.plane[i] = 0
		}
	}
	r.half, r.halfOn = grow(r.half, d.W*s.H), grow(r.halfOn, d.W*s.H)
	rows(r.half, r.plane, s, x)
	rows(r.halfOn, on, s, x)
	touched := touches(on, s, x, y)
	sum, weight := make([]float64, d.W), make([]float64, d.W)
	flags := dst.MakeValid()[band*d.Pixels():]
	for i := range y.first {
		column(sum, r.half, s, y, i)
		column(weight, r.halfOn, s, y, i)
		for col, w := range weight {
			at := i*d.W + col
			if !touched[at] {
				continue
			}
			flags[at] = w >= 0.5
			store(dst, band, at, t, []float64{sum[col] / w})
		}
	}
}

// touches tells for each pixel whether a sample that is off lies under its
// kernel.
func touches(on []float64, s raster.Window, x, y taps) []bool {
	width := len(x.first)
	half := make([]bool, width*s.H)
	for row := range s.H {
		for i, first := range x.first {
			for _, v := range on[row*s.W+first-s.X:][:x.count[i]] {
				half[row*width+i] = half[row*width+i] || v == 0
			}
		}
	}
	out := make([]bool, width*len(y.first))
	for i, first := range y.first {
		for j := range y.count[i] {
			for col, v := range half[(first-s.Y+j)*width:][:width] {
				out[i*width+col] = out[i*width+col] || v
			}
		}
	}
	return out
}

// pickNearest copies samples and flags.
func pickNearest(dst, src *raster.Block, x, y taps) {
	switch src.Storage() {
	case raster.StoreU8:
		nearest(dst.U8, src.U8, src, x, y)
	case raster.StoreU16:
		nearest(dst.U16, src.U16, src, x, y)
	default:
		nearest(dst.F64, src.F64, src, x, y)
	}
	if src.Valid != nil {
		nearest(dst.MakeValid(), src.Valid, src, x, y)
	}
}

func nearest[T any](to, from []T, src *raster.Block, x, y taps) {
	s := src.Window
	for band := range src.Bands {
		for _, row := range y.first {
			line := from[(band*s.H+row-s.Y)*s.W:][:s.W]
			for i, col := range x.first {
				to[i] = line[col-s.X]
			}
			to = to[len(x.first):]
		}
	}
}

func grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}
