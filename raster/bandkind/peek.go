// Package bandkind tells bands that are no measurements, such as classes,
// quality bits, elevation and angles, among bands that are, to name them before
// constants or a PCA are computed of all together.
//
//  1. [Peek.Add] takes the blocks of a few images of a set.
//  2. [Peek.Summaries] tells of each band what is needed.
//  3. [Judge], a pure function, holds each band against the others.
//
// Names of bands take no part: the samples are the evidence.
package bandkind

import (
	"math"
	"slices"

	"github.com/bandprep/bandprep/raster"
)

// Summary is what [Judge] needs to know of a band.
type Summary struct {
	Samples  int64
	Min, Max float64
	Mean     float64
	StdDev   float64   // divisor n
	Whole    bool      // every sample is a whole number
	Values   []float64 // distinct values, ascending; nil above [MaxValues]
	Equal    float64   // share of samples that equal their left neighbour
	// Roughness is the mean difference between neighbours in a row, divided by
	// StdDev.
	Roughness float64
}

// MaxValues is how many distinct values of a band are kept.
const MaxValues = 128

// Peek gathers bands. It is not safe for concurrent use.
type Peek struct {
	t     raster.SampleType
	bands []gathered
}

type gathered struct {
	n, pairs, equal int64
	low, high       float64
	mean, squares   float64 // Welford's sums
	steps           float64
	broken          bool // some sample is no whole number
	values          map[float64]bool
}

// NewPeek returns a Peek at images of some bands of type t.
func NewPeek(bands int, t raster.SampleType) *Peek {
	p := &Peek{t: t, bands: make([]gathered, bands)}
	for i := range p.bands {
		p.bands[i].values = make(map[float64]bool)
	}
	return p
}

// Add takes the valid samples of a block of all bands.
func (p *Peek) Add(b *raster.Block) {
	n := b.Window.Pixels()
	for i := range min(len(p.bands), b.Bands) {
		g, valid := &p.bands[i], b.ValidBand(i)
		for y := range b.Window.H {
			left := math.NaN()
			for at := y * b.Window.W; at < (y+1)*b.Window.W; at++ {
				v := b.At(i*n+at, p.t)
				if v-v != 0 || valid != nil && !valid[at] {
					left = math.NaN()
					continue
				}
				g.add(v, left)
				left = v
			}
		}
	}
}

func (g *gathered) add(v, left float64) {
	if g.n == 0 {
		g.low, g.high = v, v
	}
	g.n++
	g.low, g.high = min(g.low, v), max(g.high, v)
	d := v - g.mean
	g.mean += d / float64(g.n)
	g.squares += float64(d * (v - g.mean))
	g.broken = g.broken || v != math.Trunc(v)
	if len(g.values) <= MaxValues {
		g.values[v] = true
	}
	if left == left {
		g.pairs++
		g.steps += math.Abs(v - left)
		if v == left {
			g.equal++
		}
	}
}

// Summaries returns one summary per band.
func (p *Peek) Summaries() []Summary {
	list := make([]Summary, len(p.bands))
	for i := range p.bands {
		g, s := &p.bands[i], &list[i]
		if g.n == 0 {
			continue
		}
		*s = Summary{Samples: g.n, Min: g.low, Max: g.high, Mean: g.mean, StdDev: math.Sqrt(g.squares / float64(g.n)), Whole: !g.broken}
		if len(g.values) <= MaxValues {
			for v := range g.values {
				s.Values = append(s.Values, v)
			}
			slices.Sort(s.Values)
		}
		if g.pairs > 0 {
			s.Equal = float64(g.equal) / float64(g.pairs)
			if s.StdDev > 0 {
				s.Roughness = g.steps / float64(g.pairs) / s.StdDev
			}
		}
	}
	return list
}
