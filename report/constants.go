package report

import (
	"fmt"
	"math"

	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/report/svg"
	"github.com/bandprep/bandprep/stats"
)

// confidence of the intervals.
const confidence = 0.95

// constants shows what the bands of the parts are like.
func (p *page) constants() ([]block, error) {
	estimates := make(map[string][]stats.Estimate)
	for _, name := range derive.Splits {
		sample := stats.NewItemSample()
		for i := range p.t.Rows.In(name) {
			m := p.t.Rows.Moments(i)
			m.SumProducts = nil
			if err := sample.Add(&m); err != nil {
				return nil, err
			}
		}
		if sample.Items() > 0 {
			estimates[name] = sample.Estimates(confidence, 0)
		}
	}
	train, there := p.d.Summaries["train"]
	if !there {
		return []block{{Text: "No item is in train, so there are no constants."}}, nil
	}
	list := []block{
		{Text: fmt.Sprintf("Statistics of train: %s, %s a band, in stored values. An interval says where the mean of all images of the kind lies, with a chance of 95 %%, if these are a random sample of them. "+
			"Of the three standard deviations, training wants the first, of all pixels; the mean of those of single images is a common mistake for it.",
			words.Count(train.Images, "item", "items"), words.Count(train.Pixels, "pixel", "pixels"))},
		{Table: p.bandTable(&train, estimates["train"])},
	}
	figures := []svg.Figure{p.means(estimates)}
	if train.Covariance != nil && len(p.t.Bands) > 1 {
		figures = append(figures, p.correlation(train.Covariance))
	}
	if histograms, about := p.histograms(); histograms != nil {
		for i := range histograms {
			figures = append(figures, histograms[i].Figure())
		}
		list = append(list, block{Text: about})
	}
	return append(list, block{Figures: figures}), nil
}

func (p *page) bandTable(s *stats.Summary, e []stats.Estimate) *svg.Table {
	t := &svg.Table{Head: []string{"Band", "Valid, %", "Minimum", "Maximum", "Mean", "Interval of the mean", "Std of pixels", "Mean of stds of images", "Std within images"}}
	for b, x := range s.Bands {
		interval := "–"
		if b < len(e) && e[b].MeanInterval != nil {
			interval = number(e[b].MeanInterval[0]) + " to " + number(e[b].MeanInterval[1])
		}
		valid := fmt.Sprintf("%.2f", 100*float64(x.Valid)/float64(max(x.Total, 1)))
		if x.Valid == x.Total {
			valid = "100"
		}
		t.Rows = append(t.Rows, []string{p.t.Bands[b], valid, number(x.Minimum), number(x.Maximum), number(x.Mean), interval,
			number(x.StdDev), number(x.StdDevImageMean), number(x.StdDevWithin)})
	}
	return t
}

// means draws the means of the parts.
func (p *page) means(estimates map[string][]stats.Estimate) svg.Figure {
	c := svg.Intervals{Title: "Means of the parts", Axis: "stored values"}
	for b, name := range p.t.Bands {
		row := svg.IntervalRow{Name: name}
		for _, split := range derive.Splits {
			e, ok := estimates[split]
			if !ok || b >= len(e) {
				continue
			}
			if b == 0 {
				c.Series = append(c.Series, split)
			}
			nan := math.NaN()
			v := svg.Interval{At: e[b].Mean, Low: nan, High: nan, Outer: nan, OuterHigh: nan}
			if i := e[b].MeanInterval; i != nil {
				v.Low, v.High = i[0], i[1]
			}
			if split == "train" {
				v.Outer, v.OuterHigh = e[b].Mean-e[b].StdDev, e[b].Mean+e[b].StdDev
			}
			row.Values = append(row.Values, v)
		}
		c.Rows = append(c.Rows, row)
	}
	c.Sentence = "Dots are means, bars their 95 % intervals, thin lines reach one standard deviation of train to both sides."
	if w := worst(p.d.Certificate.Balance); w != nil {
		c.Sentence += fmt.Sprintf(" The largest shift to train is %s standard deviations, of %s in %s (p = %s).", svg.Short(float64(w.MeanShift)), w.Band, w.Split, svg.Short(float64(w.MeanP)))
	}
	return c.Figure()
}

// worst returns the band and part whose mean lies farthest from train.
func worst(list []derive.Balance) (w *derive.Balance) {
	for i := range list {
		b := &list[i]
		if v := math.Abs(float64(b.MeanShift)); v == v && (w == nil || v > math.Abs(float64(w.MeanShift))) {
			w = b
		}
	}
	return w
}

// correlation draws the correlation of the bands of train.
func (p *page) correlation(covariance [][]float64) svg.Figure {
	n := len(covariance)
	m := svg.Matrix{Title: "Correlation of bands", Rows: p.t.Bands, Columns: p.t.Bands, Values: make([][]float64, n)}
	high, low := math.Inf(-1), math.Inf(1)
	var highest, lowest [2]int
	for i := range n {
		m.Values[i] = make([]float64, n)
		for j := range n {
			r := covariance[i][j] / math.Sqrt(float64(covariance[i][i]*covariance[j][j]))
			if m.Values[i][j] = r; j < i && r == r {
				if r > high {
					high, highest = r, [2]int{j, i}
				}
				if r < low {
					low, lowest = r, [2]int{j, i}
				}
			}
		}
	}
	if high >= low {
		m.Sentence = fmt.Sprintf("Most alike are %s and %s (%.2f), least %s and %s (%.2f).", p.t.Bands[highest[0]], p.t.Bands[highest[1]], high,
			p.t.Bands[lowest[0]], p.t.Bands[lowest[1]], low)
	}
	return m.Figure()
}
