package fingerprint

import (
	"cmp"
	"math"
	"math/bits"
	"slices"

	"github.com/bandprep/bandprep/raster"
)

// fraction is how much finer than a sample of 8 or 16 bits a grey level is.
const fraction = 1 << 16

// Sum returns the hash of what was added.
func (h *Hasher) Sum() Hash {
	if h.window.W < 8 || h.window.H < 8 || len(h.bands) == 0 {
		return Hash{}
	}
	var grey [cells]int64
	h.grey(&grey)
	fillSmall(grey[:], h.window)
	if h.flat(grey[:]) {
		return Hash{}
	}
	if h.Large() {
		unframe(&grey)
	}
	return transform(&grey)
}

// grey sets grey, which is zero, to the weighted sum of the bands' thumbnails.
func (h *Hasher) grey(grey *[cells]int64) {
	if h.grid == nil && h.uniform() {
		for c := range cells {
			if n := int64(h.count[c]); n > 0 {
				total := int64(0)
				for i, w := range h.bands {
					total += w.weight * int64(h.sum[i*cells+c])
				}
				grey[c] = total * fraction / n
			}
		}
		return
	}
	largest := 0.0
	if h.grid != nil {
		largest = h.grid.largest()
	}
	for i, w := range h.bands {
		var mean [cells]int64
		var valid [cells]bool
		if h.grid != nil {
			mean, valid = h.grid.thumbnail(i, largest)
		} else {
			mean, valid = h.thumbnail(i)
		}
		fillInvalid(&mean, &valid)
		for c, v := range mean {
			grey[c] += w.weight * v
		}
	}
}

// uniform reports whether every cell in which pixels lie has all its samples,
// in every band.
func (h *Hasher) uniform() bool {
	var rows [side]int
	for _, r := range h.row {
		rows[r.cell]++
	}
	for i, n := range h.count {
		if int(n) != rows[i%cells/side]*h.width[i%side] {
			return false
		}
	}
	return true
}

// thumbnail returns the mean of each cell of a band, and whether it has one.
func (h *Hasher) thumbnail(band int) (mean [cells]int64, valid [cells]bool) {
	for c := range cells {
		if n := int64(h.count[band*cells+c]); n > 0 {
			mean[c] = int64(h.sum[band*cells+c]) * fraction / n
			valid[c] = true
		}
	}
	return mean, valid
}

// fillInvalid gives the mean of all cells to those without a valid sample.
func fillInvalid(mean *[cells]int64, valid *[cells]bool) {
	all, n := int64(0), int64(0)
	for c, ok := range valid {
		if ok {
			all += mean[c]
			n++
		}
	}
	for c, ok := range valid {
		if !ok && n > 0 {
			mean[c] = all / n
		}
	}
}

// fillSmall spreads the cells of an image of fewer than 32 rows or columns:
// a cell in which no pixel lies repeats the one above or to the left.
func fillSmall(grey []int64, w raster.Window) {
	for r := range side {
		if edge(r, w.H) == edge(r+1, w.H) {
			copy(grey[r*side:][:side], grey[(r-1)*side:][:side])
		}
	}
	for c := range side {
		if edge(c, w.W) == edge(c+1, w.W) {
			for r := range side {
				grey[r*side+c] = grey[r*side+c-1]
			}
		}
	}
}

// flat reports whether the cells differ too little: by less than 4 grey levels
// of 8-bit samples, by less than a 64th of the largest magnitude of others.
func (h *Hasher) flat(grey []int64) bool {
	weights := int64(0)
	for _, w := range h.bands {
		weights += w.weight
	}
	low, high := slices.Min(grey), slices.Max(grey)
	if h.kind == raster.Uint8 {
		return high-low < 4*fraction*weights
	}
	bias := h.kind.Bias() * fraction * weights
	return high == low || high-low < max(high-bias, bias-low)/64
}

// frequency is a wave of the cosine transform: u half-waves down, v across.
type frequency struct{ u, v int }

// lowest are the frequencies nearest to zero, without zero itself; the first 64
// in the order of their bits in the hash, the lowest first.
var lowest = func() (f [pictureWaves]frequency) {
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
	for bit, f := range lowest[:hashWaves] {
		if f.v%2 == 1 {
			mask |= 1 << bit
		}
	}
	return mask
}()

// frequencies is one more than the highest frequency in one direction.
var frequencies = func() (n int) {
	for _, f := range lowest {
		n = max(n, f.u+1, f.v+1)
	}
	return n
}()

// cosines are cos(π(2x+1)u/64) in units of 2⁻¹⁴, for the first half of x; the
// second half mirrors it, with changed sign where u is odd.
var cosines = func() (t [12][side / 2]int64) {
	for u := range t {
		for x := range t[u] {
			t[u][x] = int64(math.Round(math.Cos(math.Pi*float64((2*x+1)*u)/(2*side)) * (1 << 14)))
		}
	}
	return t
}()

// transform returns the signs of the lowest frequencies of the cosine
// transform, and their sizes. The cells are shifted to 20 bits first, so nothing
// overflows.
func transform(grey *[cells]int64) Hash {
	mean := int64(0)
	for _, v := range grey {
		mean += v
	}
	mean /= cells
	largest := int64(1)
	for i, v := range grey {
		grey[i] = v - mean
		largest = max(largest, grey[i], -grey[i])
	}
	up, down := 0, 0
	if n := bits.Len64(uint64(largest)); n < 20 {
		up = 20 - n
	} else {
		down = n - 20
	}
	var across [12][side]int64 // v, row
	for y := range side {
		var even, odd [side / 2]int64
		for x := range side / 2 {
			left, right := grey[y*side+x]<<up>>down, grey[y*side+side-1-x]<<up>>down
			even[x], odd[x] = left+right, left-right
		}
		for v := range frequencies {
			across[v][y] = wave(v, &even, &odd) >> 14
		}
	}
	var found [pictureWaves]int64
	hash := Hash{OK: true}
	for v := range frequencies {
		var even, odd [side / 2]int64
		for y := range side / 2 {
			top, bottom := across[v][y], across[v][side-1-y]
			even[y], odd[y] = top+bottom, top-bottom
		}
		for i, f := range lowest {
			if f.v != v {
				continue
			}
			if found[i] = wave(f.u, &even, &odd); i < hashWaves && found[i] > 0 {
				hash.Bits |= 1 << i
			}
		}
	}
	hash.Picture = newPicture(&found)
	return hash
}

// wave returns the sum of the products with a cosine: of the even part of a
// row where the number of half-waves is even, else of the odd part.
func wave(u int, even, odd *[side / 2]int64) int64 {
	part := even
	if u%2 == 1 {
		part = odd
	}
	s := int64(0)
	for x, c := range &cosines[u] {
		s += c * part[x]
	}
	return s
}
