package advice

import (
	"math"

	"github.com/bandprep/bandprep/stats"
)

// stdKind is one of the things that are given as a standard deviation.
type stdKind struct {
	text string // what the std is; "" for that of pixels
	mean func(b *stats.BandSummary) float64
	std  func(b *stats.BandSummary) float64
	// implied turns what was given, in the unit of the constants, into the
	// standard deviation that it stands for; nil: it is one.
	implied func(given float64) float64
	ddof    int
	ofMeans bool // its mean is another than that of the kinds before
}

func pixelMean(b *stats.BandSummary) float64 { return b.Mean }
func imageMean(b *stats.BandSummary) float64 { return b.MeanPerImage }
func minimum(b *stats.BandSummary) float64   { return b.Minimum }
func pixelStd(b *stats.BandSummary) float64  { return b.StdDev }

// stdKinds are all kinds, the usual one first.
var stdKinds = []stdKind{
	{"", pixelMean, pixelStd, nil, 0, true},
	{"the std has the divisor n−1", pixelMean, pixelStd, nil, 1, false},
	{"the std is the mean of the stds of images, not that of all pixels", pixelMean, imageMeanStd, nil, 0, false},
	{"the std is the mean of the stds of images, not that of all pixels", imageMean, imageMeanStd, nil, 0, false},
	{"the std is the mean of the stds of images (each with divisor n−1), not that of all pixels", pixelMean, imageMeanStd, nil, 1, false},
	{"the std is the mean of the stds of images (each with divisor n−1), not that of all pixels", imageMean, imageMeanStd, nil, 1, false},
	{"the std is that within images: what differs from image to image is left out", pixelMean, func(b *stats.BandSummary) float64 { return b.StdDevWithin }, nil, 0, false},
	{"the std is that of the means of images: what differs within images is left out", pixelMean, func(b *stats.BandSummary) float64 { return b.StdDevBetween }, nil, 0, false},
	{"every image counts the same, whatever its size", imageMean, func(b *stats.BandSummary) float64 { return b.StdDevPerImage }, nil, 0, true},
	{"they are minimum and range of all pixels (min-max scaling)", minimum, func(b *stats.BandSummary) float64 { return b.Maximum - b.Minimum }, nil, 0, true},
	{"they are middle and half of the range of all pixels (min-max scaling to −1 … 1)", func(b *stats.BandSummary) float64 { return (b.Minimum + b.Maximum) / 2 }, func(b *stats.BandSummary) float64 { return (b.Maximum - b.Minimum) / 2 }, nil, 0, true},
	{"the variance is given for the std", pixelMean, pixelStd, math.Sqrt, 0, false},
	{"the root of the std is given for the std", pixelMean, pixelStd, func(v float64) float64 { return v * v }, 0, false},
	{"1/std is given for the std", pixelMean, pixelStd, func(v float64) float64 { return 1 / v }, 0, false},
}

func imageMeanStd(b *stats.BandSummary) float64 { return b.StdDevImageMean }
