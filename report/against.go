package report

import (
	"cmp"
	"fmt"
	"iter"
	"math"
	"slices"

	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/report/svg"
	"github.com/bandprep/bandprep/stats"
)

// shift is the difference that counts as small: the threshold of balance of
// covariates that observational studies use.
const shift = 0.1

// against compares all items of two sets, band by band, the farthest apart
// first.
func (p *page) against() ([]block, error) {
	a, b := p.t, p.Against.Table
	if len(a.Bands) != len(b.Bands) {
		return nil, fmt.Errorf("sets of %s and of %s cannot be laid side by side", words.Count(len(a.Bands), "band", "bands"), words.Count(len(b.Bands), "band", "bands"))
	}
	diff, err := stats.Compare(moments(a), moments(b), stats.CompareOptions{Permutations: 199})
	if err != nil {
		return nil, err
	}
	sums := make([]stats.Summary, 2)
	for k, t := range []*table.Table{a, b} {
		total, err := derive.Sum(t, nil)
		if err != nil {
			return nil, err
		}
		sums[k] = total.Summary(0)
	}
	order := make([]int, len(diff))
	for i := range order {
		order[i] = i
	}
	size := func(i int) float64 {
		if v := math.Abs(diff[i].MeanShift); v == v {
			return v
		}
		return -1
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(size(j), size(i)) })
	name := p.hide(p.AgainstName)
	c := svg.Intervals{Title: "Shift of the means", Axis: "standardized mean difference", Series: []string{"shift"}, Zero: true}
	t := &svg.Table{Head: []string{"Band", "Shift", "p", "Mean here", "Mean there", "Std here", "Std there", "Std there / here"}}
	far := 0
	nan := math.NaN()
	for _, i := range order {
		d := diff[i]
		if math.Abs(d.MeanShift) >= shift {
			far++
		}
		label := a.Bands[i]
		if b.Bands[i] != label {
			label += " / " + b.Bands[i]
		}
		c.Rows = append(c.Rows, svg.IntervalRow{Name: label, Values: []svg.Interval{{At: d.MeanShift, Low: nan, High: nan, Outer: nan, OuterHigh: nan}}})
		x, y := sums[0].Bands[i], sums[1].Bands[i]
		t.Rows = append(t.Rows, []string{label, number(d.MeanShift), number(d.MeanP), number(x.Mean), number(y.Mean), number(x.StdDev), number(y.StdDev), number(d.StdDevRatio)})
	}
	c.Sentence = fmt.Sprintf("%d of %s %.1f standard deviations or more apart.", far, words.Count(len(order), "band is", "bands are"), shift)
	text := fmt.Sprintf("Here: %s. There: %s, %s. Bands are sorted by the standardized difference of their means; p is the chance of such a difference if items had been dealt out at random.",
		words.Count(a.Rows.Len(), "item", "items"), name, words.Count(b.Rows.Len(), "item", "items"))
	return []block{{Text: text}, {Figures: []svg.Figure{c.Figure()}}, {Table: t}}, nil
}

// moments yields the statistics of all items.
func moments(t *table.Table) iter.Seq[*stats.Moments] {
	return func(yield func(*stats.Moments) bool) {
		for i := range t.Rows.Len() {
			m := t.Rows.Moments(i)
			m.SumProducts = nil
			if !yield(&m) {
				return
			}
		}
	}
}
