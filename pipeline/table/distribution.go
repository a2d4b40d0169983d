package table

import (
	"slices"

	"github.com/bandprep/bandprep/stats/counts"
)

// Distribution is how the valid samples of each band are distributed: exact
// histograms for integers up to 16 bits, else sketches with a stated error.
// The zero value is empty.
type Distribution struct {
	Histograms []counts.Histogram // per band
	Sketches   []counts.Sketch    // per band, where there are no histograms
}

// Add counts the distribution of one image in a set of so many bands; grey
// beside RGB counts thrice.
func (d *Distribution) Add(o *Distribution, bands int) {
	for b := range bands {
		if n := len(o.Histograms); n > 0 {
			h := o.Histograms[min(b, n-1)]
			if len(d.Histograms) <= b {
				d.Histograms = append(d.Histograms, counts.Histogram{Low: h.Low, Counts: slices.Clone(h.Counts)})
			} else {
				d.Histograms[b].Merge(h)
			}
		}
		if n := len(o.Sketches); n > 0 {
			if len(d.Sketches) <= b {
				d.Sketches = append(d.Sketches, counts.Sketch{})
			}
			d.Sketches[b].Merge(&o.Sketches[min(b, n-1)])
		}
	}
}

// Percentile returns percentile p of a band, NaN where it has no sample.
func (d *Distribution) Percentile(band int, p float64) float64 {
	if len(d.Histograms) > 0 {
		return d.Histograms[band].Percentile(p)
	}
	return d.Sketches[band].Percentile(p)
}

// Bands returns the number of bands counted.
func (d *Distribution) Bands() int { return max(len(d.Histograms), len(d.Sketches)) }

// PercentilePerBand returns percentile p of every band.
func (d *Distribution) PercentilePerBand(p float64) []float64 {
	v := make([]float64, d.Bands())
	for b := range v {
		v[b] = d.Percentile(b, p)
	}
	return v
}
