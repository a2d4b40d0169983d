package advice

import (
	"cmp"
	"math"
	"slices"

	"github.com/bandprep/bandprep/pipeline/table"
)

// factors are the numbers between usual units: 8 bits, 16 bits, reflectance
// times 10,000, percent.
var factors = []float64{1, 255, 1. / 255, 65535, 1. / 65535, 257, 1. / 257, 10000, 1. / 10000, 100, 1. / 100, 65025, 1e8}

// A more complicated reading is believed where it fits to the last digit, or at
// least so much better than the plain one, which must be bad, and not badly
// itself.
const (
	muchBetter = 2.5
	badFit     = 0.05
	fairFit    = 0.7
)

// best returns the reading of constants, or of a part of them, that fits best
// for its complexity.
func best(t *table.Table, c *Constants, s *summary, orders bool, p part) fitness {
	digits := [2]float64{halfDigit(c.Mean), halfDigit(c.Std)}
	var by [6][]fitness
	for _, factor := range factors {
		for _, offset := range offsets(t, p) {
			list := [][]int{nil}
			if orders {
				list = append(list, orderings(t.Bands, c, s, factor, offset)...)
			}
			for _, order := range list {
				for k := range stdKinds {
					if p == onlyMeans && !stdKinds[k].ofMeans {
						continue
					}
					r := reading{factor: factor, offset: offset, order: order, kind: &stdKinds[k], part: p}
					for _, f := range append(r.solve(c, s, digits), r.fit(c, s, digits)) {
						by[f.parts()] = append(by[f.parts()], f)
					}
				}
			}
		}
	}
	found := by[0][0]
	for _, list := range by[1:4] {
		if len(list) == 0 || found.exact {
			continue
		}
		next := slices.MinFunc(list, func(a, b fitness) int {
			if a.exact != b.exact {
				return cmp.Compare(boolInt(b.exact), boolInt(a.exact))
			}
			return cmp.Compare(a.distance, b.distance)
		})
		if next.exact || found.distance > badFit && next.distance < min(fairFit, found.distance/muchBetter) {
			found = next
		}
	}
	return found
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// offsets are those that the means of a table may be off by.
func offsets(t *table.Table, p part) []float64 {
	switch {
	case p == onlyStds || t.Type.IsInteger() && t.Type.Bits() <= 8:
		return []float64{0}
	case t.Type.IsInteger():
		return []float64{0, 1000, -1000} // digital numbers of Sentinel-2
	}
	return []float64{0, 0.1, -0.1} // the same as reflectance
}

// solve returns r with the factor, and with the offset, that all bands ask for
// alike, where they do so to the last digit and it is more than rounding.
func (r reading) solve(c *Constants, s *summary, digits [2]float64) (list []fitness) {
	if len(c.Mean) < 2 || r.offset != 0 || r.kind.implied != nil {
		return nil
	}
	of := &s.n
	if r.kind.ddof == 1 {
		of = &s.n1
	}
	var ratio, offset, n float64
	least := math.Inf(1)
	for b := range c.Mean {
		k := b
		if r.order != nil {
			k = r.order[b]
		}
		own := &of.Bands[k]
		if kind := r.kind.std(own); own.StdDev > 0 && kind > 0 {
			ratio += math.Log(kind / (c.Std[b] * c.Scale))
			offset += r.kind.mean(own) - c.Mean[b]*c.Scale*r.factor
			least = min(least, own.StdDev)
			n++
		}
	}
	if n < 2 {
		return nil
	}
	keep := func(r reading) {
		r.solved = true
		if f := r.fit(c, s, digits); f.exact && f.sharp {
			list = append(list, f)
		}
	}
	if r.factor == 1 && r.part != onlyMeans && math.Abs(ratio/n) > 3e-3 {
		q := r
		q.factor = math.Exp(ratio / n)
		keep(q)
	}
	if r.part != onlyStds && math.Abs(offset/n) > 0.02*least {
		q := r
		q.offset = offset / n
		keep(q)
	}
	return list
}
