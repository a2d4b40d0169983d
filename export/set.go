package export

import (
	"fmt"
	"iter"
	"maps"
	"slices"

	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/pipeline/table"
)

// Set is a dataset that is exported.
type Set struct {
	*derive.Dataset
	Options
	said   []string
	reason map[string]int // why items stayed out
}

// New returns the set of a dataset that a manifest holds.
func New(d *derive.Dataset, o Options) *Set {
	return &Set{Dataset: d, Options: o, reason: make(map[string]int)}
}

// Said returns what stayed out, and why, as sentences.
func (s *Set) Said() []string {
	list := slices.Clone(s.said)
	for _, why := range slices.Sorted(maps.Keys(s.reason)) {
		list = append(list, fmt.Sprintf("%s stayed out: %s", words.Count(s.reason[why], "item", "items"), why))
	}
	return list
}

func (s *Set) say(format string, args ...any) { s.said = append(s.said, fmt.Sprintf(format, args...)) }

// The reasons for which items stay out of several forms.
const (
	outNoSplit = "in no split"
	outNoLabel = "without a label"
	outLabels  = "with several labels"
	outPiece   = "chips, pages, members of archives and stacks are no files of their own (bandprep apply writes such images)"
)

// leaveOut counts an item that stays out.
func (s *Set) leaveOut(why string) { s.reason[why]++ }

// rows yields the rows of train, valid and test, and counts the others.
func (s *Set) rows() iter.Seq[*table.Row] {
	return func(yield func(*table.Row) bool) {
		for _, r := range s.Table.Rows.All() {
			if r.Split == "" {
				s.leaveOut(outNoSplit)
			} else if !yield(r) {
				return
			}
		}
	}
}

// files yields the rows of train, valid and test whose items are whole files.
func (s *Set) files() iter.Seq[*table.Row] {
	return func(yield func(*table.Row) bool) {
		for r := range s.rows() {
			if !wholeFile(r) {
				s.leaveOut(outPiece)
			} else if !yield(r) {
				return
			}
		}
	}
}

// wholeFile reports whether an item is a file of its own.
func wholeFile(r *table.Row) bool {
	return r.Window == nil && r.Page == nil && r.Member == "" && r.Files == nil
}

// labelsOf returns the labels of a row.
func labelsOf(r *table.Row) []string {
	switch {
	case len(r.Labels) > 0:
		return r.Labels
	case r.Label != "":
		return []string{r.Label}
	}
	return nil
}

// nothing is the error of a form that would hold no item.
func (s *Set) nothing(to string) error {
	text := "no item can be exported for " + to
	for _, why := range slices.Sorted(maps.Keys(s.reason)) {
		text += fmt.Sprintf("; %s: %s", words.Number(s.reason[why]), why)
	}
	return fmt.Errorf("%s", text)
}
