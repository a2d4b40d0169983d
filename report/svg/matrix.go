package svg

import (
	"fmt"
	"math"
)

// Matrix shows numbers from −1 to 1 as shades of two colours.
type Matrix struct {
	Title, Sentence string
	Rows, Columns   []string
	Values          [][]float64 // [rows][columns]; NaN is left empty
}

// mostCells is how many rows or columns are drawn; of more, neighbours are
// drawn as their mean.
const mostCells = 40

// Figure draws the matrix.
func (m *Matrix) Figure() Figure {
	rows, cols, values := m.Rows, m.Columns, m.Values
	f := Figure{Title: m.Title, Sentence: m.Sentence}
	if step := (max(len(rows), len(cols)) + mostCells - 1) / mostCells; step > 1 {
		rows, cols, values = m.means(step)
		f.Sentence += fmt.Sprintf(" Each cell is the mean of up to %d neighbours a side.", step)
	}
	if len(rows) == 0 || len(cols) == 0 {
		return f
	}
	const left, top = 58, 20
	w := math.Min((width-left-8)/float64(len(cols)), 60)
	h := math.Min(w, 26)
	var d drawing
	every := 1 + int(12/h)
	for j, name := range cols {
		if j%(1+int(30/w)) == 0 {
			d.text("", "middle", left+w*(float64(j)+0.5), top-6, clip(name, max(3, int(w*float64(1+int(30/w))/6.5))))
		}
	}
	for i, name := range rows {
		y := top + h*float64(i)
		if i%every == 0 {
			d.text("name", "end", left-5, y+h/2+3.5, clip(name, 9))
		}
		for j, v := range values[i] {
			x := left + w*float64(j)
			if v != v {
				continue
			}
			kind := "pos"
			if v < 0 {
				kind = "neg"
			}
			d.shaded(kind, x, y, w-0.6, h-0.6, 0.04+0.56*math.Min(math.Abs(v), 1))
			if w >= 28 && h >= 14 {
				d.text("name", "middle", x+w/2, y+h/2+3.5, fixed(v))
			}
		}
	}
	f.Drawing = d.done(top+h*float64(len(rows))+6, m.Title)
	f.Table.Head = append([]string{"band"}, cols...)
	for i, row := range values {
		cells := []string{rows[i]}
		for _, v := range row {
			cells = append(cells, fixed(v))
		}
		f.Table.Rows = append(f.Table.Rows, cells)
	}
	return f
}

// fixed writes a number from −1 to 1 with two decimals.
func fixed(v float64) string {
	switch {
	case v != v:
		return "–"
	case math.Abs(v) < 0.005:
		return "0.00"
	case v < 0:
		return fmt.Sprintf("−%.2f", -v)
	}
	return fmt.Sprintf("%.2f", v)
}

// means returns the matrix with step×step cells made one; a side that is short
// enough is left alone.
func (m *Matrix) means(step int) (rows, cols []string, values [][]float64) {
	a, b := step, step
	if len(m.Rows) <= mostCells {
		a = 1
	}
	if len(m.Columns) <= mostCells {
		b = 1
	}
	for i := 0; i < len(m.Rows); i += a {
		rows = append(rows, m.Rows[i])
		var line []float64
		for j := 0; j < len(m.Columns); j += b {
			sum, n := 0.0, 0.0
			for _, row := range m.Values[i:min(i+a, len(m.Rows))] {
				for _, v := range row[j:min(j+b, len(row))] {
					if v == v {
						sum, n = sum+v, n+1
					}
				}
			}
			line = append(line, sum/n)
		}
		values = append(values, line)
	}
	for j := 0; j < len(m.Columns); j += b {
		cols = append(cols, m.Columns[j])
	}
	return rows, cols, values
}
