// Package tally counts the samples of a few images, band by band, for those who
// judge what a band holds.
//
//  1. [Bands.Add] takes one band of a block of samples. Bands are apart: several
//     may be added to at once.
//  2. [Bands.Summaries] tells of each band its ends, some of its values, its moments
//     and how neighbours in a row differ.
//
// Samples of at most 16 bits are counted exactly, one counter for each value;
// others by their ends and by a sample drawn by hash.
package tally

import (
	"math"

	"github.com/bandprep/bandprep/raster"
)

// Summary is what was seen of a band. Invalid, NaN and infinite samples are passed
// over everywhere.
type Summary struct {
	Samples  int64
	Min, Max float64
	Mean     float64
	StdDev   float64   // divisor n
	Whole    bool      // every sample is a whole number
	Values   []float64 // distinct values, ascending; nil above [MaxValues]
	// Low and High are the lowest and the highest values, from the end inwards, at
	// most [Extremes] of each.
	Low, High []Counted
	// Sample holds some of the samples, ascending.
	Sample []float64
	Equal  float64 // share of samples that equal their left neighbour
	// Roughness is the mean difference between neighbours in a row, divided by
	// StdDev.
	Roughness float64
}

// Counted is a value and how many samples have it.
type Counted struct {
	Value float64
	N     int64
}

// What is kept of a band.
const (
	MaxValues = 128     // distinct values
	Extremes  = 3       // of the lowest and of the highest values: nodata of two kinds may stand at one end
	maxSample = 1 << 13 // samples
)

// Bands counts some bands of one type.
type Bands struct {
	t     raster.SampleType
	bands []band
}

// band is what was counted of a band: samples of at most 16 bits in codes, as they
// are stored, others in reals.
type band struct {
	neighbours
	codes codes
	reals reals
}

// neighbours compares samples with those left of them.
type neighbours struct {
	pairs, equal int64
	steps        float64 // sum of differences
}

// New returns empty counts for bands of type t.
func New(bands int, t raster.SampleType) *Bands {
	return &Bands{t: t, bands: make([]band, bands)}
}

// Len returns the number of bands.
func (s *Bands) Len() int { return len(s.bands) }

// Add counts band i of the block. Calls for different bands may run at once.
func (s *Bands) Add(i int, b *raster.Block) {
	n, w := b.Window.Pixels(), b.Window.W
	valid := b.ValidBand(i)
	for from := 0; from < n; from += w {
		var flags []bool
		if valid != nil {
			flags = valid[from : from+w]
		}
		at := i*n + from
		switch g := &s.bands[i]; b.Storage() {
		case raster.StoreU8:
			addCodes(g, b.U8[at:at+w], flags)
		case raster.StoreU16:
			addCodes(g, b.U16[at:at+w], flags)
		default:
			g.addReals(b.F64[at:at+w], flags)
		}
	}
}

func (g *band) addReals(row []float64, valid []bool) {
	left := math.NaN()
	for i, v := range row {
		if v-v != 0 || valid != nil && !valid[i] {
			left = math.NaN()
			continue
		}
		g.reals.add(v)
		if left == left {
			g.pairs++
			g.steps += math.Abs(v - left)
			if v == left {
				g.equal++
			}
		}
		left = v
	}
}

// Summaries returns one summary per band.
func (s *Bands) Summaries() []Summary {
	list := make([]Summary, len(s.bands))
	for i := range s.bands {
		g := &s.bands[i]
		v := &list[i]
		if *v = g.reals.summary(); g.codes.pages != nil {
			*v = g.codes.summary(float64(s.t.Bias()))
		}
		if g.pairs > 0 {
			v.Equal = float64(g.equal) / float64(g.pairs)
			if v.StdDev > 0 {
				v.Roughness = g.steps / float64(g.pairs) / v.StdDev
			}
		}
	}
	return list
}
