package dataset

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bandprep/bandprep/dataset/internal/table"
	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/internal/words"
)

// Options say what [Scan] looks for. The zero value takes every image and
// labels from folders.
type Options struct {
	// Include and Exclude are glob patterns for the path below the root or
	// for the file's name; with Include, one of them has to match.
	Include, Exclude []string
	// LabelFrom and GroupFrom say where labels and groups come from:
	// "folder", "regex:EXPR", "csv:FILE", or "" (labels: folder; groups: as
	// files state them). Groups may be [NoGroups].
	LabelFrom, GroupFrom string
	// TimeFrom says where in the paths times stand: "regex:EXPR", or "": times are
	// those of tables and products.
	TimeFrom string
	// Stack makes one item out of several files: "folder", "landsat",
	// "sentinel2", or a pattern with {scene} and {band}. [NoStack] accepts that
	// bands of one scene count as images of one band each.
	Stack string
	// Table says more of the images that are found.
	Table Table
	// LabelRasters is [LabelRastersPaired] or [LabelRastersImages].
	LabelRasters string
	// Peek looks into images; without it names alone decide.
	Peek Peeker

	read  map[string]*table.Table // tables given, by their file
	lists []leaveOut              // of Exclude
	used  map[string]bool         // flag and pattern: it has matched
}

// Validate returns an error for a malformed pattern or source.
func (o *Options) Validate() error {
	for _, p := range slices.Concat(o.Include, o.Exclude) {
		if _, err := filepath.Match(p, "x"); err != nil {
			return fmt.Errorf("pattern %q: %w", p, err)
		}
	}
	if o.LabelRasters != LabelRastersPaired && o.LabelRasters != LabelRastersImages {
		return fmt.Errorf("--label-rasters %q: want images", o.LabelRasters)
	}
	if err := table.ValidateColumns(o.Table.Columns); err != nil {
		return err
	}
	if err := o.readTables(); err != nil {
		return err
	}
	if _, err := newKeyer(o.LabelFrom, "label"); err != nil {
		return err
	}
	if o.Stack != "" && o.Stack != NoStack {
		if _, err := newStacker(o.Stack); err != nil {
			return err
		}
	}
	if err := validateTimeFrom(o.TimeFrom); err != nil {
		return err
	}
	_, err := newKeyer(o.GroupFrom, "group")
	return err
}

// Scan finds the images of all inputs and returns them sorted by id. An input
// that does not exist is an error; a folder without an image is not.
func Scan(ctx context.Context, inputs []string, o Options) (*Listing, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	if err := o.readLeaveOut(); err != nil {
		return nil, err
	}
	l := NewListing(nil)
	s := scanner{o: &o, l: l, visited: make(map[fileID]bool)}
	inputs = sortedInputs(inputs)
	s.findCommon(inputs)
	for _, in := range inputs {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := s.input(in); err != nil {
			return nil, err
		}
	}
	if err := s.follow(); err != nil {
		return nil, err
	}
	all := o.leaveOut(l, s.all)
	if n := l.Passed["archive"]; n > 0 {
		l.decide(decision.Decision{Kind: "archive", Count: int64(n), Effect: decision.LeftOut,
			Sentence: fmt.Sprintf("passed over %s: to use it, name it as an input", words.Count(n, "archive", "archives"))})
	}
	l.decideForeign()
	o.nameUnused(l)
	if len(l.Roots) > 1 || len(all) > 0 && all[0].name == "" { // one folder holds no file twice
		var err error
		if all, err = l.dropRepeats(all, o.Table.Contradictions); err != nil {
			return nil, err
		}
	}
	all, err := s.products(all)
	if err != nil {
		return nil, err
	}
	if o.Stack != "" && o.Stack != NoStack {
		st, err := newStacker(o.Stack)
		if err != nil {
			return nil, err
		}
		if all, err = st.stack(l, all); err != nil {
			return nil, err
		}
	}
	l.warnBaselines(all)
	all, rasters := l.meaning(all, &o)
	if err := identify(l, all, rasters, &o); err != nil {
		return nil, err
	}
	l.hints(&o)
	slices.SortFunc(l.Skipped, func(a, b Skipped) int { return strings.Compare(a.Path, b.Path) })
	return l, nil
}
