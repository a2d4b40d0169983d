package stats

import (
	"iter"
	"math"
	"math/rand/v2"
)

// Difference is how far one band of two groups of items lies apart.
type Difference struct {
	// MeanShift is the standardized mean difference: the mean of the second
	// group minus that of the first, over the root of the mean of their
	// variances. NaN where a group has no valid sample or both are constant.
	MeanShift float64
	// MeanP is the chance of a shift at least as large, in either direction,
	// if items had been dealt into the groups at random.
	MeanP float64
	// StdDevRatio is the standard deviation of the second group over that of
	// the first, StdDevP the chance of a ratio at least as far from 1.
	StdDevRatio float64
	StdDevP     float64
}

// CompareOptions: a zero field has its default.
type CompareOptions struct {
	Permutations int // default 999; the smallest p is 1/(Permutations+1)
	Seed         uint64
}

// Compare measures how far the bands of two groups of items, such as train and
// valid, lie apart. The p-values come from dealing the items anew, since the
// pixels of one image are not independent: a test that counts pixels finds
// every difference significant. They depend on the seed and on the order of
// items. All items must be of one kind.
func Compare(a, b iter.Seq[*Moments], o CompareOptions) ([]Difference, error) {
	if o.Permutations == 0 {
		o.Permutations = 999
	}
	s := NewItemSample()
	second := 0 // group b is order[second:]
	for _, group := range [...]iter.Seq[*Moments]{a, b} {
		second = s.items
		for m := range group {
			if err := s.Add(m); err != nil {
				return nil, err
			}
		}
	}
	pools := make([][]pooled, s.bands)
	alls := make([]pooled, s.bands)
	out := make([]Difference, s.bands)
	for band := range out {
		pools[band] = s.pools(band, s.pivot(band))
		for _, p := range pools[band] {
			alls[band] = alls[band].plus(p)
		}
	}
	order := make([]int, s.items)
	for i := range order {
		order[i] = i
	}
	for band := range out {
		out[band].MeanShift, out[band].StdDevRatio = differ(pools[band], alls[band], order[second:])
	}
	r := rand.New(rand.NewPCG(o.Seed, 1))
	asFar := make([][2]int, s.bands)
	for range o.Permutations {
		for i := s.items - 1; i >= max(second, 1); i-- { // deals group b only
			k := r.IntN(i + 1)
			order[i], order[k] = order[k], order[i]
		}
		for band, d := range out {
			shift, ratio := differ(pools[band], alls[band], order[second:])
			asFar[band][0] += boolToInt(!(math.Abs(shift) < math.Abs(d.MeanShift)*(1-1e-9)))
			asFar[band][1] += boolToInt(!(math.Abs(math.Log(ratio)) < math.Abs(math.Log(d.StdDevRatio))*(1-1e-9)))
		}
	}
	for band := range out {
		d := &out[band]
		d.MeanP, d.StdDevP = math.NaN(), math.NaN()
		if !math.IsNaN(d.MeanShift) {
			d.MeanP = float64(1+asFar[band][0]) / float64(1+o.Permutations)
		}
		if !math.IsNaN(d.StdDevRatio) {
			d.StdDevP = float64(1+asFar[band][1]) / float64(1+o.Permutations)
		}
	}
	return out, nil
}

// differ compares the chosen items with the others.
func differ(pools []pooled, all pooled, chosen []int) (shift, ratio float64) {
	var b pooled
	for _, i := range chosen {
		b = b.plus(pools[i])
	}
	a := all.minus(b)
	if a.n == 0 || b.n == 0 {
		return math.NaN(), math.NaN()
	}
	va, vb := a.variance(), b.variance()
	if va+vb == 0 {
		return math.NaN(), math.NaN()
	}
	return (b.mean() - a.mean()) / math.Sqrt((va+vb)/2), math.Sqrt(vb / va)
}
