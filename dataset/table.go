package dataset

import (
	"fmt"
	"path/filepath"

	"github.com/bandprep/bandprep/dataset/internal/disk"
	"github.com/bandprep/bandprep/dataset/internal/names"
	"github.com/bandprep/bandprep/dataset/internal/table"
)

// Table is a table that says something of the images.
type Table struct {
	File string
	// Columns names the column of a role: path, label, group, split, fold,
	// is_valid, time. Several columns of 0 and 1 are labels as A+B+C.
	Columns map[string]string
	// LabelSep stands between the labels of an image that has several.
	LabelSep string
	// Contradictions keeps an image that the table puts into two splits, with
	// both in [Fact.Splits]; else it is an error. An audit wants to see it.
	Contradictions bool
}

func (t *Table) options() *table.Options {
	return &table.Options{Columns: t.Columns, LabelSep: t.LabelSep, Contradictions: t.Contradictions}
}

// readTable takes a CSV table or JSON Lines as an input: its paths are below its
// folder. Where no file has such a path, the images are looked for by the names
// in the table.
func readTable(name string, o *Options, l *Listing) ([]found, error) {
	t, err := table.Read(name)
	if err != nil {
		return nil, err
	}
	rows, err := t.Rows(o.Table.options(), l.decide)
	if err != nil {
		return nil, err
	}
	l.tables = append(l.tables, t)
	l.SplitsFromTable = l.SplitsFromTable || t.Roles.Splits() || t.Roles.Fold >= 0
	dir := filepath.Dir(name)
	if len(rows) > 0 && !table.AnyExists(dir, rows) {
		return namedInTable(name, dir, rows, o, l)
	}
	root := l.addRoot(name)
	out := make([]found, len(rows))
	for i := range rows {
		out[i] = below(dir, rows[i].FileName(dir), root)
		out[i].more = &origin{row: &rows[i]}
	}
	return out, nil
}

// namedInTable walks the folder of the table and takes the images that it names.
func namedInTable(name, dir string, rows []table.Row, o *Options, l *Listing) ([]found, error) {
	w := walker{options: o, root: l.addRoot(dir), visited: make(map[fileID]bool), listing: l}
	err := w.folder(filepath.Clean(dir), "", true)
	if err == nil {
		err = w.follow()
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", names.Text(dir), disk.Reason(err))
	}
	m := table.Match(foundFiles(w.out), rows, dir)
	if m.Matched == 0 {
		if len(w.out) == 0 {
			return nil, fmt.Errorf("%s: %s does not exist, and no image lies in its folder", names.Text(name), names.Text(rows[0].Path))
		}
		return nil, m.NoMatch(name)
	}
	var out []found
	for i, row := range m.RowOf {
		if row >= 0 {
			f := w.out[i]
			f.more = &origin{row: &rows[row]}
			if f.place = (&place{path: f.path(), rel: f.rel(), root: f.root}); f.name != "" {
				f.name = ""
			}
			out = append(out, f)
		}
	}
	m.Tell(l.decide, name, true)
	return out, nil
}

// readList takes a file with one path a line as an input.
func readList(name string, l *Listing) ([]found, error) {
	paths, err := table.ReadList(name)
	if err != nil {
		return nil, err
	}
	root, dir := l.addRoot("@"+name), filepath.Dir(name)
	out := make([]found, len(paths))
	for i, p := range paths {
		out[i] = below(dir, p, root)
	}
	return out, nil
}

func below(dir, name string, root int32) found {
	return found{place: &place{path: names.InFolder(dir, name), rel: filepath.ToSlash(filepath.Clean(name)), root: root}}
}
