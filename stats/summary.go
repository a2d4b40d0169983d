package stats

import (
	"math"
	"math/big"

	"github.com/bandprep/bandprep/exact"
	"github.com/bandprep/bandprep/raster"
)

// Summary is what a [Total] says about its items. Mean, standard deviation and
// covariance are the float64 nearest to the exact value for the sums in the
// rows; parts that add up over images have 106 bits or more before they are
// added exactly and rounded. NaN means undefined.
type Summary struct {
	Images  int64
	Pixels  int64  // per band, valid or not
	Divisor string // of stddev and covariance: "n" or "n-1"
	Type    raster.SampleType
	Bands   []BandSummary
	// Complete counts the complete pixels of the images without dead bands,
	// CompleteImages those images, LackingImages the others.
	Complete       int64
	CompleteImages int64
	LackingImages  int64
	CompleteMean   []float64 // [bands] over complete pixels
	// Covariance [bands][bands] over complete pixels; nil where there are
	// none, or where the products of an image are missing.
	Covariance [][]float64
}

// BandSummary summarizes the valid samples of one band. With x over samples, i
// over images that have a valid sample, nᵢ of them, mᵢ their mean, and m the
// mean of all n:
//
//	StdDev²           Σ(x−m)² / (n−ddof)
//	StdDevImageMean   mean over i of √(Σ(x−mᵢ)² / (nᵢ−ddof))
//	StdDevWithin²     Σᵢ Σ(x−mᵢ)² / n
//	StdDevBetween²    Σᵢ nᵢ(mᵢ−m)² / n
//	MeanPerImage      mean over i of mᵢ
//	StdDevPerImage²   mean over i of Σ(x−MeanPerImage)² / nᵢ
//
// Within and between always divide by n, so that they add up to the variance
// with divisor n. The last two are mean and standard deviation of a draw that
// picks an image first and then one of its samples: every image counts the
// same, whatever its size.
type BandSummary struct {
	Valid, Total     int64 // samples
	Images           int64 // with a valid sample
	Minimum, Maximum float64
	Mean             float64
	StdDev           float64
	StdDevImageMean  float64
	StdDevWithin     float64
	StdDevBetween    float64
	MeanPerImage     float64
	StdDevPerImage   float64
}

// Summary computes the summary of the items added so far. ddof is subtracted
// from the number of samples in divisors: 0 or 1.
func (t *Total) Summary(ddof int) Summary {
	s := Summary{
		Images: t.images, Pixels: t.pixels, Divisor: "n", Type: t.kind,
		Complete: t.complete, CompleteImages: t.whole, LackingImages: t.images - t.whole,
	}
	if ddof == 1 {
		s.Divisor = "n-1"
	}
	for i := range t.bands {
		s.Bands = append(s.Bands, t.bands[i].summary(t.pixels, ddof))
		s.CompleteMean = append(s.CompleteMean, mean(&t.sum[i], t.complete))
	}
	if t.products > 0 && t.products == t.whole && t.complete > int64(ddof) {
		s.Covariance = t.covariance(ddof)
	}
	return s
}

func mean(sum *exact.Float, n int64) float64 {
	if n <= 0 {
		return math.NaN()
	}
	m, exp := sum.Big()
	return exact.Quo(m, big.NewInt(n), exp)
}

func (b *bandTotal) summary(pixels int64, ddof int) BandSummary {
	nan := math.NaN()
	s := BandSummary{
		Valid: b.valid, Total: pixels, Images: b.images, Minimum: b.low, Maximum: b.high,
		Mean: mean(&b.sum, b.valid), StdDev: nan, StdDevImageMean: nan, StdDevWithin: nan, StdDevBetween: nan,
		MeanPerImage: nan, StdDevPerImage: nan,
	}
	if b.valid == 0 {
		s.Minimum, s.Maximum = nan, nan
		return s
	}
	n := big.NewInt(b.valid)
	num, exp := comoment(b.valid, &b.sum, &b.sum, &b.squares)
	if b.low == b.high {
		num.SetInt64(0)
	}
	if b.valid > int64(ddof) {
		s.StdDev = exact.SqrtQuo(num, new(big.Int).Mul(n, big.NewInt(b.valid-int64(ddof))), exp)
	}
	images := b.images
	if ddof == 1 {
		images = b.images1
	}
	s.StdDevImageMean = mean(&b.stddev[ddof], images)
	within, e := b.within.Big()
	if within.Sign() < 0 { // after Sub of what was not added
		within.SetInt64(0)
	}
	s.StdDevWithin = exact.SqrtQuo(within, n, e)

	// Between: (n·Σx² − (Σx)²)/n² − within/n = (num − n·within)/n².
	within.Mul(within, n)
	if e < exp {
		num.Lsh(num, uint(exp-e))
		exp = e
	} else {
		within.Lsh(within, uint(e-exp))
	}
	if num.Sub(num, within); num.Sign() < 0 {
		num.SetInt64(0)
	}
	s.StdDevBetween = exact.SqrtQuo(num, n.Mul(n, n), exp)

	s.MeanPerImage = mean(&b.mean, b.images)
	num, exp = comoment(b.images, &b.mean, &b.mean, &b.square)
	if b.low == b.high {
		num.SetInt64(0)
	}
	n.SetInt64(b.images)
	s.StdDevPerImage = exact.SqrtQuo(num, n.Mul(n, n), exp)
	return s
}

func (t *Total) covariance(ddof int) [][]float64 {
	d := len(t.bands)
	c := make([][]float64, d)
	for i := range c {
		c[i] = make([]float64, d)
	}
	n := big.NewInt(t.complete)
	den := n.Mul(n, big.NewInt(t.complete-int64(ddof)))
	for i := range d {
		for j := i; j < d; j++ {
			if t.bands[i].low == t.bands[i].high || t.bands[j].low == t.bands[j].high {
				continue // constant: 0, whatever rounded sums say
			}
			num, exp := comoment(t.complete, &t.sum[i], &t.sum[j], &t.cross[Pair(i, j, d)])
			c[i][j] = exact.Quo(num, den, exp)
			c[j][i] = c[i][j]
		}
	}
	return c
}
