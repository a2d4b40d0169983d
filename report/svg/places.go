package svg

import (
	"fmt"
	"math"
)

// Places is a map without a background: where items lie, and a graticule.
type Places struct {
	Title, Sentence string
	Series          []string
	Boxes           []Place
	Degrees         bool // coordinates are longitude and latitude
	Unit            string
}

// Place is the box of one item.
type Place struct {
	MinX, MinY, MaxX, MaxY float64
	Series                 int
}

// mostBoxes is how many places are drawn one by one, and mostDots how many dots;
// of more, cells are drawn.
const (
	mostBoxes = 2000
	mostDots  = 2000
)

// Figure draws the places with equal scales in both directions; degrees of
// longitude are shortened by the cosine of the middle latitude.
func (p *Places) Figure() Figure {
	const left, top, right = 52, 20, width - 10
	var d drawing
	d.legend(left, 12, p.Series)
	minX, minY, maxX, maxY := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, b := range p.Boxes {
		minX, minY, maxX, maxY = math.Min(minX, b.MinX), math.Min(minY, b.MinY), math.Max(maxX, b.MaxX), math.Max(maxY, b.MaxY)
	}
	f := Figure{Title: p.Title, Sentence: p.Sentence}
	if !(maxX >= minX) || math.IsInf(maxX-minX, 0) || math.IsInf(maxY-minY, 0) {
		return f
	}
	stretch := 1.0
	if p.Degrees {
		stretch = math.Max(math.Cos((minY+maxY)/2*math.Pi/180), 0.05)
	}
	wide, high := math.Max((maxX-minX)*stretch, 1e-9), math.Max(maxY-minY, 1e-9)
	unit := math.Max(wide/(right-left), high/300) * 1.04 // of the map in one of the drawing
	halfX, halfY := unit*(right-left)/2/stretch, math.Max(high*0.52, unit*50)
	bottom := top + 2*halfY/unit
	x := axis{(minX+maxX)/2 - halfX, (minX+maxX)/2 + halfX, left, right}
	y := axis{(minY+maxY)/2 - halfY, (minY+maxY)/2 + halfY, bottom, top}
	for _, v := range x.ticks(4) {
		d.line("rule", x.at(v), top, x.at(v), bottom)
		if at := x.at(v); at < right-16 {
			d.text("", "middle", at, bottom+13, p.label(v, x.high-x.low))
		}
	}
	for _, v := range y.ticks(4) {
		d.line("rule", left, y.at(v), right, y.at(v))
		d.text("", "end", left-4, y.at(v)+3.5, p.label(v, y.high-y.low))
	}
	if len(p.Boxes) <= mostBoxes {
		for _, b := range p.Boxes {
			w, h := x.at(b.MaxX)-x.at(b.MinX), y.at(b.MinY)-y.at(b.MaxY)
			grow := math.Max(0, (3-math.Min(w, h))/2) // so that it can be seen
			d.rect(class(b.Series)+" box", x.at(b.MinX)-grow, y.at(b.MaxY)-grow, w+2*grow, h+2*grow)
		}
	} else {
		p.cells(&d, x, y)
		f.Sentence += " Each cell has the colour of the part with most of its items."
	}
	d.text("", "middle", (left+right)/2, bottom+26, p.Unit)
	f.Drawing = d.done(bottom+32, p.Title)
	counts := make(map[int]int)
	for _, b := range p.Boxes {
		counts[b.Series]++
	}
	f.Table.Head = []string{"part", "items on the map"}
	for i, name := range p.Series {
		f.Table.Rows = append(f.Table.Rows, []string{name, fmt.Sprint(counts[i])})
	}
	f.Table.Rows = append(f.Table.Rows, []string{"west to east", p.label(minX, maxX-minX) + " to " + p.label(maxX, maxX-minX)},
		[]string{"south to north", p.label(minY, maxY-minY) + " to " + p.label(maxY, maxY-minY)})
	return f
}

// label writes a coordinate with as many digits as the range asks for.
func (p *Places) label(v, extent float64) string {
	digits := 0
	if extent > 0 {
		digits = min(max(0, int(math.Ceil(1-math.Log10(extent)))), 5)
	}
	text := fmt.Sprintf("%.*f", digits, v)
	if p.Degrees {
		text += "°"
	}
	return text
}

// cells draws where many places lie: a square has the colour of most of its
// items.
func (p *Places) cells(d *drawing, x, y axis) {
	const cell = 5
	type at struct{ i, j int }
	counts := make(map[at][4]int)
	var order []at
	most := 0
	for _, b := range p.Boxes {
		k := at{int((x.at((b.MinX+b.MaxX)/2) - x.a) / cell), int((y.at((b.MinY+b.MaxY)/2) - y.b) / cell)}
		c, there := counts[k]
		if !there {
			order = append(order, k)
		}
		c[min(b.Series, 3)]++
		counts[k] = c
		most = max(most, c[0]+c[1]+c[2]+c[3])
	}
	for _, k := range order {
		c, best, sum := counts[k], 0, 0
		for s, n := range c {
			if sum += n; n > c[best] {
				best = s
			}
		}
		d.shaded(class(best)+" fill", x.a+cell*float64(k.i), y.b+cell*float64(k.j), cell, cell, shade(sum, most))
	}
}

// shade is the opacity of a cell that holds n items where the fullest holds
// most: logarithmic, so that single items show.
func shade(n, most int) float64 {
	return 0.2 + 0.8*math.Log1p(float64(n))/math.Log1p(float64(max(most, 1)))
}
