package dataset

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bandprep/bandprep/dataset/internal/names"
	"github.com/bandprep/bandprep/dataset/internal/table"
)

// given is a table of --table, --label-from or --group-from, with its rows
// matched to the images.
type given struct {
	table          *table.Table
	rows           []table.Row
	match          *table.Matching
	labels, groups bool // what is taken from it; a split goes with the label
	rest           bool // time, fold and further columns, too
}

// readTables reads the tables that the options name, each once.
func (o *Options) readTables() error {
	if o.read == nil {
		o.read = make(map[string]*table.Table)
	}
	for _, t := range []struct{ flag, wants, file string }{{"--table", "", o.Table.File},
		{"--label-from", "label", fileOf(o.LabelFrom)}, {"--group-from", "group", fileOf(o.GroupFrom)}} {
		if t.file == "" {
			continue
		}
		read := o.read[t.file]
		if read == nil {
			var err error
			if read, err = table.Read(t.file); err != nil {
				return fmt.Errorf("%s: %w", t.flag, err)
			}
			o.read[t.file] = read
		}
		err := read.Assign(o.Table.Columns)
		if r := &read.Roles; err == nil && (t.wants == "label" && len(r.Labels) == 0 || t.wants == "group" && r.Group < 0) {
			err = fmt.Errorf("%s: no column named %s (found %s)", names.Text(t.file), t.wants, strings.Join(read.Columns, ", "))
		}
		if err != nil {
			return fmt.Errorf("%s: %w", t.flag, err)
		}
	}
	return nil
}

// fileOf returns the file of csv:FILE, or "".
func fileOf(source string) string {
	file, ok := strings.CutPrefix(source, "csv:")
	if !ok {
		return ""
	}
	return file
}

// tablesGiven matches the rows of the tables that the options name.
func tablesGiven(l *Listing, all []found, o *Options) ([]given, error) {
	var out []given
	add := func(t Table, g given, flag string) error {
		var err error
		g.table = o.read[t.File]
		if g.rows, err = g.table.Rows(t.options(), l.decide); err != nil {
			return fmt.Errorf("%s: %w", flag, err)
		}
		g.match = table.Match(foundFiles(all), g.rows, filepath.Dir(t.File))
		if g.match.Matched == 0 && len(all) > 0 && len(g.rows) > 0 {
			return fmt.Errorf("%s: %w", flag, g.match.NoMatch(t.File))
		}
		l.SplitsFromTable = l.SplitsFromTable || g.places()
		g.match.Tell(l.decide, filepath.Base(t.File), false)
		out = append(out, g)
		return nil
	}
	if o.Table.File != "" {
		if err := add(o.Table, given{labels: true, groups: true, rest: true}, "--table"); err != nil {
			return nil, err
		}
		r := &out[0].table.Roles
		if len(r.Labels) > 0 && o.LabelFrom != "" || r.Group >= 0 && o.GroupFrom != "" {
			return nil, fmt.Errorf("%s has a column of labels or groups and --label-from or --group-from names another source: give one of them", names.Text(o.Table.File))
		}
		l.tables = append(l.tables, out[0].table)
	}
	for _, s := range []struct {
		kind, source string
		g            given
	}{{"label", o.LabelFrom, given{labels: true}}, {"group", o.GroupFrom, given{groups: true}}} {
		if file := fileOf(s.source); file != "" {
			t := o.Table
			t.File = file
			if err := add(t, s.g, "--"+s.kind+"-from"); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// places reports whether the table says which split or fold images are in.
func (g *given) places() bool {
	return g.labels && (g.table.Roles.Splits() || g.rest && g.table.Roles.Fold >= 0)
}

// apply sets what the table says of image i.
func (g *given) apply(i int, it *Item, f *Fact) (row *table.Row) {
	at := g.match.RowOf[i]
	if at == table.Unmatched {
		if g.labels && len(g.table.Roles.Labels) > 0 {
			it.Label, f.Labels = "", nil // the folder says nothing of labels where a table does
		}
		if g.places() {
			it.Split, f.Splits, f.LeftOut = "", nil, "no row in "+names.Text(filepath.Base(g.table.Name))
		}
		return nil
	}
	row = &g.rows[at]
	applyRow(row, it, f, g)
	return row
}

// applyRow sets what the row says; g is nil for a table that is an input.
func applyRow(r *table.Row, it *Item, f *Fact, g *given) {
	if len(r.From.Roles.Labels) > 0 && (g == nil || g.labels) {
		it.Label, f.Labels = r.Label(), r.Labels
	}
	if (g == nil || g.labels) && r.Split != "" {
		it.Split, f.Splits = r.Split, r.Splits
	}
	if r.From.Roles.Group >= 0 && (g == nil || g.groups) {
		it.Group = r.Group
	}
	if g == nil || g.rest {
		f.Fold, f.Time = r.Fold, r.Time
	}
}

// columns returns the further columns of all tables, of the types that their
// values have, and still without values.
func (l *Listing) columns() []Column {
	var further []string
	for _, t := range l.tables {
		for _, c := range t.Roles.Further {
			if !slices.Contains(further, t.Columns[c]) {
				further = append(further, t.Columns[c])
			}
		}
	}
	var out []Column
	for _, name := range further {
		out = append(out, *newColumn(name, func(yield func(string) bool) {
			for _, t := range l.tables {
				at := slices.Index(t.Columns, name)
				for i := range t.Len() {
					if !yield(t.Field(i, at)) {
						return
					}
				}
			}
		}))
	}
	return out
}

// setColumns keeps the further columns of a row for item i.
func (l *Listing) setColumns(i int, t *table.Table, row int) {
	for c := range l.Facts.Columns {
		if at := slices.Index(t.Columns, l.Facts.Columns[c].Name); at >= 0 && slices.Contains(t.Roles.Further, at) {
			l.Facts.Columns[c].set(i, t.Field(row, at))
		}
	}
}
