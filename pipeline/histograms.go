package pipeline

import (
	"math"
	"slices"

	"github.com/bandprep/bandprep/stats"
)

// Histograms add up the histograms of many images, band by band.
type Histograms struct{ Bands []stats.Histogram }

// Add counts the histograms of one image; grey beside RGB counts thrice.
func (h *Histograms) Add(of []stats.Histogram, bands int) {
	if of == nil {
		return
	}
	if h.Bands == nil {
		for b := range bands {
			h.Bands = append(h.Bands, clone(of[min(b, len(of)-1)]))
		}
		return
	}
	for b := range h.Bands {
		h.Bands[b].Merge(of[min(b, len(of)-1)])
	}
}

func clone(h stats.Histogram) stats.Histogram {
	return stats.Histogram{Low: h.Low, Counts: slices.Clone(h.Counts)}
}

// percentile returns the smallest value that at least p percent of the samples
// do not exceed: numpy's method "inverted_cdf".
func percentile(h *stats.Histogram, p float64) float64 {
	total := h.Total()
	rank := max(int64(math.Ceil(p/100*float64(total))), 1)
	var seen int64
	for i, n := range h.Counts {
		if seen += int64(n); seen >= rank {
			return float64(h.Low + int64(i))
		}
	}
	return math.NaN()
}
