package fingerprint

import (
	"math"
	"sort"

	"github.com/bandprep/bandprep/raster"
)

// grid keeps single samples of floating-point bands: up to 256 rows and
// columns of the window, evenly spread; NaN where there is no valid one.
type grid struct {
	window raster.Window
	xs, ys []int // in the window, ascending
	value  []float32
}

func newGrid(w raster.Window, bands int) *grid {
	g := &grid{window: w, xs: spread(w.W), ys: spread(w.H)}
	g.value = make([]float32, bands*len(g.xs)*len(g.ys))
	for i := range g.value {
		g.value[i] = float32(math.NaN())
	}
	return g
}

// spread returns up to samplesPerSide of the numbers below n.
func spread(n int) []int {
	k := min(n, samplesPerSide)
	at := make([]int, k)
	for i := range at {
		at[i] = int(int64(n) * int64(2*i+1) / int64(2*k))
	}
	return at
}

func (g *grid) add(b *raster.Block, bands []weighted) {
	// Columns and rows of the block, as the window counts them.
	x0, y0 := b.Window.X-g.window.X, b.Window.Y-g.window.Y
	i0, i1 := sort.SearchInts(g.xs, x0), sort.SearchInts(g.xs, x0+b.Window.W)
	j0, j1 := sort.SearchInts(g.ys, y0), sort.SearchInts(g.ys, y0+b.Window.H)
	for k, w := range bands {
		for j := j0; j < j1; j++ {
			line := w.band*b.Window.Pixels() + (g.ys[j]-y0)*b.Window.W
			for i := i0; i < i1; i++ {
				at := line + g.xs[i] - x0
				v := b.F64[at]
				if math.Abs(v) > math.MaxFloat32 || b.Valid != nil && !b.Valid[at] {
					v = math.NaN()
				}
				g.value[(k*len(g.ys)+j)*len(g.xs)+i] = float32(v)
			}
		}
	}
}

// addAlike is add for the pixels of part that are all as the only one of b.
func (g *grid) addAlike(part raster.Window, b *raster.Block, bands []weighted) {
	x0, y0 := part.X-g.window.X, part.Y-g.window.Y
	i0, i1 := sort.SearchInts(g.xs, x0), sort.SearchInts(g.xs, x0+part.W)
	j0, j1 := sort.SearchInts(g.ys, y0), sort.SearchInts(g.ys, y0+part.H)
	for k, w := range bands {
		v := b.F64[w.band]
		if math.Abs(v) > math.MaxFloat32 || b.Valid != nil && !b.Valid[w.band] {
			continue
		}
		for j := j0; j < j1; j++ {
			for i := i0; i < i1; i++ {
				g.value[(k*len(g.ys)+j)*len(g.xs)+i] = float32(v)
			}
		}
	}
}

func (g *grid) merge(o *grid) {
	for i, v := range o.value {
		if v == v {
			g.value[i] = v
		}
	}
}

// thumbnail returns the mean of each cell of a band in a unit of its own that
// makes integers of them: the largest magnitude of all bands counts 2³⁰; and
// whether there is a valid sample in the cell.
func (g *grid) thumbnail(band int, largest float64) (mean [cells]int64, valid [cells]bool) {
	var count [cells]int64
	for j, y := range g.ys {
		for i, x := range g.xs {
			v := g.value[(band*len(g.ys)+j)*len(g.xs)+i]
			if v != v {
				continue
			}
			cell := cellOf(y, g.window.H)*side + cellOf(x, g.window.W)
			mean[cell] += int64(math.Round(float64(v) / largest * (1 << 30)))
			count[cell]++
		}
	}
	for c, n := range count {
		if n > 0 {
			mean[c] /= n
			valid[c] = true
		}
	}
	return mean, valid
}

// largest returns the largest magnitude of all bands, at least the smallest
// positive number.
func (g *grid) largest() float64 {
	largest := math.SmallestNonzeroFloat64
	for _, v := range g.value {
		if v == v {
			largest = max(largest, math.Abs(float64(v)))
		}
	}
	return largest
}

// cellOf returns the cell of pixel x of n: the inverse of edge.
func cellOf(x, n int) int { return int(int64(x) * side / int64(n)) }
