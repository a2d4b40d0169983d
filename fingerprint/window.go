package fingerprint

import (
	"math"
	"sync"
)

const (
	// windowUnits is how many units of a window make up the side of a picture.
	windowUnits = 64
	// smallestSide is that of a window in which a picture still shows enough.
	smallestSide = 44
)

// span is one side of a window in a picture: where it starts, and its length.
type span struct{ from, length int }

// window is a part of a picture.
type window struct{ x, y span }

// inside reports whether the span lies in the picture and is long enough.
func (s span) inside() bool {
	return s.from >= 0 && s.length >= smallestSide && s.from+s.length <= windowUnits
}

// resolved is how many of the waves nearest to zero a window shows as well as the
// picture shows its own.
func (w window) resolved() int {
	side := min(w.x.length, w.y.length)
	return pictureWaves * side * side / (windowUnits * windowUnits)
}

// nearlyWhole reports whether the window holds seven eighths of the picture.
func (w window) nearlyWhole() bool {
	return 8*w.x.length*w.y.length >= 7*windowUnits*windowUnits
}

// projection turns the waves of a picture in one direction into those of a span
// of it: waves of the span × waves of the picture, both orthonormal.
type projection [pictureSide][pictureSide]float64

const spans = windowUnits - smallestSide + 1

func (s span) projection() *projection { return &projections()[s.from][s.length-smallestSide] }

// projections are made of whole numbers, so that they are the same on every
// machine.
var projections = sync.OnceValue(func() *[spans][spans]projection {
	const samples = 16
	const turn = 4 * samples * windowUnits // steps of a wave's full turn
	var wave [turn]int64                   // in units of 2⁻¹⁴
	for i := range wave {
		wave[i] = int64(math.Round(math.Cos(2*math.Pi*float64(i)/turn) * (1 << 14)))
	}
	all := new([spans][spans]projection)
	for from := range all {
		for length := smallestSide; length <= windowUnits-from; length++ {
			p := &all[from][length-smallestSide]
			for k := range p {
				for j := range p[k] {
					sum := int64(0)
					for t := range samples {
						inner := k * (2*t + 1) * windowUnits
						outer := j * (2*samples*from + length*(2*t+1))
						sum += wave[inner%turn] * wave[outer%turn]
					}
					p[k][j] = float64(sum) / (samples / 2 << 28)
					for _, constant := range [...]bool{k == 0, j == 0} {
						if constant {
							p[k][j] *= math.Sqrt2 / 2
						}
					}
				}
			}
		}
	}
	return all
})

// waves are those of a picture, by half-waves down and across.
type waves [pictureSide][pictureSide]float64

// rows returns the waves of the rows of a picture that a span covers, the first
// n of them down.
func (w *waves) rows(s span, n int) (h waves) {
	m := s.projection()
	for k := range n {
		row := &h[k]
		for u := range pictureSide {
			a := m[k][u]
			for v, x := range &w[u] {
				row[v] += float64(a * x)
			}
		}
	}
	return h
}

// across returns the wave f of the columns that m projects.
func (w *waves) across(m *projection, f frequency) float64 {
	sum := 0.0
	for v, x := range &w[f.u] {
		sum += float64(x * m[f.v][v])
	}
	return sum
}

// weights are those of waves by the bits of their sizes: two levels say little.
var weights = [...]float64{1: 0.25, 2: 1, 4: 1}

// alike is the correlation of what a window shows of w with the picture other,
// in units of a spectrum, over the waves that the window resolves.
func (w *waves) alike(in window, other *spectrum) float64 {
	n := in.resolved()
	last := lowest[n-1]
	h := w.rows(in.y, min(isqrt(last.u*last.u+last.v*last.v)+1, pictureSide))
	m := in.x.projection()
	var both, own, its float64
	for i, f := range lowest[:n] {
		x, y := h.across(m, f)/usual[i], other[f.u][f.v]
		weight := weights[sizeBits(i)]
		both += float64(weight * x * y)
		own += float64(weight * x * x)
		its += float64(weight * y * y)
	}
	if own == 0 || its == 0 {
		return 0
	}
	return both / math.Sqrt(float64(own*its))
}

func isqrt(n int) int { return int(math.Sqrt(float64(n))) }

// waves returns the waves of a spectrum in common units.
func (s *spectrum) waves() (w waves) {
	for i, f := range lowest {
		w[f.u][f.v] = s[f.u][f.v] * usual[i]
	}
	return w
}

// turned returns the spectrum of the picture mirrored or turned: bit 0 exchanges
// left and right, bit 1 top and bottom, and bit 2, before them, rows and columns.
func (s *spectrum) turned(orientation int) (t spectrum) {
	for u := range pictureSide {
		for v := range pictureSide {
			x := s[u][v]
			if orientation&4 != 0 {
				x = s[v][u]
			}
			if orientation&1 != 0 && v%2 == 1 {
				x = -x
			}
			if orientation&2 != 0 && u%2 == 1 {
				x = -x
			}
			t[u][v] = x
		}
	}
	return t
}
