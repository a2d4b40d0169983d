package svg

import (
	"fmt"
	"math"
)

// Scatter shows one dot for each item, or how many items fall into each cell
// where there are more than 2,000. Items that stand out are ringed.
type Scatter struct {
	Title, Sentence string
	X, Y            string // names of the axes
	Series          []string
	Points          []Point
}

// Point is one item.
type Point struct {
	X, Y   float64
	Series int
	Out    bool // stands out
}

// mostOut is how many of the items that stand out are ringed.
const mostOut = 200

// Figure draws the points.
func (s *Scatter) Figure() Figure {
	const left, top, bottom, right = 48, 34, 224, width - 10
	var d drawing
	lowX, highX, lowY, highY := math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for _, p := range s.Points {
		lowX, highX, lowY, highY = math.Min(lowX, p.X), math.Max(highX, p.X), math.Min(lowY, p.Y), math.Max(highY, p.Y)
	}
	f := Figure{Title: s.Title, Sentence: s.Sentence}
	if !(highX >= lowX && highY >= lowY) {
		return f
	}
	x, y := newAxis(lowX, highX, left+4, right-4), newAxis(lowY, highY, bottom-4, top+4)
	d.up(axis{y.low, y.high, y.a, y.b}, left, right, 5)
	d.text("", "start", left, top-6, "↑ "+s.Y)
	dense := len(s.Points) > mostDots
	if dense {
		f.Sentence += " Cells are darker the more items they hold."
		s.cells(&d, x, y)
	} else {
		d.legend(left, 12, s.Series)
		for _, p := range s.Points {
			d.dot(class(p.Series)+" dot", x.at(p.X), y.at(p.Y), 2.2)
		}
	}
	out := 0
	for _, p := range s.Points {
		if p.Out && out < mostOut {
			out++
			d.dot("cm ring", x.at(p.X), y.at(p.Y), 4)
		}
	}
	d.across(x, bottom, 5, s.X)
	f.Drawing = d.done(bottom+34, s.Title)
	f.Table = Table{Head: []string{"quantity", "lowest", "highest"}, Rows: [][]string{
		{s.X, Short(lowX), Short(highX)}, {s.Y, Short(lowY), Short(highY)}, {"items", fmt.Sprint(len(s.Points)), ""}, {"ringed", fmt.Sprint(out), ""}}}
	return f
}

func (s *Scatter) cells(d *drawing, x, y axis) {
	const cell = 5
	const across, down = (width + cell - 1) / cell, 220 / cell
	var counts [across * down]int
	most := 0
	for _, p := range s.Points {
		k := int((x.at(p.X)-x.a)/cell) + across*int((y.at(p.Y)-y.b)/cell)
		counts[k]++
		most = max(most, counts[k])
	}
	for k, n := range counts {
		if n > 0 {
			d.shaded("c0 fill", x.a+cell*float64(k%across), y.b+cell*float64(k/across), cell, cell, shade(n, most))
		}
	}
}
