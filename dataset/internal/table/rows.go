package table

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/bandprep/bandprep/dataset/internal/names"
	"github.com/bandprep/bandprep/decision"
)

// Row is what the rows of a table say of one image.
type Row struct {
	From   *Table
	Index  int // of the first one, for further columns
	Path   string
	Labels []string
	Group  string
	Split  string
	Splits []string // where the rows put it into several
	Fold   int      // −1 where there is none
	Time   time.Time
	line   int32
}

// Label returns the label where there is just one.
func (r *Row) Label() string {
	if len(r.Labels) == 1 {
		return r.Labels[0]
	}
	return ""
}

// Options say how a table is read.
type Options struct {
	// Columns names the column of a role: path, label, group, split, fold,
	// is_valid, time. Several columns of 0 and 1 are labels as A+B+C.
	Columns map[string]string
	// LabelSep stands between the labels of an image that has several.
	LabelSep string
	// Contradictions keeps an image that the table puts into two splits, with
	// both in [Row.Splits]; else it is an error.
	Contradictions bool
}

// Rows returns what the table says of each image, in the order in which they
// first occur.
func (t *Table) Rows(o *Options, decide Decide) ([]Row, error) {
	if err := t.Assign(o.Columns); err != nil {
		return nil, err
	}
	if t.latin1 {
		decide(decision.Decision{Kind: "table", Count: int64(len(t.records)), Effect: decision.Noted,
			Sentence: fmt.Sprintf("%s is no UTF-8 and was read as Windows-1252 (Latin-1)", names.Text(t.Name))})
	}
	slashes := t.backslashes()
	var out []Row
	first := make(map[string]int, len(t.records)) // path → index in out
	for i := range t.records {
		r, err := t.row(i, o, slashes)
		if err != nil {
			return nil, err
		}
		if r.Path == "" {
			continue
		}
		key := path.Clean(r.Path)
		if at, seen := first[key]; seen {
			if err := t.merge(&out[at], &r, o); err != nil {
				return nil, err
			}
			continue
		}
		first[key] = len(out)
		out = append(out, r)
	}
	t.askAboutLabels(decide, out, o)
	return out, nil
}

// row reads one row.
func (t *Table) row(i int, o *Options, slashes bool) (r Row, err error) {
	c := &t.Roles
	r = Row{From: t, line: t.lines[i], Index: i, Group: t.Field(i, c.Group), Fold: -1}
	if c.Path < len(t.records[i]) {
		r.Path = strings.TrimSpace(t.records[i][c.Path])
	}
	if slashes {
		r.Path = strings.ReplaceAll(r.Path, `\`, "/")
	}
	for _, at := range c.Labels {
		value := t.Field(i, at)
		switch {
		case c.Marks && (value == "1" || value == "1.0"):
			r.Labels = append(r.Labels, t.Columns[at])
		case c.Marks:
		case strings.Contains(value, listMark):
			r.Labels = append(r.Labels, labelList(value, listMark)...)
		case o.LabelSep != "":
			r.Labels = append(r.Labels, labelList(value, o.LabelSep)...)
		case value != "":
			r.Labels = append(r.Labels, value)
		}
	}
	var ok bool
	if r.Split, ok = names.ParseSplit(t.Field(i, c.Split)); !ok {
		return r, t.errorAt(r.line, "split %q is none of train, valid, test", t.Field(i, c.Split))
	}
	if s := t.Field(i, c.IsValid); s != "" {
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
		if r.Split != "" && r.Split != split && (split == "valid" || r.Split == "valid") {
			return r, t.errorAt(r.line, "split says %s and is_valid says %s", r.Split, s)
		}
		if r.Split == "" {
			r.Split = split
		}
	}
	if s := t.Field(i, c.Fold); s != "" {
		if r.Fold, ok = parseFold(s); !ok {
			return r, t.errorAt(r.line, "fold %q is no number from 0", s)
		}
	}
	if r.Time, err = ParseTime(t.Field(i, c.Time)); err != nil {
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
func (t *Table) merge(a, b *Row, o *Options) error {
	conflict := func(what, x, y, hint string) error {
		return fmt.Errorf("%s, lines %d and %d: %s is in both, with %s %s and %s%s", names.Text(t.Name), a.line, b.line, names.Text(a.Path), what, x, y, hint)
	}
	if len(b.Labels) > 0 && !slices.Equal(a.Labels, b.Labels) {
		switch {
		case len(a.Labels) == 0:
			a.Labels = b.Labels
		case o.LabelSep == "":
			return conflict("label", strings.Join(a.Labels, " "), strings.Join(b.Labels, " "), "; where an image may have several labels, give --label-sep")
		default:
			for _, label := range b.Labels {
				if !slices.Contains(a.Labels, label) {
					a.Labels = append(a.Labels, label)
				}
			}
		}
	}
	if b.Group != "" && a.Group != b.Group {
		if a.Group != "" {
			return conflict("group", a.Group, b.Group, "")
		}
		a.Group = b.Group
	}
	if b.Split != "" && a.Split != b.Split {
		switch {
		case a.Split == "":
			a.Split = b.Split
		case !o.Contradictions:
			return conflict("split", a.Split, b.Split, "")
		default:
			if a.Splits == nil {
				a.Splits = []string{a.Split}
			}
			if !slices.Contains(a.Splits, b.Split) {
				a.Splits = append(a.Splits, b.Split)
			}
		}
	}
	if b.Fold >= 0 && a.Fold != b.Fold {
		if a.Fold >= 0 {
			return conflict("fold", strconv.Itoa(a.Fold), strconv.Itoa(b.Fold), "")
		}
		a.Fold = b.Fold
	}
	if !b.Time.IsZero() && !a.Time.Equal(b.Time) {
		if !a.Time.IsZero() {
			return conflict("time", a.Time.Format(time.RFC3339), b.Time.Format(time.RFC3339), "")
		}
		a.Time = b.Time
	}
	t.dropDiffering(a.Index, b.Index)
	return nil
}

// dropDiffering takes out further columns that differ between rows of one image,
// such as those of the boxes in it: they are facts of something else.
func (t *Table) dropDiffering(a, b int) {
	t.Roles.Further = slices.DeleteFunc(t.Roles.Further, func(c int) bool { return t.Field(a, c) != t.Field(b, c) })
}
