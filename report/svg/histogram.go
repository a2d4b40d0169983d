package svg

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// Histogram is how the samples of some sets are distributed over bins of one
// width, or of different ones.
type Histogram struct {
	Title  string
	Axis   string    // name of the values
	Low    float64   // lower edge of the first bin
	Width  float64   // of a bin
	Edges  []float64 // of bins of different widths, in place of the two above
	Series []HistogramSeries
}

// HistogramSeries are the counts of one set, one per bin.
type HistogramSeries struct {
	Name   string
	Counts []int64
}

// shownBins is about how many bins are drawn, and tableBins how many the table has.
const (
	shownBins = 64
	tableBins = 16
)

// Total returns the number of samples.
func (s *HistogramSeries) Total() (n int64) {
	for _, c := range s.Counts {
		n += c
	}
	return n
}

// Percentile returns the middle of the bin in which p percent of the samples
// are reached; NaN where there are none.
func (h *Histogram) Percentile(s *HistogramSeries, p float64) float64 {
	total := s.Total()
	if total == 0 {
		return math.NaN()
	}
	need, sum := p/100*float64(total), int64(0)
	for i, c := range s.Counts {
		if sum += c; float64(sum) >= need && c > 0 {
			return (h.edge(i) + h.edge(i+1)) / 2
		}
	}
	return math.NaN()
}

// edge returns the lower edge of a bin.
func (h *Histogram) edge(i int) float64 {
	if h.Edges != nil {
		return h.Edges[i]
	}
	return h.Low + float64(float64(i)*h.Width)
}

// bins returns how many bins there are.
func (h *Histogram) bins() (n int) {
	for i := range h.Series {
		n = max(n, len(h.Series[i].Counts))
	}
	return n
}

// steps are about n bins of equal width that are drawn: whole ones of the
// histogram together, or where these differ in width, n that cut them.
type steps struct {
	low, width float64
	n          int
}

func (h *Histogram) steps(n int) steps {
	bins := h.bins()
	if h.Edges != nil {
		low := h.edge(0)
		return steps{low, (h.edge(bins) - low) / float64(n), n}
	}
	together := max(1, (bins+n-1)/n)
	return steps{h.Low, float64(together) * h.Width, (bins + together - 1) / together}
}

// shares returns which share of the samples lies in each step. The samples of a
// bin that several steps cut are spread evenly over it.
func (h *Histogram) shares(s *HistogramSeries, x steps) []float64 {
	shares := make([]float64, x.n)
	total := float64(max(s.Total(), 1))
	for i, c := range s.Counts {
		if c == 0 {
			continue
		}
		share := float64(c) / total
		if h.Edges == nil {
			shares[min(int((float64(i)+0.5)*h.Width/x.width), x.n-1)] += share
			continue
		}
		from, to := (h.edge(i)-x.low)/x.width, (h.edge(i+1)-x.low)/x.width
		for k := max(0, int(from)); k < x.n && float64(k) < to; k++ {
			shares[k] += float64(share * (math.Min(to, float64(k+1)) - math.Max(from, float64(k))) / (to - from))
		}
	}
	return shares
}

// Figure draws the series as steps over one axis, with the range from 2 to 98 %
// of each below it.
func (h *Histogram) Figure() Figure {
	const top, bottom, left, right = 20, 130, 8, width - 8
	var d drawing
	f := Figure{Title: h.Title}
	var names []string
	for i := range h.Series {
		names = append(names, h.Series[i].Name)
	}
	drawn := h.steps(shownBins)
	x := newAxis(h.edge(0), h.edge(h.bins()), left, right)
	highest := 0.0
	for i := range h.Series {
		highest = math.Max(highest, slices.Max(append(h.shares(&h.Series[i], drawn), 0)))
	}
	y := newAxis(0, math.Max(highest, 1e-9), bottom, top)
	d.legend(left, 12, names)
	var says []string
	for i := range h.Series {
		s := &h.Series[i]
		var path strings.Builder
		fmt.Fprintf(&path, "M%s %d", coordinate(x.a), bottom)
		for k, v := range h.shares(s, drawn) {
			fmt.Fprintf(&path, "V%sH%s", coordinate(y.at(v)), coordinate(x.at(drawn.low+float64(float64(k+1)*drawn.width))))
		}
		fmt.Fprintf(&path, "V%d", bottom)
		if i == 0 {
			fmt.Fprintf(&d, "<path class=\"%s area\" d=\"%sZ\"/>", class(i), path.String())
		}
		fmt.Fprintf(&d, "<path class=\"%s line\" d=\"%s\"/>", class(i), path.String())
		low, high := h.Percentile(s, 2), h.Percentile(s, 98)
		if low == low {
			at := bottom + 5 + 4*float64(i)
			d.line(class(i)+" line", x.at(low), at, x.at(high), at)
			d.dot(class(i)+" fill", x.at(low), at, 2)
			d.dot(class(i)+" fill", x.at(high), at, 2)
			says = append(says, fmt.Sprintf("%s: 96 %% of the values from %s to %s", s.Name, Short(low), Short(high)))
		}
	}
	base := bottom + 6 + 4*float64(len(h.Series))
	d.across(x, base, 6, h.Axis)
	f.Sentence = strings.Join(says, "; ") + "."
	f.Drawing = d.done(base+30, h.Title)
	f.Table = h.table()
	return f
}

func (h *Histogram) table() Table {
	t := Table{Head: []string{h.Axis + " from"}}
	listed := h.steps(tableBins)
	for k := range listed.n {
		t.Rows = append(t.Rows, []string{Short(listed.low + float64(float64(k)*listed.width))})
	}
	for i := range h.Series {
		t.Head = append(t.Head, h.Series[i].Name+", %")
		for k, v := range h.shares(&h.Series[i], listed) {
			t.Rows[k] = append(t.Rows[k], Short(100*v))
		}
	}
	return t
}
