package stats

import (
	"github.com/bandprep/bandprep/exact"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/stats/counts"
)

// integerAccumulator collects samples of 8 and 16 bits as they are stored,
// biased or not. Sums of chunks are uint64 and are carried into 128 bits before
// they could overflow.
type integerAccumulator[T uint8 | uint16] struct {
	bands, kinds int
	keepComplete bool
	products     bool
	n            int64       // complete pixels
	sum          []exact.Int // [bands] of complete pixels
	cross        []exact.Int // [pairs], or [bands] squares without products
	partN        []int64     // [bands] valid samples of incomplete pixels
	partSum      []exact.Int
	partSquares  []exact.Int
	low, high    []T // [bands]
	counts       []uint64
	pending      int64 // pixels in the two fields below
	pendingSum   []uint64
	pendingCross []uint64
	planes       planes[T]
	single       planes[T] // of one band
}

func newIntegerAccumulator[T uint8 | uint16](bands int, o Options, kinds int) *integerAccumulator[T] {
	pairs := bands
	if !o.NoProducts {
		pairs = Pairs(bands)
	}
	w := &integerAccumulator[T]{
		bands: bands, kinds: kinds, keepComplete: o.Complete, products: !o.NoProducts,
		sum: make([]exact.Int, bands), cross: make([]exact.Int, pairs),
		partN: make([]int64, bands), partSum: make([]exact.Int, bands), partSquares: make([]exact.Int, bands),
		low: make([]T, bands), high: make([]T, bands),
		planes: newPlanes[T](bands, !o.NoProducts), single: newPlanes[T](1, false),
		pendingSum: make([]uint64, bands), pendingCross: make([]uint64, pairs),
	}
	if o.Histograms {
		w.counts = make([]uint64, bands*kinds)
	}
	w.reset()
	return w
}

func (w *integerAccumulator[T]) reset() {
	w.n, w.pending = 0, 0
	clear(w.sum)
	clear(w.cross)
	clear(w.partN)
	clear(w.partSum)
	clear(w.partSquares)
	clear(w.counts)
	clear(w.pendingSum)
	clear(w.pendingCross)
	for b := range w.bands {
		w.low[b], w.high[b] = T(w.kinds-1), 0
	}
}

func (w *integerAccumulator[T]) complete(s *workspace, p []T, stride, n int, alive []bool) {
	w.n += int64(n)
	if w.pending += int64(n); w.pending >= 1<<31 {
		w.carry()
		w.pending = int64(n)
	}
	w.planes.add(s, p, stride, n, w.pendingSum, w.pendingCross)
	for b := range w.bands {
		if !alive[b] {
			continue
		}
		w.low[b], w.high[b] = min(w.low[b], w.planes.low[b]), max(w.high[b], w.planes.high[b])
		if w.counts != nil {
			counts.Add(w.counts[b*w.kinds:][:w.kinds], p[b*stride:][:n])
		}
	}
}

func (w *integerAccumulator[T]) partial(s *workspace, band int, x []T) {
	var sum, square [1]uint64
	w.single.add(s, x, len(x), len(x), sum[:], square[:])
	w.partN[band] += int64(len(x))
	w.partSum[band] = w.partSum[band].Add(exact.FromUint64(sum[0]))
	w.partSquares[band] = w.partSquares[band].Add(exact.FromUint64(square[0]))
	w.low[band], w.high[band] = min(w.low[band], w.single.low[0]), max(w.high[band], w.single.high[0])
	if w.counts != nil {
		counts.Add(w.counts[band*w.kinds:][:w.kinds], x)
	}
}

// carry moves the pending sums into 128 bits.
func (w *integerAccumulator[T]) carry() {
	for i, v := range w.pendingSum {
		w.sum[i] = w.sum[i].Add(exact.FromUint64(v))
	}
	for i, v := range w.pendingCross {
		w.cross[i] = w.cross[i].Add(exact.FromUint64(v))
	}
	clear(w.pendingSum)
	clear(w.pendingCross)
	w.pending = 0
}

// square returns the index of a band's square in cross.
func (w *integerAccumulator[T]) square(b int) int {
	if w.products {
		return Pair(b, b, w.bands)
	}
	return b
}

func (w *integerAccumulator[T]) demote(alive []bool) {
	if w.n == 0 {
		return
	}
	if w.keepComplete {
		w.reset()
		return
	}
	w.carry()
	w.addPartial(w, alive)
	w.n = 0
	clear(w.sum)
	clear(w.cross)
}

// addPartial counts the complete pixels of o among the incomplete ones of w.
// Pending sums of o do not count.
func (w *integerAccumulator[T]) addPartial(o *integerAccumulator[T], alive []bool) {
	for b := range w.bands {
		if alive[b] {
			w.partN[b] += o.n
			w.partSum[b] = w.partSum[b].Add(o.sum[b])
			w.partSquares[b] = w.partSquares[b].Add(o.cross[w.square(b)])
		}
	}
}

//lint:ignore U1000 called through a type parameter
func (w *integerAccumulator[T]) addComplete(o *integerAccumulator[T]) {
	w.n += o.n
	addInts(w.sum, o.sum, o.pendingSum)
	addInts(w.cross, o.cross, o.pendingCross)
	w.addRest(o)
}

//lint:ignore U1000 called through a type parameter
func (w *integerAccumulator[T]) addDemoted(o *integerAccumulator[T], alive []bool) {
	w.addPartial(o, alive)
	for b := range w.bands {
		w.partSum[b] = w.partSum[b].Add(exact.FromUint64(o.pendingSum[b]))
		w.partSquares[b] = w.partSquares[b].Add(exact.FromUint64(o.pendingCross[w.square(b)]))
	}
	w.addRest(o)
}

// addRest adds what does not tell complete pixels from others.
//
//lint:ignore U1000 called through a type parameter
func (w *integerAccumulator[T]) addRest(o *integerAccumulator[T]) {
	addInts(w.partSum, o.partSum, nil)
	addInts(w.partSquares, o.partSquares, nil)
	for b := range w.bands {
		w.partN[b] += o.partN[b]
		w.low[b], w.high[b] = min(w.low[b], o.low[b]), max(w.high[b], o.high[b])
	}
	for i, c := range o.counts {
		w.counts[i] += c
	}
}

//lint:ignore U1000 called through a type parameter
func addInts(dst, a []exact.Int, pending []uint64) {
	for i, v := range a {
		dst[i] = dst[i].Add(v)
	}
	for i, v := range pending {
		dst[i] = dst[i].Add(exact.FromUint64(v))
	}
}

// moments fills m. With samples stored as u = x + bias, the sum of x·y is
// Σuv − bias·(Σu + Σv) + n·bias².
func (w *integerAccumulator[T]) moments(m *Moments, bias int64) {
	w.carry()
	m.Complete = w.n
	unbias := func(uv, u, v exact.Int, n int64) exact.Sum {
		return exact.IntSum(uv.Sub(u.Add(v).MulInt64(bias)).Add(exact.FromInt64(n).MulInt64(bias * bias)))
	}
	for b := range w.bands {
		n, sum, square := w.n, w.sum[b], w.cross[w.square(b)]
		if w.low[b] > w.high[b] { // no valid sample: a dead band
			n = 0
		}
		if n > 0 {
			m.SumComplete[b] = exact.IntSum(sum.Sub(exact.FromInt64(n).MulInt64(bias)))
		}
		n += w.partN[b]
		sum, square = sum.Add(w.partSum[b]), square.Add(w.partSquares[b])
		m.Valid[b] = n
		m.Sum[b] = exact.IntSum(sum.Sub(exact.FromInt64(n).MulInt64(bias)))
		m.SumSquares[b] = unbias(square, sum, sum, n)
		m.Min[b], m.Max[b] = float64(int64(w.low[b])-bias), float64(int64(w.high[b])-bias)
	}
	for i := range w.bands {
		for j := i; w.products && j < w.bands; j++ {
			if w.low[i] <= w.high[i] && w.low[j] <= w.high[j] {
				p := Pair(i, j, w.bands)
				m.SumProducts[p] = unbias(w.cross[p], w.sum[i], w.sum[j], w.n)
			}
		}
	}
}

func (w *integerAccumulator[T]) histograms(t raster.SampleType) []counts.Histogram {
	h := make([]counts.Histogram, w.bands)
	for b := range h {
		h[b] = counts.NewHistogram(t)
		first := int(h[b].Low + t.Bias())
		copy(h[b].Counts, w.counts[b*w.kinds+first:])
	}
	return h
}
