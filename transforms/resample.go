package transforms

import "github.com/bandprep/bandprep/raster"

// resampler holds the memory of one Apply.
type resampler struct {
	half8  []uint8   // rows after the horizontal pass
	half   []float64 // the same, of samples
	halfOn []float64 // the same, of the weight of valid samples
	plane  []float64
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

// bytes resamples one band of 8-bit samples, rows first.
func (r *resampler) bytes(dst, src *raster.Block, band int, x, y taps) {
	s, d := src.Window, dst.Window
	in := src.U8[band*s.Pixels():][:s.Pixels()]
	out := dst.U8[band*d.Pixels():][:d.Pixels()]
	r.half8 = grow(r.half8, d.W*s.H)
	wx, wy := x.fixedWeights(), y.fixedWeights()
	for row := range s.H {
		line := in[row*s.W:][:s.W]
		for i, first := range x.first {
			sum := int32(1) << (fixed - 1)
			for j, w := range wx[i*x.size:][:x.count[i]] {
				sum += int32(line[first-s.X+j]) * w
			}
			r.half8[row*d.W+i] = clip8(sum)
		}
	}
	for i, first := range y.first {
		for col := range d.W {
			sum := int32(1) << (fixed - 1)
			for j, w := range wy[i*y.size:][:y.count[i]] {
				sum += int32(r.half8[(first-s.Y+j)*d.W+col]) * w
			}
			out[i*d.W+col] = clip8(sum)
		}
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
			sum := 0.0
			for j, w := range x.weight[i*x.size:][:x.count[i]] {
				sum += float64(line[first-s.X+j] * w)
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
	s, d := src.Window, dst.Window
	n := s.Pixels()
	r.plane = grow(r.plane, n)
	load(src, band, 0, n, t, r.plane)
	on := make([]float64, n)
	valid := src.ValidBand(band)
	all := true
	for i, v := range r.plane {
		if v-v == 0 && (valid == nil || valid[i]) {
			on[i] = 1
		} else {
			r.plane[i] = 0
			all = false
		}
	}
	if all {
		return
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
			flags[at] = w > 0.5
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
func pickNearest(dst, src *raster.Block, band int, x, y taps) {
	s, d := src.Window, dst.Window
	if src.Valid != nil {
		dst.MakeValid()
	}
	for i, row := range y.first {
		for j, col := range x.first {
			copyRange(dst, band*d.Pixels()+i*d.W+j, src, band*s.Pixels()+(row-s.Y)*s.W+col-s.X, 1)
		}
	}
}

func grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}
