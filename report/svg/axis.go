package svg

import (
	"math"
	"strconv"
	"strings"
)

// axis maps values from low to high onto coordinates from a to b.
type axis struct{ low, high, a, b float64 }

// newAxis widens a range without extent.
func newAxis(low, high, a, b float64) axis {
	if !(high > low) {
		pad := math.Max(math.Abs(low)*0.05, 0.5)
		low, high = low-pad, high+pad
	}
	return axis{low, high, a, b}
}

func (x axis) at(v float64) float64 {
	return x.a + (math.Min(math.Max(v, x.low), x.high)-x.low)/(x.high-x.low)*(x.b-x.a)
}

// ticks returns about n round values within the range: multiples of 1, 2 or 5
// times a power of ten.
func (x axis) ticks(n int) []float64 {
	raw := (x.high - x.low) / float64(n)
	power := math.Pow(10, math.Floor(math.Log10(raw)))
	step := 10 * power
	for _, f := range []float64{1, 2, 5} {
		if f*power >= raw {
			step = f * power
			break
		}
	}
	var list []float64
	for k := math.Ceil(x.low/step - 1e-9); k*step <= x.high+step*1e-9; k++ {
		list = append(list, float64(k*step))
	}
	return list
}

// across draws the horizontal axis at y with its ticks and a name.
func (d *drawing) across(x axis, y float64, n int, name string) {
	d.line("axis", x.a, y, x.b, y)
	for _, v := range x.ticks(n) {
		at := x.at(v)
		d.line("axis", at, y, at, y+3)
		anchor := "middle"
		if at > width-14 {
			anchor = "end"
		}
		d.text("", anchor, at, y+13, Short(v))
	}
	if name != "" {
		d.text("", "middle", (x.a+x.b)/2, y+26, name)
	}
}

// up draws grid lines and labels of a vertical axis left of x.
func (d *drawing) up(y axis, x, right float64, n int) {
	for _, v := range y.ticks(n) {
		at := y.at(v)
		d.line("rule", x, at, right, at)
		d.text("", "end", x-4, at+3.5, Short(v))
	}
}

// Short writes a number for eyes, with at most four significant digits.
func Short(v float64) string {
	a := math.Abs(v)
	switch {
	case math.IsNaN(v):
		return "–"
	case a < 1e-12:
		return "0"
	case a >= 1e7 || a < 1e-4:
		return strconv.FormatFloat(v, 'g', 3, 64)
	}
	before := int(math.Floor(math.Log10(a))) + 1
	s := strconv.FormatFloat(v, 'f', max(0, min(4-before, 6)), 64)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return strings.Replace(s, "-", "−", 1)
}
