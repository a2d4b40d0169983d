package stats

import (
	"math"
	"strconv"

	"gonum.org/v1/gonum/stat/distuv"
)

// Estimate is what a sample of items says about one band of the population
// that it was drawn from. Intervals are rounded to nine digits, since the last
// ones of their ingredients depend on the processor.
type Estimate struct {
	Mean, StdDev   float64     // of the samples of the items drawn, divisor n
	MeanInterval   *[2]float64 // nil where undefined: fewer than two items
	StdDevInterval *[2]float64
	// ImageVariance is the variance that the mean of one item drawn would have,
	// LogVariance that of the logarithm of its standard deviation: of n items,
	// one n-th of it. NaN where undefined.
	ImageVariance, LogVariance float64
	// DesignEffect is the variance of the mean over that of as many pixels
	// drawn independently; EffectiveSamples is how many independent pixels
	// would do as well. NaN where undefined.
	DesignEffect     float64
	EffectiveSamples float64
}

// Estimates returns an estimate per band, with intervals of the given
// confidence, such as 0.95, for a population of so many items, all equally
// likely to be drawn, without replacement; population 0 is an infinite one.
//
// Mean and standard deviation of all pixels are ratios of totals over items.
// Their variance is that of the delete-one jackknife over items (for the
// standard deviation on the logarithmic scale), times the finite population
// correction 1 − items/population. The quantile is Student's, with degrees of
// freedom from the kurtosis of the deleted estimates: few items that weigh
// much, such as one image of 50 megapixels, make intervals wider. Refused:
// linearization with items − 1 degrees of freedom, whose intervals covered up
// to two points less on photos of mixed sizes; the bootstrap, slower and no
// better there.
func (s *ItemSample) Estimates(confidence float64, population int64) []Estimate {
	e := make([]Estimate, s.bands)
	for b := range e {
		e[b] = s.estimate(b, confidence, population)
	}
	return e
}

func (s *ItemSample) estimate(band int, confidence float64, population int64) Estimate {
	nan := math.NaN()
	e := Estimate{Mean: nan, StdDev: nan, DesignEffect: nan, EffectiveSamples: nan, ImageVariance: nan, LogVariance: nan}
	j, ok := s.jackknife(band, population)
	if j.all.n == 0 {
		return e
	}
	e.Mean, e.StdDev = j.pivot+j.all.mean(), math.Sqrt(j.all.variance())
	if !ok {
		return e
	}
	half, factor := j.widths(confidence)
	e.MeanInterval = &[2]float64{round9(e.Mean - half), round9(e.Mean + half)}
	e.StdDevInterval = &[2]float64{round9(e.StdDev / factor), round9(e.StdDev * factor)}
	n := float64(s.items)
	e.ImageVariance, e.LogVariance = n*j.meanVariance, n*j.logVariance
	if v := j.all.variance(); j.meanVariance > 0 {
		e.DesignEffect = round9(j.meanVariance / (v / j.all.n))
		e.EffectiveSamples = round9(v / j.meanVariance)
	}
	return e
}

// jackknife is the result of leaving out one item at a time.
type jackknife struct {
	pivot        float64
	all          pooled
	left         float64 // part of the population that was not drawn
	meanVariance float64 // of the mean, for an infinite population
	logVariance  float64 // of the logarithm of the standard deviation, likewise
	meanFreedom  float64 // degrees of freedom of the two
	logFreedom   float64
}

// widths returns half the width of the interval of the mean, and the factor
// from the standard deviation to the ends of its interval.
func (j *jackknife) widths(confidence float64) (mean, stddev float64) {
	t := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: j.meanFreedom}
	mean = t.Quantile(0.5+confidence/2) * math.Sqrt(j.left*j.meanVariance)
	t.Nu = j.logFreedom
	return mean, math.Exp(t.Quantile(0.5+confidence/2) * math.Sqrt(j.left*j.logVariance))
}

func (s *ItemSample) jackknife(band int, population int64) (j jackknife, ok bool) {
	j.pivot = s.pivot(band)
	pools := s.pools(band, j.pivot)
	for _, p := range pools {
		j.all = j.all.plus(p)
	}
	if j.all.n == 0 || s.items < 2 {
		return j, false
	}
	means, logs := make([]float64, len(pools)), make([]float64, len(pools))
	v := j.all.variance()
	for i, p := range pools {
		rest := j.all.minus(p)
		if rest.n == 0 {
			return j, false
		}
		means[i] = rest.mean()
		if w := rest.variance(); w > 0 {
			logs[i] = 0.5 * math.Log(w/v)
		} else if v > 0 {
			return j, false // all variance is due to one item
		}
	}
	j.left = 1
	if population > 0 {
		j.left = max(0, 1-float64(s.items)/float64(population))
	}
	j.meanVariance, j.meanFreedom = jackknifeVariance(means)
	j.logVariance, j.logFreedom = jackknifeVariance(logs)
	return j, true
}

// jackknifeVariance returns the jackknife's variance of an estimate and its degrees of
// freedom, from the estimates with one item left out.
func jackknifeVariance(x []float64) (variance, freedom float64) {
	n := float64(len(x))
	var mean, second, fourth float64
	for _, v := range x {
		mean += v
	}
	mean /= n
	for _, v := range x {
		d := float64((v - mean) * (v - mean))
		second += d
		fourth += float64(d * d)
	}
	freedom = n - 1
	if second == 0 {
		return 0, freedom
	}
	// The variance of a sample variance is σ⁴·(kurtosis − 1)/n, that of a
	// chi-squared variable over its degrees of freedom 2σ⁴/freedom.
	kurtosis := float64(n * (fourth / (second * second)))
	if kurtosis > 1 {
		freedom = min(freedom, max(2*n/(kurtosis-1), 3))
	}
	return (n - 1) / n * second, freedom
}

// round9 rounds x to nine significant digits.
func round9(x float64) float64 {
	r, err := strconv.ParseFloat(strconv.FormatFloat(x, 'e', 8, 64), 64)
	if err != nil {
		return x
	}
	return r
}
