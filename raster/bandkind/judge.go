// Package bandkind tells bands that are no measurements, such as classes,
// quality bits, elevation and angles, among bands that are, to name them before
// constants or a PCA are computed of all together. [Judge], a pure function of the
// summaries that package tally makes of a few images, holds each band against the
// others. Names of bands take no part: the samples are the evidence.
package bandkind

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/bandprep/bandprep/raster/tally"
)

// Kind is what a band holds.
type Kind uint8

// The kinds.
const (
	Measurement Kind = iota
	Classes          // codes that stand for something; their mean means nothing
	Bits             // quality flags in single bits
	Elevation        // or another quantity that varies slowly
	Angle            // of sun or sensor, in degrees
)

// String returns a word for the kind.
func (k Kind) String() string {
	return [...]string{"measurement", "classes", "bits", "elevation", "angle"}[k]
}

// Verdict names a band that is no measurement like the others.
type Verdict struct {
	Band     int // index
	Kind     Kind
	Sentence string // after the name of the band: "holds 8 values …"
}

const (
	minOthers  = 3    // measurements that a band is held against
	alike      = 10   // factor between their deviations and the median
	patches    = 0.5  // share of equal neighbours from which on values lie in patches
	scattered  = 0.25 // share of equal neighbours of measurements, at most
	recurring  = 10   // changes between neighbours for each value of classes, at least: else the values of a coarse band, repeated
	fewer      = 8    // factor between the values of classes and of measurements
	smooth     = 0.02 // roughness of elevation and angles, at most
	smoother   = 5    // factor between it and that of measurements
	angleRange = 360
)

// Judge returns the bands that are no measurements among bands that are, in
// order. Bands are held against the median of the others; where fewer than three
// others are alike in spread, nothing can be said. A band of one value is left to
// others.
//
//   - Few whole values in patches, where the others have many that vary from
//     pixel to pixel, are classes, unless they are steps of a scale; bits where they are far apart and have no
//     common divisor of ten.
//   - A band that varies much more slowly than the others is an angle where it
//     stays within 360 and a quarter of its mean, while the others do not, and
//     else elevation.
func Judge(bands []tally.Summary) []Verdict {
	var list []Verdict
	for i := range bands {
		b := summary{&bands[i]}
		if b.Samples == 0 || b.StdDev == 0 {
			continue
		}
		o, ok := measured(bands, i)
		if !ok {
			continue
		}
		if v, found := b.against(o); found {
			v.Band = i
			list = append(list, v)
		}
	}
	return list
}

// summary is one that is judged.
type summary struct{ *tally.Summary }

// typical is the median of measurements.
type typical struct{ values, equal, roughness, high float64 }

// measured returns what is typical for the other bands. Those with values in
// patches, or a spread of another size, do not take part.
func measured(bands []tally.Summary, except int) (typical, bool) {
	var others []*tally.Summary
	var spreads []float64
	for i := range bands {
		if b := &bands[i]; i != except && b.StdDev > 0 && b.Equal < patches {
			others = append(others, b)
			spreads = append(spreads, b.StdDev)
		}
	}
	if len(others) < minOthers {
		return typical{}, false
	}
	size := median(spreads)
	var values, equal, roughness, high []float64
	for _, b := range others {
		if b.StdDev*alike < size || b.StdDev > size*alike {
			continue
		}
		n := float64(len(b.Values))
		if b.Values == nil {
			n = math.Inf(1)
		}
		values, equal = append(values, n), append(equal, b.Equal)
		roughness, high = append(roughness, b.Roughness), append(high, max(math.Abs(b.Min), math.Abs(b.Max)))
	}
	if len(values) < minOthers || 2*len(values) <= len(others) {
		return typical{}, false
	}
	return typical{median(values), median(equal), median(roughness), median(high)}, true
}

func (b summary) against(o typical) (Verdict, bool) {
	n := len(b.Values)
	if n >= 2 && b.Whole && !b.graded() && float64(n)*recurring <= float64(b.Samples)*(1-b.Equal) && b.Equal >= patches && o.equal < scattered && float64(n)*fewer <= o.values {
		v := Verdict{Kind: Classes, Sentence: fmt.Sprintf("holds %d values (%s) in patches: classes, not a measurement", n, b.some())}
		if b.bits() {
			v.Kind, v.Sentence = Bits, fmt.Sprintf("holds %d values (%s) in patches: flags in bits, not a measurement", n, b.some())
		}
		return v, true
	}
	if b.Roughness > smooth || b.Roughness*smoother > o.roughness {
		return Verdict{}, false
	}
	span := fmt.Sprintf("varies slowly between %s and %s, unlike the others", number(b.Min), number(b.Max))
	within := max(math.Abs(b.Min), math.Abs(b.Max)) <= angleRange && b.StdDev*4 <= math.Abs(b.Mean)
	if within && (o.high > angleRange || o.high <= angleRange/90) {
		return Verdict{Kind: Angle, Sentence: span + ": an angle, by its range"}, true
	}
	return Verdict{Kind: Elevation, Sentence: span + ": elevation or another slowly varying quantity"}, true
}

// graded reports whether the values follow each other and neighbours that
// differ do so by a step or little more: a measurement in coarse steps.
func (b summary) graded() bool {
	n := float64(len(b.Values))
	return n >= 4 && b.Max-b.Min == n-1 && b.Roughness*b.StdDev < 1.5*(1-b.Equal)
}

// bits reports whether the values look like flags: some reach beyond 63, most
// numbers between them do not occur, and they are no round codes.
func (b summary) bits() bool {
	if b.Min < 0 || b.Max < 64 || b.Max > 1<<53 {
		return false
	}
	round := true
	for _, v := range b.Values {
		round = round && math.Mod(v, 10) == 0
	}
	return !round && b.Max-b.Min >= 4*float64(len(b.Values))
}

// some lists the first values.
func (b summary) some() string {
	text := ""
	for i, v := range b.Values {
		if i == 5 && len(b.Values) > 6 {
			return text + ", … " + number(b.Max)
		}
		if i > 0 {
			text += ", "
		}
		text += number(v)
	}
	return text
}

func number(v float64) string { return strconv.FormatFloat(v, 'g', 6, 64) }

func median(list []float64) float64 {
	list = slices.Clone(list)
	slices.Sort(list)
	return list[len(list)/2]
}
