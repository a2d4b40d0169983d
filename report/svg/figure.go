package svg

import (
	"fmt"
	"html"
	"strings"
)

// Figure is a chart with what it takes to do without looking at it.
type Figure struct {
	Title    string // at most a few words
	Sentence string // what the numbers say
	Drawing  string // the svg element
	Table    Table
}

// Table holds the numbers of a figure as they are shown. The first cell of a
// row names it.
type Table struct {
	Head []string
	Rows [][]string
}

// HTML returns the figure element: title and sentence, drawing, and the table in
// a details element. All texts are escaped.
func (f *Figure) HTML() string {
	var b strings.Builder
	fmt.Fprintf(&b, "<figure><figcaption><b>%s</b> %s</figcaption>\n%s\n", html.EscapeString(f.Title), html.EscapeString(f.Sentence), f.Drawing)
	if len(f.Table.Rows) > 0 {
		fmt.Fprintf(&b, "<details><summary>Numbers<span class=\"aloud\"> of %s</span></summary>\n%s</details>", html.EscapeString(f.Title), f.Table.HTML())
	}
	b.WriteString("</figure>\n")
	return b.String()
}

// HTML returns the table element.
func (t *Table) HTML() string {
	var b strings.Builder
	b.WriteString("<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"table\"><table><thead><tr>")
	kinds := t.kinds()
	for i, h := range t.Head {
		fmt.Fprintf(&b, "<th scope=\"col\"%s>%s</th>", kinds[i], html.EscapeString(h))
	}
	b.WriteString("</tr></thead><tbody>\n")
	for _, row := range t.Rows {
		b.WriteString("<tr>")
		for i, cell := range row {
			if i == 0 {
				fmt.Fprintf(&b, "<th scope=\"row\">%s</th>", html.EscapeString(cell))
			} else {
				fmt.Fprintf(&b, "<td%s>%s</td>", kinds[i], html.EscapeString(cell))
			}
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("</tbody></table></div>\n")
	return b.String()
}

// kinds returns the class of the cells of each column: none for numbers.
func (t *Table) kinds() []string {
	list := make([]string, len(t.Head))
	for _, row := range t.Rows {
		for i, cell := range row {
			if i > 0 && cell != "" && !strings.ContainsRune("0123456789−–", []rune(cell)[0]) {
				list[i] = " class=\"text\""
			}
		}
	}
	return list
}
