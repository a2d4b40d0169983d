package svg

import "fmt"

// Scree shows the parts of a whole in descending order with their sum so far:
// the variance that components explain.
type Scree struct {
	Title, Sentence string
	Names           []string
	Ratios          []float64 // of the whole
}

// Figure draws a bar for each part and the sum as a line.
func (s *Scree) Figure() Figure {
	const left, top, bottom, right = 40, 16, 130, width - 10
	var d drawing
	y := newAxis(0, 1, bottom, top)
	d.up(axis{0, 100, bottom, top}, left, right, 4)
	step := float64(right-left) / float64(max(len(s.Ratios), 1))
	sum := 0.0
	f := Figure{Title: s.Title, Sentence: s.Sentence, Table: Table{Head: []string{"component", "%", "sum, %"}}}
	px, py := 0.0, 0.0
	for i, r := range s.Ratios {
		sum += r
		x := left + step*(float64(i)+0.5)
		d.shaded("c0 fill", x-step*0.3, y.at(r), step*0.6, bottom-y.at(r), 0.75)
		if i > 0 {
			d.line("c1 line", px, py, x, y.at(sum))
		}
		px, py = x, y.at(sum)
		d.dot("c1 fill", px, py, 2.5)
		d.text("name", "middle", x, bottom+13, clip(s.Names[i], int(step/6)))
		f.Table.Rows = append(f.Table.Rows, []string{s.Names[i], fmt.Sprintf("%.2f", 100*r), fmt.Sprintf("%.2f", 100*sum)})
	}
	d.line("axis", left, bottom, right, bottom)
	f.Drawing = d.done(bottom+20, s.Title)
	return f
}

// Stacks shows counts per name, one colour for each series.
type Stacks struct {
	Title, Sentence string
	Series          []string
	Names           []string
	Counts          [][]int // [names][series]
	Share           bool    // every bar has full length: the shares of its series
}

// Figure draws a horizontal bar for each name.
func (s *Stacks) Figure() Figure {
	const left, right, top, step = 100, width - 46, 20, 17
	var d drawing
	d.legend(left, 12, s.Series)
	most := 1
	for _, row := range s.Counts {
		most = max(most, total(row))
	}
	f := Figure{Title: s.Title, Sentence: s.Sentence, Table: Table{Head: append([]string{"name"}, s.Series...)}}
	for i, row := range s.Counts {
		y, x, sum := top+step*float64(i), float64(left), total(row)
		d.text("name", "end", left-6, y+11, clip(s.Names[i], 16))
		whole := most
		if s.Share {
			whole = max(sum, 1)
		}
		cells := []string{s.Names[i]}
		for k, n := range row {
			w := float64(right-left) * float64(n) / float64(whole)
			if n > 0 {
				d.shaded(class(k)+" fill", x, y+2, w, step-5, 0.8)
			}
			x += w
			cells = append(cells, fmt.Sprint(n))
		}
		d.text("", "start", x+5, y+11, fmt.Sprint(sum))
		f.Table.Rows = append(f.Table.Rows, cells)
	}
	f.Drawing = d.done(top+step*float64(len(s.Counts))+6, s.Title)
	return f
}

func total(list []int) (n int) {
	for _, v := range list {
		n += v
	}
	return n
}
