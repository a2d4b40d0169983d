package fingerprint

import (
	"cmp"
	"math"
	"slices"

	"github.com/bandprep/bandprep/raster"
)

// Sum returns the hash of what was added.
func (h *Hasher) Sum() Hash {
	if h.window.W < 8 || h.window.H < 8 || len(h.bands) == 0 {
		return Hash{}
	}
	sum, count, scale := h.sum, h.count, int64(1<<16)
	if h.grid != nil {
		sum, count = h.grid.cells(len(h.bands))
		scale = 1
	}
	var grey [side * side]int64
	for i, w := range h.bands {
		plane := thumbnail(sum[i*side*side:][:side*side], count[i*side*side:][:side*side], scale)
		fillSmall(plane[:], h.window)
		for c, v := range plane {
			grey[c] += w.weight * v
		}
	}
	if h.flat(grey[:], scale) {
		return Hash{}
	}
	return Hash{transform(&grey), true}
}

// thumbnail returns the mean of each cell times scale; a cell without a valid
// sample has the mean of all.
func thumbnail(sum, count []int64, scale int64) *[side * side]int64 {
	var mean [side * side]int64
	all, n := int64(0), int64(0)
	for c := range mean {
		if count[c] > 0 {
			mean[c] = sum[c] * scale / count[c]
			all += mean[c]
			n++
		}
	}
	for c := range mean {
		if count[c] == 0 && n > 0 {
			mean[c] = all / n
		}
	}
	return &mean
}

// fillSmall spreads the cells of an image of fewer than 32 rows or columns:
// a cell in which no pixel lies repeats the one above or to the left.
func fillSmall(cells []int64, w raster.Window) {
	for r := range side {
		if edge(r, w.H) == edge(r+1, w.H) {
			copy(cells[r*side:][:side], cells[(r-1)*side:][:side])
		}
	}
	for c := range side {
		if edge(c, w.W) == edge(c+1, w.W) {
			for r := range side {
				cells[r*side+c] = cells[r*side+c-1]
			}
		}
	}
}

// flat reports whether the cells differ too little: by less than 4 grey levels
// of 8-bit samples, by less than a 64th of the largest magnitude of others.
func (h *Hasher) flat(grey []int64, scale int64) bool {
	weights := int64(0)
	for _, w := range h.bands {
		weights += w.weight
	}
	low, high := slices.Min(grey), slices.Max(grey)
	if h.kind == raster.Uint8 {
		return high-low < 4*scale*weights
	}
	bias := h.kind.Bias() * scale * weights
	return high == low || high-low < max(high-bias, bias-low)/64
}

// frequency is a wave of the cosine transform: u half-waves down, v across.
type frequency struct{ u, v int }

// lowest are the 64 frequencies nearest to zero, without zero itself, in the
// order of their bits, the lowest first.
var lowest = func() (f [64]frequency) {
	var all []frequency
	for u := range 12 {
		for v := range 12 {
			all = append(all, frequency{u, v})
		}
	}
	slices.SortFunc(all, func(a, b frequency) int {
		return cmp.Or(cmp.Compare(a.u*a.u+a.v*a.v, b.u*b.u+b.v*b.v), cmp.Compare(a.u, b.u))
	})
	copy(f[:], all[1:])
	return f
}()

// Mirror is the mask that turns the hash of an image into that of its mirror
// image (left and right exchanged): waves with an odd number of half-waves
// across change sign.
var Mirror = func() (mask uint64) {
	for bit, f := range lowest {
		if f.v%2 == 1 {
			mask |= 1 << bit
		}
	}
	return mask
}()

// cosines are cos(π(2x+1)u/64) in units of 2⁻¹⁴.
var cosines = func() (t [12][side]int64) {
	for u := range t {
		for x := range t[u] {
			t[u][x] = int64(math.Round(math.Cos(math.Pi*float64((2*x+1)*u)/(2*side)) * (1 << 14)))
		}
	}
	return t
}()

// transform returns the signs of the lowest frequencies of the cosine
// transform. The cells are scaled to 20 bits first, so nothing overflows.
func transform(grey *[side * side]int64) uint64 {
	mean := int64(0)
	for _, v := range grey {
		mean += v
	}
	mean /= side * side
	largest := int64(1)
	for i, v := range grey {
		grey[i] = v - mean
		largest = max(largest, grey[i], -grey[i])
	}
	for i := range grey {
		grey[i] = grey[i] * (1 << 20) / largest
	}
	var across [12][side]int64 // v, row
	for v := range across {
		for y := range side {
			s := int64(0)
			for x := range side {
				s += cosines[v][x] * grey[y*side+x]
			}
			across[v][y] = s >> 14
		}
	}
	bits := uint64(0)
	for bit, f := range lowest {
		s := int64(0)
		for y := range side {
			s += cosines[f.u][y] * across[f.v][y]
		}
		if s > 0 {
			bits |= 1 << bit
		}
	}
	return bits
}
