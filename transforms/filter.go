package transforms

import (
	"fmt"
	"math"
)

// Filter is a resampling kernel. They are those of Pillow; when an image gets
// smaller, the kernel is stretched so that every pixel contributes
// (antialiasing).
type Filter uint8

// The filters. Box averages the source pixels whose centres lie in the pixel.
const (
	Bilinear Filter = iota
	Nearest
	Box
	Bicubic // a = −1/2
	Lanczos // three lobes
)

var filters = [...]struct {
	name    string
	support float64
	kernel  func(float64) float64
}{
	Bilinear: {"bilinear", 1, triangle},
	Nearest:  {"nearest", 0, nil},
	Box:      {"area", 0.5, box},
	Bicubic:  {"bicubic", 2, cubic},
	Lanczos:  {"lanczos", 3, lanczos},
}

func (f Filter) String() string { return filters[f].name }

// ParseFilter is the inverse of [Filter.String]. "box" is another name of
// "area", "linear" and "cubic" are those of "bilinear" and "bicubic".
func ParseFilter(name string) (Filter, error) {
	switch name {
	case "box":
		name = "area"
	case "linear", "cubic":
		name = "bi" + name
	}
	for f, d := range filters {
		if d.name == name {
			return Filter(f), nil
		}
	}
	return 0, fmt.Errorf("unknown interpolation %q: choose nearest, area, bilinear, bicubic or lanczos", name)
}

func box(x float64) float64 {
	if x > -0.5 && x <= 0.5 {
		return 1
	}
	return 0
}

func triangle(x float64) float64 { return max(1-math.Abs(x), 0) }

func cubic(x float64) float64 {
	const a = -0.5
	x = math.Abs(x)
	switch {
	case x < 1:
		return float64(float64(((a+2)*x-(a+3))*x)*x) + 1
	case x < 2:
		return float64((float64((float64((x-5)*x)+8)*x) - 4) * a)
	}
	return 0
}

func lanczos(x float64) float64 {
	if x < -3 || x >= 3 {
		return 0
	}
	return sinc(x) * sinc(x/3)
}

// sinc returns sin(πx)/(πx). It has its own series, whose products are rounded
// one by one, since math.Sin may be fused differently on each machine.
func sinc(x float64) float64 {
	if x == 0 {
		return 1
	}
	n := math.RoundToEven(x)
	t := (x - n) * math.Pi // |t| ≤ π/2
	s, term := t, t
	for i := 2.0; i < 26; i += 2 {
		term = -term * t / i * t / (i + 1)
		s += term
	}
	if math.Mod(n, 2) != 0 {
		s = -s
	}
	return s / (x * math.Pi)
}

// taps are the weights of one axis: sample i of what comes out is the sum of
// weight[i·size + j] times source sample first[i] + j, for j < count[i].
type taps struct {
	size         int
	first, count []int
	weight       []float64
}

// newTaps returns the weights of samples lo to hi of an axis of length in that
// becomes out long. The arithmetic is that of Pillow's ImagingResample, whose
// results on 8-bit images it reproduces.
func newTaps(f Filter, in, out, lo, hi int) taps {
	scale := float64(in) / float64(out)
	stretch := max(scale, 1)
	support := filters[f].support * stretch
	t := taps{size: int(math.Ceil(support))*2 + 1}
	t.first, t.count = make([]int, hi-lo), make([]int, hi-lo)
	t.weight = make([]float64, (hi-lo)*t.size)
	for i := range t.first {
		center := (float64(lo+i) + 0.5) * scale
		first := max(int(center-support+0.5), 0)
		count := min(int(center+support+0.5), in) - first
		w := t.weight[i*t.size:][:count]
		sum := 0.0
		for j := range w {
			w[j] = filters[f].kernel((float64(j+first) - center + 0.5) * (1 / stretch))
			sum += w[j]
		}
		if sum != 0 {
			for j := range w {
				w[j] /= sum
			}
		}
		t.first[i], t.count[i] = first, count
	}
	return t
}

// span returns the source samples that all of t need.
func (t taps) span() (lo, hi int) {
	last := len(t.first) - 1
	return t.first[0], t.first[last] + t.count[last]
}
