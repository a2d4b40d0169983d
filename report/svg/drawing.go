package svg

import (
	"fmt"
	"html"
	"math"
	"strconv"
	"strings"
)

// width of every drawing.
const width = 360

// drawing collects the elements of an svg element.
type drawing struct {
	strings.Builder
}

// coordinate writes a coordinate with at most one decimal.
func coordinate(v float64) string {
	v = math.Round(v*10) / 10
	if v == 0 {
		return "0" // and not -0
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

func (d *drawing) line(class string, x1, y1, x2, y2 float64) {
	fmt.Fprintf(d, "<path class=\"%s\" d=\"M%s %sL%s %s\"/>", class, coordinate(x1), coordinate(y1), coordinate(x2), coordinate(y2))
}

func (d *drawing) rect(class string, x, y, w, h float64) { d.shaded(class, x, y, w, h, 1) }

// shaded draws a rectangle of some opacity.
func (d *drawing) shaded(class string, x, y, w, h, opacity float64) {
	more := ""
	if opacity < 1 {
		more = fmt.Sprintf(" fill-opacity=\"%s\"", strconv.FormatFloat(math.Round(opacity*100)/100, 'f', -1, 64))
	}
	fmt.Fprintf(d, "<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"%s/>", class, coordinate(x), coordinate(y), coordinate(w), coordinate(h), more)
}

func (d *drawing) dot(class string, x, y, r float64) {
	fmt.Fprintf(d, "<circle class=\"%s\" cx=\"%s\" cy=\"%s\" r=\"%s\"/>", class, coordinate(x), coordinate(y), coordinate(r))
}

// text writes s with its start, middle or end at x.
func (d *drawing) text(class, anchor string, x, y float64, s string) {
	if class != "" {
		class = fmt.Sprintf(" class=\"%s\"", class)
	}
	if anchor != "start" {
		class += fmt.Sprintf(" text-anchor=\"%s\"", anchor)
	}
	fmt.Fprintf(d, "<text%s x=\"%s\" y=\"%s\">%s</text>", class, coordinate(x), coordinate(y), html.EscapeString(s))
}

// legend names series in a row above the drawing.
func (d *drawing) legend(x, y float64, names []string) {
	if len(names) < 2 {
		return
	}
	for i, name := range names {
		d.line(class(i)+" line", x, y-3.5, x+16, y-3.5)
		d.text("name", "start", x+20, y, name)
		x += 34 + 6*float64(len(name))
	}
}

// class returns the colour of series i.
func class(i int) string { return fmt.Sprintf("c%d", min(i, 3)) }

// done returns the svg element. The title is what is read aloud of it; the
// sentence stands beside it.
func (d *drawing) done(height float64, title string) string {
	return fmt.Sprintf("<svg viewBox=\"0 0 %d %s\" role=\"img\"><title>%s</title>%s</svg>", width, coordinate(height), html.EscapeString(title), d.String())
}

// clip shortens a name to so many characters.
func clip(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n-1]) + "…"
}
