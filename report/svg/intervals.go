package svg

import (
	"fmt"
	"math"
)

// Intervals shows values with their ranges, one row for each name.
type Intervals struct {
	Title, Sentence, Axis string
	Series                []string // names of the values in a row
	Rows                  []IntervalRow
	Zero                  bool // draw a line at 0
}

// IntervalRow holds one value for each series.
type IntervalRow struct {
	Name   string
	Values []Interval
}

// Interval is a value, the range that is drawn thick (where it may lie), and
// the one that is drawn thin (how far samples reach). NaN where there is none.
type Interval struct{ At, Low, High, Outer, OuterHigh float64 }

// mostRows is how many rows are named and drawn apart; of more, lines join the
// values.
const mostRows = 32

// Figure draws the rows from top to bottom.
func (c *Intervals) Figure() Figure {
	low, high := math.Inf(1), math.Inf(-1)
	for _, r := range c.Rows {
		for _, v := range r.Values {
			for _, e := range []float64{v.At, v.Low, v.High, v.Outer, v.OuterHigh} {
				if e == e {
					low, high = math.Min(low, e), math.Max(high, e)
				}
			}
		}
	}
	if c.Zero {
		low, high = math.Min(low, 0), math.Max(high, 0)
	}
	if low > high {
		low, high = 0, 1
	}
	var d drawing
	step := 8 + 6*float64(max(1, len(c.Series)))
	if len(c.Rows) > mostRows {
		step = math.Max(1.2, 480/float64(len(c.Rows)))
	}
	const left, top = 70, 20
	x := newAxis(low, high, left, width-12)
	bottom := top + step*float64(len(c.Rows))
	d.legend(left, 12, c.Series)
	if c.Zero {
		d.line("axis", x.at(0), top, x.at(0), bottom)
	}
	every := max(1, (len(c.Rows)+mostRows-1)/mostRows)
	for i, r := range c.Rows {
		y := top + step*(float64(i)+0.5)
		if i%every == 0 {
			d.text("name", "end", left-6, y+3.5, clip(r.Name, 10))
		}
		for k, v := range r.Values {
			if v.At != v.At {
				continue
			}
			at := y + 6*(float64(k)-float64(len(r.Values)-1)/2)
			if every > 1 {
				at = y
			}
			if v.Outer == v.Outer {
				d.line("rule", x.at(v.Outer), at, x.at(v.OuterHigh), at)
			}
			if v.Low == v.Low && every == 1 {
				d.rect(class(k)+" fill", x.at(v.Low), at-2, math.Max(x.at(v.High)-x.at(v.Low), 1.5), 4)
			}
			r := 3.0
			if every > 1 {
				r = 1.6
			}
			d.dot(class(k)+" fill", x.at(v.At), at, r)
		}
	}
	d.across(x, bottom+4, 5, c.Axis)
	f := Figure{Title: c.Title, Sentence: c.Sentence, Drawing: d.done(bottom+34, c.Title)}
	f.Table.Head = []string{"name"}
	for _, s := range c.Series {
		f.Table.Head = append(f.Table.Head, s, s+", interval")
	}
	for _, r := range c.Rows {
		cells := []string{r.Name}
		for _, v := range r.Values {
			between := "–"
			if v.Low == v.Low {
				between = fmt.Sprintf("%s to %s", Short(v.Low), Short(v.High))
			}
			cells = append(cells, Short(v.At), between)
		}
		f.Table.Rows = append(f.Table.Rows, cells)
	}
	return f
}
