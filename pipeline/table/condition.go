package table

import (
	"slices"
	"strings"

	"github.com/bandprep/bandprep/internal/where"
	"github.com/bandprep/bandprep/manifest"
)

// Condition is a condition over rows, such as "country = 'FR' and grade <= 2",
// in the words of package where. It may name every column of a manifest that
// holds single values, and every further column.
type Condition struct {
	expr  *where.Expr
	cells map[string]cell
}

// NewCondition parses a condition and checks its types against the columns.
func NewCondition(text string, further []manifest.Column) (*Condition, error) {
	expr, err := where.Parse(text)
	if err != nil {
		return nil, err
	}
	c := &Condition{expr, make(map[string]cell)}
	err = expr.Check(func(name string) (where.Type, bool) {
		cell, ok := column(name, further)
		c.cells[name] = cell
		return cell.typ, ok
	})
	if err != nil {
		return nil, err
	}
	return c, nil
}

// String returns the condition as it was given.
func (c *Condition) String() string { return c.expr.String() }

// Measured returns a column that the condition names and that only measuring
// fills, or "".
func (c *Condition) Measured() string {
	var names []string
	for name := range c.cells {
		if measuredColumns[strings.ToLower(name)] {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// Holds reports whether the condition is true for a row: neither false nor
// unknown.
func (c *Condition) Holds(r *Row) (bool, error) {
	truth, err := c.expr.Eval(func(name string) any { return c.cells[name].of(r) })
	return truth == where.True, err
}

// Fulfilling returns a table of the rows for which the condition holds.
func (t *Table) Fulfilling(c *Condition) (*Table, error) {
	var failed error
	some := t.Where(func(i int) bool {
		ok, err := c.Holds(t.Rows.At(i))
		if failed == nil {
			failed = err
		}
		return ok
	})
	return some, failed
}
