package table

import (
	"bufio"
	"encoding/csv"
	"io"
	"slices"
	"strings"

	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/manifest"
	"github.com/bandprep/bandprep/raster"
)

// Table is what is known of a dataset: the rows of its items and what all of
// them have in common.
type Table struct {
	Meta
	Rows      Rows      // by id
	Skipped   []Skipped // files that should have been images and could not be used, by path
	Warnings  []string
	Decisions []decision.Decision
}

// Meta is what all rows have in common.
type Meta struct {
	Bands []string // names, in the order of the lists in a row
	Type  raster.SampleType
	Roots []string // inputs as given, sorted
	View  View     // how the samples were seen
	// Declared are scale and offset of each band, where all files declare the
	// same; nil where none does, or they differ.
	Declared []Declared
	// Columns are the further columns of tables and products, in the order of
	// the cells in a row.
	Columns []manifest.Column
	// GivenBy says where the splits come from: [GivenByFolder] or
	// [GivenByTable]; "" where an earlier run chose them.
	GivenBy string
	// Documents are those of the manifest that the table was read from, by
	// their keys: constants, model, certificate. Nil for measured images.
	Documents manifest.Meta
	// Files finds the files of a manifest; nil for measured images.
	Files *Locator
}

// Declared is what files say that stored samples of a band stand for: stored ·
// Scale + Offset. It is applied where View.Physical is set.
type Declared struct {
	Scale  Float `json:"scale"`
	Offset Float `json:"offset"`
}

// UndeclaredNoData is the kind of decisions about samples that seem to mean no data
// though no file says so; the flag of one masks them.
const UndeclaredNoData = "undeclared_nodata"

// Cautions returns the decisions that may make every result wrong, as sentences
// with what to do about them.
func (t *Table) Cautions() []string {
	list := t.NoDataCautions()
	for _, d := range t.Decisions {
		if d.Kind == OddRadiometry {
			list = append(list, d.Sentence+", as "+d.Example+": constants of all together fit neither; bandprep check names them")
		}
	}
	return list
}

// NoDataCautions returns those of them about samples that may mean no data.
func (t *Table) NoDataCautions() (list []string) {
	for _, d := range t.Decisions {
		if d.Kind == UndeclaredNoData {
			list = append(list, d.Sentence+": if that means no data, give "+d.Flag)
		}
	}
	return list
}

// The values of [Meta.GivenBy], as a splitter names itself in a manifest.
const (
	GivenByFolder = "folder"
	GivenByTable  = "csv"
)

// Skipped is a file that should have been an image and could not be used.
type Skipped struct {
	Path  string `json:"path"`
	Error string `json:"error"`
}

// Close gives back the temporary file that the products of many bands may take.
func (t *Table) Close() { t.Rows.products.close() }

// Warn adds a warning unless it is there already.
func (t *Table) Warn(text string) {
	for _, w := range t.Warnings {
		if w == text {
			return
		}
	}
	t.Warnings = append(t.Warnings, text)
}

// Where returns a table of the rows that keep accepts, in the same order, with
// what all rows have in common. The rows are not copied.
func (t *Table) Where(keep func(i int) bool) *Table {
	some := *t
	some.Rows.list = nil
	some.Rows.texts = t.Rows.texts.clone()
	for i, place := range t.Rows.list {
		if keep(i) {
			some.Rows.list = append(some.Rows.list, place)
		}
	}
	return &some
}

// SortSkipped puts the skipped files into the order of their paths.
func (t *Table) SortSkipped() {
	slices.SortStableFunc(t.Skipped, func(a, b Skipped) int { return strings.Compare(a.Path, b.Path) })
}

// WriteSkipped writes the skipped files as CSV.
func (t *Table) WriteSkipped(to io.Writer) error {
	b := bufio.NewWriter(to)
	w := csv.NewWriter(b)
	w.Write([]string{"path", "error"})
	for _, s := range t.Skipped {
		w.Write([]string{s.Path, s.Error})
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return err
	}
	return b.Flush()
}

// Skip notes a file that was skipped, in its place in the list.
func (t *Table) Skip(s Skipped) {
	t.Skipped = append(t.Skipped, s)
	t.SortSkipped()
}
