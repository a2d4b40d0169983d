package svg

import (
	"fmt"
	"math"
	"strings"
)

// Histogram is how the samples of some sets are distributed over bins of one
// width.
type Histogram struct {
	Title  string
	Axis   string  // name of the values
	Low    float64 // lower edge of the first bin
	Width  float64 // of a bin
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
			return h.Low + float64((float64(i)+0.5)*h.Width)
		}
	}
	return math.NaN()
}

// merged returns shares of all samples in about n bins, and how many bins of
// the histogram each holds.
func (s *HistogramSeries) merged(n int) (shares []float64, step int) {
	step = max(1, (len(s.Counts)+n-1)/n)
	shares = make([]float64, (len(s.Counts)+step-1)/step)
	total := float64(max(s.Total(), 1))
	for i, c := range s.Counts {
		shares[i/step] += float64(c) / total
	}
	return shares, step
}

// Figure draws the series as steps over one axis, with the range from 2 to 98 %
// of each below it.
func (h *Histogram) Figure() Figure {
	const top, bottom, left, right = 20, 130, 8, width - 8
	var d drawing
	f := Figure{Title: h.Title}
	bins := 0
	var names []string
	for i := range h.Series {
		bins = max(bins, len(h.Series[i].Counts))
		names = append(names, h.Series[i].Name)
	}
	x := newAxis(h.Low, h.Low+float64(float64(bins)*h.Width), left, right)
	highest := 0.0
	for i := range h.Series {
		shares, _ := h.Series[i].merged(shownBins)
		for _, v := range shares {
			highest = math.Max(highest, v)
		}
	}
	y := newAxis(0, math.Max(highest, 1e-9), bottom, top)
	d.legend(left, 12, names)
	var says []string
	for i := range h.Series {
		s := &h.Series[i]
		shares, step := s.merged(shownBins)
		var path strings.Builder
		fmt.Fprintf(&path, "M%s %d", coordinate(x.a), bottom)
		for k, v := range shares {
			fmt.Fprintf(&path, "V%sH%s", coordinate(y.at(v)), coordinate(x.at(h.Low+float64(float64((k+1)*step)*h.Width))))
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
	for i := range h.Series {
		s := &h.Series[i]
		t.Head = append(t.Head, s.Name+", %")
		shares, step := s.merged(tableBins)
		for k, v := range shares {
			if len(t.Rows) <= k {
				t.Rows = append(t.Rows, []string{Short(h.Low + float64(float64(k*step)*h.Width))})
			}
			t.Rows[k] = append(t.Rows[k], Short(100*v))
		}
	}
	return t
}
