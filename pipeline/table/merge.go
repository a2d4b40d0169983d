package table

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/manifest"
)

// Merge joins tables of images that were seen alike. Names stand for the tables in
// errors. The result depends neither on the order of the tables nor on how rows
// are spread over them:
//
//   - Rows of equal id are one image where path, content, sums and place on the
//     map are equal, or all of these but the path.
//   - Different images of equal ids get the name of their root in front.
//   - Errors that name two tables are: a path with different contents, a path
//     with different ids, an image of which different things are said, different
//     views or bands, and different splits of an image.
//
// Anew drops the splits. Leak groups are left out, since they follow from all rows,
// and so are the documents. The tables must not keep products in a file.
func Merge(tables []*Table, names []string, anew bool) (*Table, error) {
	first := tables[0]
	t := &Table{Meta: Meta{Bands: first.Bands, Type: first.Type, View: first.View, Declared: first.Declared, GivenBy: first.GivenBy}}
	for i, o := range tables {
		if err := first.alike(o, names[0], names[i]); err != nil {
			return nil, err
		}
		if !slices.Equal(t.Declared, o.Declared) {
			t.Declared = nil
		}
		if anew || o.GivenBy != t.GivenBy {
			t.GivenBy = ""
		}
		t.Roots = append(t.Roots, o.Roots...)
		t.Skipped = append(t.Skipped, o.Skipped...)
		t.Warnings = append(t.Warnings, o.Warnings...)
		t.Decisions = append(t.Decisions, o.Decisions...)
	}
	t.Roots = sortedUnique(t.Roots)
	t.Warnings = sortedUnique(t.Warnings)
	slices.SortFunc(t.Skipped, func(a, b Skipped) int { return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Error, b.Error)) })
	t.Skipped = slices.Compact(t.Skipped)
	slices.SortFunc(t.Decisions, compareDecisions) // Sort leaves some in the order of the tables
	t.Decisions = slices.Compact(t.Decisions)
	decision.Sort(t.Decisions)
	m := merger{tables: tables, names: names, anew: anew, columns: make([][]int, len(tables))}
	if err := m.join(t); err != nil {
		return nil, err
	}
	if err := m.agree(); err != nil {
		return nil, err
	}
	return t, m.rows(&t.Rows)
}

func compareDecisions(a, b decision.Decision) int {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Sentence, b.Sentence), cmp.Compare(a.Count, b.Count), cmp.Compare(a.Example, b.Example),
		cmp.Compare(a.Flag, b.Flag), cmp.Compare(a.Stage, b.Stage), cmp.Compare(a.Effect, b.Effect))
}

// alike returns an error where the images of two tables were not seen alike.
func (t *Table) alike(o *Table, a, b string) error {
	switch {
	case !slices.Equal(t.Bands, o.Bands):
		return fmt.Errorf("%s has the bands %s, %s has %s", a, strings.Join(t.Bands, ", "), b, strings.Join(o.Bands, ", "))
	case t.Type != o.Type:
		return fmt.Errorf("%s is of %s, %s of %s", a, t.Type, b, o.Type)
	}
	x, errX := json.Marshal(&t.View)
	y, errY := json.Marshal(&o.View)
	if errX != nil || errY != nil || !bytes.Equal(x, y) {
		return fmt.Errorf("the images were seen in different ways, so that their sums do not add up: %s with the options %s, %s with %s", a, x, b, y)
	}
	return nil
}

func sortedUnique(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}

// merger joins the rows of tables.
type merger struct {
	tables  []*Table
	names   []string
	anew    bool
	columns [][]int // where the further columns of each table went
}

// join makes the further columns of t those of all tables: as in each where they
// are the same in all, else by name.
func (m *merger) join(t *Table) error {
	t.Columns = m.tables[0].Columns
	if slices.ContainsFunc(m.tables, func(o *Table) bool { return !slices.Equal(o.Columns, t.Columns) }) {
		var all []manifest.Column
		for _, o := range m.tables {
			all = append(all, o.Columns...)
		}
		slices.SortFunc(all, func(a, b manifest.Column) int {
			return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Type, b.Type))
		})
		t.Columns = slices.Compact(all)
		for i := range t.Columns[1:] {
			if t.Columns[i].Name == t.Columns[i+1].Name {
				return fmt.Errorf("column %s is %v in one manifest and %v in another", t.Columns[i].Name, t.Columns[i].Type, t.Columns[i+1].Type)
			}
		}
	}
	for i, o := range m.tables {
		for _, c := range o.Columns {
			m.columns[i] = append(m.columns[i], slices.Index(t.Columns, c))
		}
	}
	return nil
}

// agree returns an error where tables call one image by different ids, or where
// some have folds and others have not.
func (m *merger) agree() error {
	type place struct {
		table int
		id    string
	}
	ids := make(map[string]place)
	var folded, plain *place
	for k, t := range m.tables {
		for i, r := range t.Rows.All() {
			here, image := place{k, r.ID}, r.image()
			there, ok := ids[image]
			if ok && there.table != k && there.id != r.ID {
				return fmt.Errorf("%s is %s in %s and %s in %s: give only one of them, or make both from the same folder", r.Path, there.id, m.names[there.table], r.ID, m.names[k])
			}
			if !ok {
				ids[image] = here
			}
			switch {
			case t.Rows.Fold(i) >= 0:
				folded = &here
			case r.Split == "train" || r.Split == "valid":
				plain = &here
			}
		}
	}
	if !m.anew && folded != nil && plain != nil {
		return fmt.Errorf("%s is in a fold in %s, and %s in none in %s: --resplit draws a new split", folded.id, m.names[folded.table], plain.id, m.names[plain.table])
	}
	return nil
}
