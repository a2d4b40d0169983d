package pictures

import (
	"math"

	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/raster"
)

// bins are the bins of one band: n of them, the first from low on.
type bins struct {
	low, width float64
	n          int
}

// mostBins is about how many bins a band has.
const mostBins = 1024

// newBins returns the bins of every band: one for each value of 8 bits, else
// about a thousand over the range of the values or, where that is shorter, six
// standard deviations to both sides of the mean. Bins of integers are whole
// numbers wide, so that none holds more values than its neighbours. Samples
// beyond count in the last bin.
func newBins(d *derive.Dataset) []bins {
	t := d.Table
	list := make([]bins, len(t.Bands))
	for b := range list {
		low, high := math.Inf(1), math.Inf(-1)
		for _, s := range d.Summaries {
			x := s.Bands[b]
			if x.Valid == 0 {
				continue
			}
			low = math.Min(low, math.Max(x.Minimum, x.Mean-float64(6*x.StdDev)))
			high = math.Max(high, math.Min(x.Maximum, x.Mean+float64(6*x.StdDev)))
		}
		switch {
		case t.Type == raster.Uint8:
			list[b] = bins{-0.5, 1, 256}
		case !(high >= low):
			list[b] = bins{-0.5, 1, 1}
		case t.Type.IsInteger():
			low, high = math.Floor(low), math.Ceil(high)
			width := math.Ceil((high - low + 1) / mostBins)
			list[b] = bins{low - 0.5, width, int((high-low+1)/width) + 1}
		default:
			width := (high - low) / mostBins
			if width == 0 {
				width = 1
			}
			list[b] = bins{low, width, mostBins}
		}
	}
	return list
}

// range96 returns the 2nd and the 98th percentile of a band over all splits.
func (x bins) range96(parts map[string][][]int64, band int) (low, high float64) {
	sum := make([]int64, x.n)
	total := int64(0)
	for _, counts := range parts {
		for k, n := range counts[band] {
			sum[k] += n
			total += n
		}
	}
	at := func(p float64) float64 {
		n := int64(0)
		for k, c := range sum {
			if n += c; float64(n) >= p*float64(total) && c > 0 {
				return x.low + float64((float64(k)+0.5)*x.width)
			}
		}
		return x.low
	}
	low, high = at(0.02), at(0.98)
	if !(high > low) {
		high = low + x.width
	}
	return low, high
}
