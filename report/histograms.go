package report

import (
	"fmt"
	"math"

	"github.com/bandprep/bandprep/histogram"
	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/report/svg"
)

// mostHistograms is how many bands have a histogram of their own.
const mostHistograms = 16

// histograms returns those of the bands and what they count: every sample where
// every row keeps its counts, else the images that were looked at.
func (p *page) histograms() (list []svg.Histogram, about string) {
	switch exact := exactHistograms(p.d); {
	case exact != nil:
		list, about = exact, "Histograms are exact: they count every valid sample of every item."
		if p.t.Type.Bits() > 8 {
			about += " They do so in bins that are an eighth of a doubling wide, so that the ends of a range are known to 6 %."
		}
	case p.Pictures != nil:
		list, about = p.Pictures.Histograms, fmt.Sprintf("Histograms are from %s drawn at random; all else on this page is from all items.", words.Count(p.Pictures.Sampled, "image", "images"))
	}
	if n := len(list); n > mostHistograms {
		list, about = list[:mostHistograms], about+fmt.Sprintf(" The first %d of %d bands are shown.", mostHistograms, n)
	}
	return list, about
}

// exactHistograms adds up the histograms of the rows of each part; nil where a row
// has none.
func exactHistograms(d *derive.Dataset) []svg.Histogram {
	t := d.Table
	n := histogram.Bins(t.Type)
	sums := make(map[string][]int64)
	for _, r := range t.Rows.All() {
		if r.Histogram == nil || r.Type != t.Type || len(r.Histogram) != n*len(t.Bands) {
			return nil
		}
		sum := sums[r.Split]
		if sum == nil {
			sum = make([]int64, len(r.Histogram))
			sums[r.Split] = sum
		}
		for i, c := range r.Histogram {
			sum[i] += c
		}
	}
	edges := histogram.Edges(t.Type)
	list := make([]svg.Histogram, len(t.Bands))
	for b, name := range t.Bands {
		h := svg.Histogram{Title: name, Axis: "stored value"}
		from, to := seenBins(d, b, edges)
		h.Edges = edges[from : to+1]
		for _, split := range append(derive.Splits, "") {
			if sum := sums[split]; sum != nil {
				counts := sum[b*n : (b+1)*n]
				shown := append([]int64(nil), counts[from:to]...)
				for i, c := range counts { // what lies outside is in the outermost bins
					switch {
					case i < from:
						shown[0] += c
					case i >= to:
						shown[len(shown)-1] += c
					}
				}
				h.Series = append(h.Series, svg.HistogramSeries{Name: partName(split), Counts: shown})
			}
		}
		list[b] = h
	}
	return list
}

// seenBins returns which bins of a band are drawn: those within its extremes, and
// within six standard deviations of the mean of a part. All values of 8 bits are.
func seenBins(d *derive.Dataset, band int, edges []float64) (from, to int) {
	low, high := math.Inf(1), math.Inf(-1)
	for _, s := range d.Summaries {
		if x := s.Bands[band]; x.Valid > 0 {
			low = math.Min(low, math.Max(x.Minimum, x.Mean-float64(6*x.StdDev)))
			high = math.Max(high, math.Min(x.Maximum, x.Mean+float64(6*x.StdDev)))
		}
	}
	to = len(edges) - 1
	if d.Table.Type.Bits() == 8 || !(low <= high) {
		return 0, to
	}
	for from+1 < to && edges[from+1] <= low {
		from++
	}
	for to-1 > from && edges[to-1] > high {
		to--
	}
	return from, to
}

// partName is what the page calls the items of a split, "" those of none.
func partName(split string) string {
	if split == "" {
		return "none"
	}
	return split
}
