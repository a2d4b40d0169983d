package jpeg

// A progressive file whose last scans are missing leaves coefficients unknown
// or inexact. libjpeg-turbo then estimates the ten lowest from the DC values
// of the 5×5 blocks around ("block smoothing", an extension of section K.8 of
// ITU-T T.81); files that lack no scan are not touched.

// window holds DC values, or their weights, row by row.
type window [25]int32

// estimates are the weights by which the coefficients 0 to 9, in the order of
// the file, follow from DC values, in 1/256.
type estimates [10]window

// estimatesDC are used where only DC coefficients are known.
var estimatesDC = estimates{
	0: {-2, -6, -8, -6, -2, -6, 6, 42, 6, -6, -8, 42, 152, 42, -8, -6, 6, 42, 6, -6, -2, -6, -8, -6, -2},
	1: {-1, -1, 0, 1, 1, -3, 13, 0, -13, 3, -3, 38, 0, -38, 3, -3, 13, 0, -13, 3, -1, -1, 0, 1, 1},
	4: {-1, 0, 0, 0, 1, 0, 9, 0, -9, 0, 0, 0, 0, 0, 0, 0, -9, 0, 9, 0, 1, 0, 0, 0, -1},
	5: {0, 0, 0, 0, 0, 0, 2, -5, 2, 0, 1, 7, -14, 7, 1, 0, 2, -5, 2, 0, 0, 0, 0, 0, 0},
	6: {0, 0, 0, 0, 0, 0, 1, 0, -1, 0, 0, 2, 0, -2, 0, 0, 1, 0, -1, 0, 0, 0, 0, 0, 0},
	7: {0, 0, 0, 0, 0, 0, 1, -3, 1, 0, 0, 0, 0, 0, 0, 0, -1, 3, -1, 0, 0, 0, 0, 0, 0},
}.withTransposed()

// estimatesAC are used where some AC coefficients are known.
var estimatesAC = estimates{
	1: {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -7, 50, 0, -50, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
	4: {0, -1, 0, 1, 0, -1, 10, 0, -10, 1, 0, 0, 0, 0, 0, 1, -10, 0, 10, -1, 0, 1, 0, -1, 0},
	5: {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, 13, -24, 13, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
}.withTransposed()

// withTransposed adds the weights of the vertical frequencies, which are those
// of the horizontal ones transposed.
func (e estimates) withTransposed() *estimates {
	for from, to := range map[int]int{1: 2, 5: 3, 6: 9, 7: 8} {
		for i := range 25 {
			e[to][i%5*5+i/5] = e[from][i]
		}
	}
	return &e
}

// needsSmoothing reports whether coefficients are to be estimated: the DC of
// all components is known at least in part, and of one component a low AC
// coefficient is not known exactly.
func (f *frame) needsSmoothing() bool {
	if !f.progressive() {
		return false
	}
	useful := false
	for i := range f.comps {
		c := &f.comps[i]
		if !c.hasQuant || c.known[0] < 0 {
			return false
		}
		for k := range 10 {
			if c.quant[unzigzag[k]] == 0 {
				return false
			}
			useful = useful || k > 0 && c.known[k] != 0
		}
	}
	return useful
}

// smooth copies the block in column bx and row by of c to b and fills in what
// is estimated. The number of block rows in the row of units is rows.
func (c *component) smooth(b *block, bx, by, unit, units, rows int, known *[64]int8) {
	coefs := func(x, y int) *block {
		i := (y*c.paddedX + x) * 64
		return (*block)(c.coefs[i : i+64])
	}
	*b = *coefs(bx, by)
	// What counts as an edge is what libjpeg-turbo 2.1 takes for one.
	in := by - unit*c.v // row of blocks in the row of units
	ys := [5]int{by, by, by, by, by}
	if by > 0 {
		ys[1], ys[0] = by-1, by-1
	}
	if in > 1 || unit > 1 {
		ys[0] = by - 2
	}
	if in < rows-1 || unit < units-1 {
		ys[3], ys[4] = by+1, by+1
	}
	if in < rows-2 || unit < units-2 {
		ys[4] = by + 2
	}
	var dc window
	for i, y := range ys {
		for j := range 5 {
			x := min(max(bx+j-2, 0), c.blocksX-1)
			if c.blocksX == 2 && bx+j > 3 {
				x = 0
			}
			dc[5*i+j] = int32(coefs(x, y)[0])
		}
	}
	table, first := estimatesDC, 0
	last := 9
	for k := 1; k < 10; k++ {
		if known[k] != -1 {
			table, first, last = estimatesAC, 1, 5
		}
	}
	q0 := int64(c.quant[0])
	for k := first; k <= last; k++ {
		to := &b[unzigzag[k]]
		if k > 0 && (known[k] == 0 || *to != 0) {
			continue
		}
		var sum int64
		for i, w := range table[k] {
			sum += int64(w) * int64(dc[i])
		}
		q := int64(c.quant[unzigzag[k]])
		sum *= q0
		v := (q<<7 + max(sum, -sum)) / (q << 8)
		if k > 0 && known[k] > 0 {
			v = min(v, 1<<known[k]-1)
		}
		if sum < 0 {
			v = -v
		}
		*to = int16(v)
	}
}
