package stack

import (
	"math"

	"github.com/bandprep/bandprep/raster"
)

// Grid is a raster of pixels on the map: a transform as GDAL's without
// rotation, and a size in pixels.
type Grid struct {
	Transform     [6]float64
	Width, Height int
}

// sized returns the grid of an image that covers the same square as others,
// whatever its size.
func sized(width, height int) Grid {
	return Grid{[6]float64{0, 1 / float64(width), 0, 0, 0, 1 / float64(height)}, width, height}
}

// Resolution returns the side of a pixel in units of the map, the larger one.
func (g *Grid) Resolution() float64 {
	return math.Max(math.Abs(g.Transform[1]), math.Abs(g.Transform[5]))
}

// sound reports whether pixels have a size and coordinates.
func (g *Grid) sound() bool {
	for _, v := range g.Transform {
		if !(math.Abs(v) < 1e15) {
			return false
		}
	}
	return g.rotated() || math.Abs(g.Transform[1]) > 1e-12 && math.Abs(g.Transform[5]) > 1e-12
}

// rotated reports whether rows or columns do not run along the axes.
func (g *Grid) rotated() bool { return g.Transform[2] != 0 || g.Transform[4] != 0 }

// Finest returns the index of the grid of the finest resolution; of equal ones
// (to a millionth) the one of the most pixels, of those the first.
func Finest(grids []Grid) int {
	best := 0
	for i := range grids {
		a, b := grids[i].Resolution(), grids[best].Resolution()
		switch {
		case a < b*(1-1e-6):
			best = i
		case a <= b*(1+1e-6) && grids[i].Width*grids[i].Height > grids[best].Width*grids[best].Height:
			best = i
		}
	}
	return best
}

// At returns a grid of another resolution over the same ground.
func (g *Grid) At(resolution float64) Grid {
	o := *g
	axis := func(step float64, n int) (float64, int) {
		cells := max(1, int(math.Round(math.Abs(step)*float64(n)/resolution)))
		return math.Copysign(resolution, step), cells
	}
	o.Transform[1], o.Width = axis(g.Transform[1], g.Width)
	o.Transform[5], o.Height = axis(g.Transform[5], g.Height)
	return o
}

// Axis tells where the pixels of a grid lie in those of another, along one axis:
// the middle of pixel i at offset + (i + 0.5)·scale, in pixels from the outer
// edge of the first one.
type Axis struct {
	offset, scale float64
	n             int // pixels of the other
}

// Axes returns where the pixels of the target lie in a member.
func (g *Grid) Axes(member *Grid) (x, y Axis) {
	t, m := &g.Transform, &member.Transform
	x = Axis{snap((t[0] - m[0]) / m[1]), t[1] / m[1], member.Width}
	y = Axis{snap((t[3] - m[3]) / m[5]), t[5] / m[5], member.Height}
	return x, y
}

// snap rounds away what subtracting large coordinates left behind.
func snap(v float64) float64 {
	if r := math.Round(v*1e6) / 1e6; math.Abs(v-r) < 1e-7 {
		return r
	}
	return v
}

// same reports whether the pixels are those of the other.
func (a Axis) same(n int) bool {
	return a.offset == 0 && math.Abs(a.scale-1) < 1e-9 && a.n == n
}

// Reaches reports whether the other covers pixel i, by more than a thousandth
// of it: as in GDAL's VRT, a pixel that is partly covered has a value.
func (a Axis) Reaches(i int) bool {
	low := a.offset + float64(float64(i)*a.scale)
	high := low + a.scale
	low, high = min(low, high), max(low, high)
	return min(high, float64(a.n))-max(low, 0) > 1e-3*(high-low)
}

// Nearest returns the pixel of the other that holds the middle of pixel i, or
// the nearest one.
func (a Axis) Nearest(i int) int {
	return clamp(int(math.Floor(a.middle(i)+1e-10)), a.n)
}

// Bilinear returns the pixels whose middles lie before and behind the middle
// of pixel i, and the weight of the second; at an edge both are the last one.
func (a Axis) Bilinear(i int) (first, second int, weight float64) {
	p := a.middle(i) - 0.5
	f := math.Floor(p)
	return clamp(int(f), a.n), clamp(int(f)+1, a.n), p - f
}

func (a Axis) middle(i int) float64 { return a.offset + float64((float64(i)+0.5)*a.scale) }

func clamp(i, n int) int { return min(max(i, 0), n-1) }

// needs returns the first pixel and the number of pixels of the other that
// pixels from … from+n−1 are made of.
func (a Axis) needs(from, n int, how raster.Resampling) (first, count int) {
	low, high := a.n, -1
	for _, i := range [2]int{from, from + n - 1} {
		p, q := a.Nearest(i), a.Nearest(i)
		if how == raster.Bilinear {
			p, q, _ = a.Bilinear(i)
		}
		low, high = min(low, p, q), max(high, p, q)
	}
	return low, high - low + 1
}
