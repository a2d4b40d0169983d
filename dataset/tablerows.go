package dataset

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/bandprep/bandprep/decision"
)

// tableRow is what the rows of a table say of one image.
type tableRow struct {
	from   *table
	line   int32
	row    int // the first one, for further columns
	path   string
	labels []string
	group  string
	split  string
	splits []string // where the rows put it into several
	fold   int
	time   time.Time
}

// label returns the label where there is just one.
func (r *tableRow) label() string {
	if len(r.labels) == 1 {
		return r.labels[0]
	}
	return ""
}

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

// rows returns what the table says of each image, in the order in which they
// first occur.
func (t *table) rows(l *Listing, o *Table) ([]tableRow, error) {
	if err := t.assign(o.Columns); err != nil {
		return nil, err
	}
	if t.latin1 {
		l.decide(decision.Decision{Kind: "table", Count: int64(len(t.records)), Effect: decision.Noted,
			Sentence: fmt.Sprintf("%s is no UTF-8 and was read as Windows-1252 (Latin-1)", Text(t.name))})
	}
	slashes := t.backslashes()
	var out []tableRow
	first := make(map[string]int, len(t.records)) // path → index in out
	for i := range t.records {
		r, err := t.row(i, o, slashes)
		if err != nil {
			return nil, err
		}
		if r.path == "" {
			continue
		}
		key := path.Clean(r.path)
		if at, seen := first[key]; seen {
			if err := t.merge(&out[at], &r, o); err != nil {
				return nil, err
			}
			continue
		}
		first[key] = len(out)
		out = append(out, r)
	}
	t.askAboutLabels(l, out, o)
	return out, nil
}

// row reads one row.
func (t *table) row(i int, o *Table, slashes bool) (r tableRow, err error) {
	c := &t.roles
	r = tableRow{from: t, line: t.lines[i], row: i, group: t.field(i, c.group), fold: -1}
	if c.path < len(t.records[i]) {
		r.path = strings.TrimSpace(t.records[i][c.path])
	}
	if slashes {
		r.path = strings.ReplaceAll(r.path, `\`, "/")
	}
	for _, at := range c.labels {
		value := t.field(i, at)
		switch {
		case c.marks && (value == "1" || value == "1.0"):
			r.labels = append(r.labels, t.columns[at])
		case c.marks:
		case strings.Contains(value, listMark):
			r.labels = append(r.labels, labelList(value, listMark)...)
		case o.LabelSep != "":
			r.labels = append(r.labels, labelList(value, o.LabelSep)...)
		case value != "":
			r.labels = append(r.labels, value)
		}
	}
	var ok bool
	if r.split, ok = ParseSplit(t.field(i, c.split)); !ok {
		return r, t.errorAt(r.line, "split %q is none of train, valid, test", t.field(i, c.split))
	}
	if s := t.field(i, c.isValid); s != "" {
		split, ok := "train", true
		switch strings.ToLower(s) {
		case "true", "1", "1.0", "yes":
			split = "valid"
		case "false", "0", "0.0", "no":
		default:
			ok = false
		}
		if !ok {
			return r, t.errorAt(r.line, "is_valid %q is neither true nor false", s)
		}
		if r.split != "" && r.split != split && (split == "valid" || r.split == "valid") {
			return r, t.errorAt(r.line, "split says %s and is_valid says %s", r.split, s)
		}
		if r.split == "" {
			r.split = split
		}
	}
	if s := t.field(i, c.fold); s != "" {
		if r.fold, ok = parseFold(s); !ok {
			return r, t.errorAt(r.line, "fold %q is no number from 0", s)
		}
	}
	if r.time, err = parseTime(t.field(i, c.time)); err != nil {
		return r, t.errorAt(r.line, "%w", err)
	}
	return r, nil
}

// labelList cuts a list of labels; each counts once.
func labelList(value, sep string) (out []string) {
	for s := range strings.SplitSeq(value, sep) {
		if s = strings.TrimSpace(s); s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

func parseFold(s string) (int, bool) {
	n, err := strconv.Atoi(strings.TrimSuffix(s, ".0"))
	return n, s == "" || err == nil && n >= 0 && n < 1<<20
}

// merge adds a further row of an image. Rows may repeat each other or fill gaps,
// but not contradict: which of them is right, nobody knows.
func (t *table) merge(a, b *tableRow, o *Table) error {
	conflict := func(what, x, y, hint string) error {
		return fmt.Errorf("%s, lines %d and %d: %s is in both, with %s %s and %s%s", Text(t.name), a.line, b.line, Text(a.path), what, x, y, hint)
	}
	if len(b.labels) > 0 && !slices.Equal(a.labels, b.labels) {
		switch {
		case len(a.labels) == 0:
			a.labels = b.labels
		case o.LabelSep == "":
			return conflict("label", strings.Join(a.labels, " "), strings.Join(b.labels, " "), "; where an image may have several labels, give --label-sep")
		default:
			for _, label := range b.labels {
				if !slices.Contains(a.labels, label) {
					a.labels = append(a.labels, label)
				}
			}
		}
	}
	if b.group != "" && a.group != b.group {
		if a.group != "" {
			return conflict("group", a.group, b.group, "")
		}
		a.group = b.group
	}
	if b.split != "" && a.split != b.split {
		switch {
		case a.split == "":
			a.split = b.split
		case !o.Contradictions:
			return conflict("split", a.split, b.split, "")
		default:
			if a.splits == nil {
				a.splits = []string{a.split}
			}
			if !slices.Contains(a.splits, b.split) {
				a.splits = append(a.splits, b.split)
			}
		}
	}
	if b.fold >= 0 && a.fold != b.fold {
		if a.fold >= 0 {
			return conflict("fold", strconv.Itoa(a.fold), strconv.Itoa(b.fold), "")
		}
		a.fold = b.fold
	}
	if !b.time.IsZero() && !a.time.Equal(b.time) {
		if !a.time.IsZero() {
			return conflict("time", a.time.Format(time.RFC3339), b.time.Format(time.RFC3339), "")
		}
		a.time = b.time
	}
	t.dropDiffering(a.row, b.row)
	return nil
}

// dropDiffering takes out further columns that differ between rows of one image,
// such as those of the boxes in it: they are facts of something else.
func (t *table) dropDiffering(a, b int) {
	t.roles.further = slices.DeleteFunc(t.roles.further, func(c int) bool { return t.field(a, c) != t.field(b, c) })
}
