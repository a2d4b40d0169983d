package stats

import (
	"math"

	"github.com/bandprep/bandprep/exact"
	"github.com/bandprep/bandprep/stats/counts"
)

// floatAccumulator collects finite float64 samples in exact sums.
type floatAccumulator struct {
	bands        int
	keepComplete bool
	products     bool
	n            int64
	sum          []exact.Float // [bands] of complete pixels
	cross        []exact.Float // [pairs], or [bands] squares without products
	partN        []int64
	partSum      []exact.Float
	partSquares  []exact.Float
	low, high    []float64
	sketches     []counts.Sketch // [bands] or nil
}

func newFloatAccumulator(bands int, o Options) *floatAccumulator {
	pairs := bands
	if !o.NoProducts {
		pairs = Pairs(bands)
	}
	r := &floatAccumulator{
		bands: bands, keepComplete: o.Complete, products: !o.NoProducts,
		sum: make([]exact.Float, bands), cross: make([]exact.Float, pairs),
		partN: make([]int64, bands), partSum: make([]exact.Float, bands), partSquares: make([]exact.Float, bands),
		low: make([]float64, bands), high: make([]float64, bands),
	}
	if o.Histograms {
		r.sketches = make([]counts.Sketch, bands)
	}
	r.reset()
	return r
}

func (r *floatAccumulator) reset() {
	r.n = 0
	clear(r.partN)
	for _, s := range [][]exact.Float{r.sum, r.cross, r.partSum, r.partSquares} {
		resetAll(s)
	}
	clear(r.sketches)
	for b := range r.bands {
		r.low[b], r.high[b] = math.Inf(1), math.Inf(-1)
	}
}

func resetAll(s []exact.Float) {
	for i := range s {
		s[i].Reset()
	}
}

func (r *floatAccumulator) complete(w *workspace, p []float64, stride, n int, alive []bool) {
	r.n += int64(n)
	products := r.products && r.bands > 1
	for b := range r.bands {
		if !alive[b] {
			continue
		}
		x := p[b*stride:][:n]
		if largest := r.updateExtremes(b, x); !products {
			squares(w, x, largest, r.sum[b:b+1], r.cross[b:b+1])
		}
	}
	if products {
		fixedPoint{r.bands}.add(w, p, stride, n, r.sum, r.cross)
	}
}

// squares adds the sum of samples of one band and that of their squares.
func squares(w *workspace, x []float64, largest float64, sum, square []exact.Float) {
	if !binned(x, largest, &sum[0], &square[0]) {
		fixedPoint{1}.add(w, x, len(x), len(x), sum, square)
	}
}

// updateExtremes takes extremes and sketch of samples of a band and returns the largest
// magnitude.
func (r *floatAccumulator) updateExtremes(b int, x []float64) float64 {
	l, h, _ := span(x)
	r.low[b], r.high[b] = min(r.low[b], l), max(r.high[b], h)
	if r.sketches != nil {
		for _, v := range x {
			r.sketches[b].Add(v)
		}
	}
	return max(math.Abs(l), math.Abs(h))
}

func (r *floatAccumulator) partial(w *workspace, band int, x []float64) {
	r.partN[band] += int64(len(x))
	squares(w, x, r.updateExtremes(band, x), r.partSum[band:band+1], r.partSquares[band:band+1])
}

// square returns the index of a band's square in cross.
func (r *floatAccumulator) square(b int) int {
	if r.products {
		return Pair(b, b, r.bands)
	}
	return b
}

func (r *floatAccumulator) demote(alive []bool) {
	if r.n == 0 {
		return
	}
	if r.keepComplete {
		r.reset()
		return
	}
	r.addPartial(r, alive)
	r.n = 0
	resetAll(r.sum)
	resetAll(r.cross)
}

func (r *floatAccumulator) addPartial(o *floatAccumulator, alive []bool) {
	for b := range r.bands {
		if alive[b] {
			r.partN[b] += o.n
			r.partSum[b].Merge(&o.sum[b])
			r.partSquares[b].Merge(&o.cross[r.square(b)])
		}
	}
}

//lint:ignore U1000 called through a type parameter
func (r *floatAccumulator) addComplete(o *floatAccumulator) {
	r.n += o.n
	mergeAll(r.sum, o.sum)
	mergeAll(r.cross, o.cross)
	r.addRest(o)
}

//lint:ignore U1000 called through a type parameter
func (r *floatAccumulator) addDemoted(o *floatAccumulator, alive []bool) {
	r.addPartial(o, alive)
	r.addRest(o)
}

//lint:ignore U1000 called through a type parameter
func (r *floatAccumulator) addRest(o *floatAccumulator) {
	mergeAll(r.partSum, o.partSum)
	mergeAll(r.partSquares, o.partSquares)
	for b := range r.bands {
		r.partN[b] += o.partN[b]
		r.low[b], r.high[b] = min(r.low[b], o.low[b]), max(r.high[b], o.high[b])
		if r.sketches != nil {
			r.sketches[b].Merge(&o.sketches[b])
		}
	}
}

func mergeAll(dst, src []exact.Float) {
	for i := range src {
		dst[i].Merge(&src[i])
	}
}

// moments fills m; it is here that float sums are rounded.
func (r *floatAccumulator) moments(m *Moments) {
	finish := func(f *exact.Float) exact.Sum { return exact.TripleSum(f.Triple()) }
	if IntegerSums(m.Type) {
		finish = func(f *exact.Float) exact.Sum {
			v, _ := f.Int()
			return exact.IntSum(v)
		}
	}
	m.Complete = r.n
	for b := range r.bands {
		m.Valid[b] = r.partN[b]
		if r.low[b] <= r.high[b] {
			m.Valid[b] += r.n
		}
		m.Min[b], m.Max[b] = r.low[b]+0, r.high[b]+0 // −0 becomes 0
		m.SumComplete[b] = finish(&r.sum[b])
		m.Sum[b] = finish(plus(&r.sum[b], &r.partSum[b]))
		m.SumSquares[b] = finish(plus(&r.cross[r.square(b)], &r.partSquares[b]))
	}
	for i := range m.SumProducts {
		m.SumProducts[i] = finish(&r.cross[i])
	}
}

func plus(a, b *exact.Float) *exact.Float {
	s := new(exact.Float)
	s.Merge(a)
	s.Merge(b)
	return s
}
