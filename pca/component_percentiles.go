package pca

import (
	"errors"
	"fmt"
	"math"
)

// A histogram of Limits covers histogramReach standard deviations to either
// side of the mean, in bins of 1/binsPerDeviation. By Chebyshev's inequality
// no more than 1/histogramReach², 0.1 %, of the pixels lie outside.
const (
	histogramReach   = 32
	binsPerDeviation = 1024
)

// Limits finds percentiles of components in one pass over the pixels that a
// model was fitted on. Counts are integers, so neither order nor cut matters.
type Limits struct {
	unit   []float64 // bins per unit of each component
	counts [][]int64
}

// NewLimits returns empty histograms for the components of m.
func (m *Model) NewLimits() *Limits {
	l := new(Limits)
	for _, sd := range m.deviations() {
		l.unit = append(l.unit, binsPerDeviation/sd)
		l.counts = append(l.counts, make([]int64, 2*histogramReach*binsPerDeviation))
	}
	return l
}

// deviations returns the standard deviation of each component that comes out;
// where it is 0, 1.
func (m *Model) deviations() []float64 {
	sd := make([]float64, len(m.Components))
	for c, v := range m.ExplainedVariance {
		if sd[c] = math.Sqrt(v) / m.deviation(c); sd[c] == 0 {
			sd[c] = 1
		}
	}
	return sd
}

// Add counts components [k][n]; pixels whose flag in valid is clear are left
// out, none where valid is nil, and NaN always is.
func (l *Limits) Add(components [][]float64, valid []bool) {
	for c, plane := range components {
		counts, unit := l.counts[c], l.unit[c]
		for i, y := range plane {
			if valid != nil && !valid[i] {
				continue
			}
			switch x := float64(y*unit) + histogramReach*binsPerDeviation; {
			case x >= 0 && x < 2*histogramReach*binsPerDeviation:
				counts[int(x)]++
			case x < 0:
				counts[0]++
			case x > 0:
				counts[len(counts)-1]++
			}
		}
	}
}

// Counts returns the counts of each component, which are not copied.
func (l *Limits) Counts() [][]int64 { return l.counts }

// Merge adds the counts of o, which is left as it is.
func (l *Limits) Merge(o *Limits) {
	for c, counts := range o.counts {
		for i, n := range counts {
			l.counts[c][i] += n
		}
	}
}

// Output returns, per component, the values of which low and high percent of
// the pixels are smaller, exact to 1/1024 of a standard deviation.
func (l *Limits) Output(low, high float64) (*Output, error) {
	if !(low >= 0.1 && low < high && high <= 99.9) {
		return nil, fmt.Errorf("percentages %v and %v: must rise and lie between 0.1 and 99.9", low, high)
	}
	out := new(Output)
	for c := range l.counts {
		from, to := l.percentile(c, low), l.percentile(c, high)
		if math.IsNaN(from) {
			return nil, errors.New("no valid pixel to find limits of")
		}
		if from >= to { // a component that does not vary
			from, to = from-1/l.unit[c], to+1/l.unit[c]
		}
		out.Low, out.High = append(out.Low, from), append(out.High, to)
	}
	return out, nil
}

// percentile interpolates within the bin; it is NaN without pixels.
func (l *Limits) percentile(c int, percent float64) float64 {
	total := int64(0)
	for _, n := range l.counts[c] {
		total += n
	}
	rank := float64(float64(total) * percent / 100)
	below := int64(0)
	for i, n := range l.counts[c] {
		if n > 0 && float64(below+n) >= rank {
			inside := (rank - float64(below)) / float64(n)
			return (float64(i-histogramReach*binsPerDeviation) + inside) / l.unit[c]
		}
		below += n
	}
	return math.NaN()
}

// NormalOutput returns the limits that Limits would find at 2 and 98 percent
// if components were normally distributed, mean ± 2.054 standard deviations,
// without a pass over the pixels.
func (m *Model) NormalOutput() *Output {
	const quantile = 2.053748910631823 // of 98 % (table of the normal distribution)
	out := new(Output)
	for _, sd := range m.deviations() {
		out.Low, out.High = append(out.Low, -quantile*sd), append(out.High, quantile*sd)
	}
	return out
}
