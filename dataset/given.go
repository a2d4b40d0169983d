package dataset

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// given is a table of --table, --label-from or --group-from, with its rows
// matched to the images.
type given struct {
	table          *table
	rows           []tableRow
	match          *matching
	labels, groups bool // what is taken from it; a split goes with the label
	rest           bool // time, fold and further columns, too
}

// readTables reads the tables that the options name, each once.
func (o *Options) readTables() error {
	if o.read == nil {
		o.read = make(map[string]*table)
	}
	for _, t := range []struct{ flag, wants, file string }{{"--table", "", o.Table.File},
		{"--label-from", "label", fileOf(o.LabelFrom)}, {"--group-from", "group", fileOf(o.GroupFrom)}} {
		if t.file == "" {
			continue
		}
		read := o.read[t.file]
		if read == nil {
			var err error
			if read, err = readTableFile(t.file); err != nil {
				return fmt.Errorf("%s: %w", t.flag, err)
			}
			o.read[t.file] = read
		}
		err := read.assign(o.Table.Columns)
		if r := &read.roles; err == nil && (t.wants == "label" && len(r.labels) == 0 || t.wants == "group" && r.group < 0) {
			err = fmt.Errorf("%s: no column named %s (found %s)", Text(t.file), t.wants, strings.Join(read.columns, ", "))
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
		if g.rows, err = g.table.rows(l, &t); err != nil {
			return fmt.Errorf("%s: %w", flag, err)
		}
		g.match = match(all, g.rows, filepath.Dir(t.File))
		if g.match.matched == 0 && len(all) > 0 && len(g.rows) > 0 {
			return fmt.Errorf("%s: %w", flag, g.match.noMatch(t.File, all, g.rows))
		}
		l.SplitsFromTable = l.SplitsFromTable || g.places()
		g.match.tell(l, filepath.Base(t.File), all, g.rows, false)
		out = append(out, g)
		return nil
	}
	if o.Table.File != "" {
		if err := add(o.Table, given{labels: true, groups: true, rest: true}, "--table"); err != nil {
			return nil, err
		}
		r := &out[0].table.roles
		if len(r.labels) > 0 && o.LabelFrom != "" || r.group >= 0 && o.GroupFrom != "" {
			return nil, fmt.Errorf("%s has a column of labels or groups and --label-from or --group-from names another source: give one of them", Text(o.Table.File))
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
	return g.labels && (g.table.roles.splits() || g.rest && g.table.roles.fold >= 0)
}

// apply sets what the table says of image i.
func (g *given) apply(i int, it *Item, f *Fact) (row *tableRow) {
	at := g.match.rowOf[i]
	if at == unmatched {
		if g.labels && len(g.table.roles.labels) > 0 {
			it.Label, f.Labels = "", nil // the folder says nothing of labels where a table does
		}
		if g.places() {
			it.Split, f.Splits, f.LeftOut = "", nil, "no row in "+Text(filepath.Base(g.table.name))
		}
		return nil
	}
	row = &g.rows[at]
	row.apply(it, f, g)
	return row
}

// apply sets what the row says; g is nil for a table that is an input.
func (r *tableRow) apply(it *Item, f *Fact, g *given) {
	if len(r.from.roles.labels) > 0 && (g == nil || g.labels) {
		it.Label, f.Labels = r.label(), r.labels
	}
	if (g == nil || g.labels) && r.split != "" {
		it.Split, f.Splits = r.split, r.splits
	}
	if r.from.roles.group >= 0 && (g == nil || g.groups) {
		it.Group = r.group
	}
	if g == nil || g.rest {
		f.Fold, f.Time = r.fold, r.time
	}
}

// columns returns the further columns of all tables, of the types that their
// values have, and still without values.
func (l *Listing) columns() []Column {
	var names []string
	for _, t := range l.tables {
		for _, c := range t.roles.further {
			if !slices.Contains(names, t.columns[c]) {
				names = append(names, t.columns[c])
			}
		}
	}
	var out []Column
	for _, name := range names {
		out = append(out, *newColumn(name, func(yield func(string) bool) {
			for _, t := range l.tables {
				at := slices.Index(t.columns, name)
				for i := range t.records {
					if !yield(t.field(i, at)) {
						return
					}
				}
			}
		}))
	}
	return out
}

// setColumns keeps the further columns of a row for item i.
func (l *Listing) setColumns(i int, t *table, row int) {
	for c := range l.Facts.Columns {
		if at := slices.Index(t.columns, l.Facts.Columns[c].Name); at >= 0 && slices.Contains(t.roles.further, at) {
			l.Facts.Columns[c].set(i, t.field(row, at))
		}
	}
}
