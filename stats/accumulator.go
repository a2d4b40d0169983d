package stats

import (
	"fmt"
	"math"

	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/stats/counts"
)

// Options say what an [Accumulator] keeps. The zero value keeps products and
// no histograms and counts every valid sample.
type Options struct {
	// NoProducts leaves out the products of different bands: no covariance.
	NoProducts bool
	// Complete counts only complete pixels, in every statistic.
	Complete bool
	// Histograms keeps a histogram of the valid samples of each band: an
	// exact one of integers up to 16 bits, else a [counts.Sketch].
	Histograms bool
	// Skip names bands whose samples count nowhere, as if they were dead.
	// Bands that turn out to be dead need not be named.
	Skip []bool
}

// Accumulator collects the moments of one item, block by block. What it holds
// depends neither on the order of the blocks nor on how the item is cut.
//
// Bands that have had no valid sample so far do not decide which pixels are
// complete. When such a band comes alive, none of the pixels seen before is
// complete any longer, since all of them lack it: what was collected of them
// moves to the incomplete ones. So one pass suffices.
type Accumulator struct {
	bands  int
	t      raster.SampleType
	o      Options
	pixels int64
	alive  []bool
	u8     *integerAccumulator[uint8]  // one of the three is set, as in a block
	u16    *integerAccumulator[uint16] // biased for signed types
	f64    *floatAccumulator
}

// collector sums samples of one storage class.
type collector[T sample] interface {
	// complete takes n complete pixels, band b at p[b·stride:]. The samples
	// of bands that are not alive are 0.
	complete(w *workspace, p []T, stride, n int, alive []bool)
	// partial takes valid samples of one band whose pixels are incomplete.
	partial(w *workspace, band int, x []T)
	// demote turns all complete pixels into incomplete ones, which have valid
	// samples in the bands alive.
	demote(alive []bool)
	reset()
}

type sample interface{ uint8 | uint16 | float64 }

// NewAccumulator returns an empty accumulator for items of the given number of
// bands and type of samples. Blocks must be of that type's storage class.
func NewAccumulator(bands int, t raster.SampleType, o Options) *Accumulator {
	a := &Accumulator{bands: bands, t: t, o: o, alive: make([]bool, bands)}
	switch t.Storage() {
	case raster.StoreU8:
		a.u8 = newIntegerAccumulator[uint8](bands, a.o, 1<<8)
	case raster.StoreU16:
		a.u16 = newIntegerAccumulator[uint16](bands, a.o, 1<<16)
	default:
		a.f64 = newFloatAccumulator(bands, a.o)
	}
	return a
}

// Add counts the samples of b. It panics where b has another number of bands
// or another storage class than a.
func (a *Accumulator) Add(b *raster.Block) {
	n := b.Window.Pixels()
	if b.Bands != a.bands || n > 0 && b.Storage() != a.t.Storage() {
		panic(fmt.Sprintf("stats: block of %d bands of storage %d added to %d bands of %s", b.Bands, b.Storage(), a.bands, a.t))
	}
	a.pixels += int64(n)
	switch {
	case a.u8 != nil:
		addChunks(a, a.u8, b.U8, n, b.Valid)
	case a.u16 != nil:
		addChunks(a, a.u16, b.U16, n, b.Valid)
	default:
		addChunks(a, a.f64, b.F64, n, b.Valid)
	}
}

// AddRepeated counts the samples of b times over. It merges as often as times
// has binary digits.
func (a *Accumulator) AddRepeated(b *raster.Block, times int64) {
	some, twice := NewAccumulator(a.bands, a.t, a.o), NewAccumulator(a.bands, a.t, a.o)
	some.Add(b)
	for ; times > 0; times >>= 1 {
		if times&1 == 1 {
			a.Merge(some)
		}
		twice.Merge(some)
		twice.Merge(some)
		some, twice = twice, some
		twice.Reset()
	}
}

// Merge adds what o holds; it never writes to o. It panics unless both were
// made with equal arguments.
func (a *Accumulator) Merge(o *Accumulator) {
	if a.bands != o.bands || a.t != o.t || a.o.NoProducts != o.o.NoProducts || a.o.Complete != o.o.Complete || a.o.Histograms != o.o.Histograms {
		panic("stats: accumulators of different kinds merged")
	}
	a.pixels += o.pixels
	mine, others := false, false // whose complete pixels lack a living band
	for b := range a.bands {
		mine = mine || o.alive[b] && !a.alive[b]
		others = others || a.alive[b] && !o.alive[b]
	}
	switch {
	case a.u8 != nil:
		merge(a, a.u8, o.u8, mine, others, o.alive)
	case a.u16 != nil:
		merge(a, a.u16, o.u16, mine, others, o.alive)
	default:
		merge(a, a.f64, o.f64, mine, others, o.alive)
	}
	for b := range a.bands {
		a.alive[b] = a.alive[b] || o.alive[b]
	}
}

// merge adds o to c; mine and others say whose complete pixels are to be
// demoted first.
func merge[C interface {
	demote(alive []bool)
	addComplete(o C)
	addDemoted(o C, alive []bool)
}](a *Accumulator, c, o C, mine, others bool, alive []bool) {
	if mine {
		c.demote(a.alive)
	}
	if !others {
		c.addComplete(o)
	} else if !a.o.Complete {
		c.addDemoted(o, alive)
	}
}

// Reset makes a empty and keeps its memory.
func (a *Accumulator) Reset() {
	a.pixels = 0
	clear(a.alive)
	switch {
	case a.u8 != nil:
		a.u8.reset()
	case a.u16 != nil:
		a.u16.reset()
	default:
		a.f64.reset()
	}
}

// Moments returns what was collected so far.
func (a *Accumulator) Moments() (m Moments) {
	a.MomentsTo(&m)
	return m
}

// MomentsTo sets m to what was collected so far, in the memory of m where it
// holds moments of equal shape.
func (a *Accumulator) MomentsTo(m *Moments) {
	n := a.bands
	m.reset(a.t, n, !a.o.NoProducts)
	m.Pixels = a.pixels
	switch {
	case a.u8 != nil:
		a.u8.moments(m, 0)
	case a.u16 != nil:
		a.u16.moments(m, a.t.Bias())
	default:
		a.f64.moments(m)
	}
	for b := range n {
		if m.Valid[b] == 0 {
			m.Min[b], m.Max[b] = math.NaN(), math.NaN()
		}
		if !a.alive[b] {
			if m.Dead == nil {
				m.Dead = make([]bool, n)
			}
			m.Dead[b] = true
		}
	}
}

// Histograms returns a copy of the histogram of each band, or nil where none
// are kept.
func (a *Accumulator) Histograms() []counts.Histogram {
	switch {
	case !a.o.Histograms || a.f64 != nil:
		return nil
	case a.u8 != nil:
		return a.u8.histograms(a.t)
	}
	return a.u16.histograms(a.t)
}

// Sketches returns a copy of the sketch of each band, or nil where none are
// kept.
func (a *Accumulator) Sketches() []counts.Sketch {
	if !a.o.Histograms || a.f64 == nil {
		return nil
	}
	s := make([]counts.Sketch, a.bands)
	for b := range s {
		s[b].Merge(&a.f64.sketches[b])
	}
	return s
}
