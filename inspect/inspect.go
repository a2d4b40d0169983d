// Package inspect tells what would count of some inputs and why, without
// measuring: images by kind, splits, labels, groups, label rasters, tables that
// lie beside them, and the flags that are proposed.
package inspect

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/pipeline"
	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/pipeline/input"
	"github.com/bandprep/bandprep/pipeline/measure"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/raster"
)

// Result is what would count of some inputs and why: from names, tables,
// headers and a few peeks at pixels. Nothing was measured.
type Result struct {
	Type         string               `json:"type"` // "inspect"
	Images       int                  `json:"images"`
	Kinds        []imageset.KindCount `json:"kinds"`         // of images, most frequent first; more than one are not measured together
	Bands        []string             `json:"bands"`         // of the most frequent kind
	LabelRasters int                  `json:"label_rasters"` // images that have one
	Splits       map[string]int       `json:"splits"`        // images by split; "" is none
	Labels       map[string]int       `json:"labels"`        // images by label; one with several counts under each
	Groups       int                  `json:"groups"`        // distinct ones
	Folds        int                  `json:"folds"`
	Times        int                  `json:"times"`    // images with a time
	Columns      []string             `json:"columns"`  // further columns of tables
	Stacks       int                  `json:"stacks"`   // images of several files
	NoData       map[string]int       `json:"nodata"`   // images by the value that means no data
	Alpha        int                  `json:"alpha"`    // images with an alpha band
	Masks        int                  `json:"masks"`    // images with a mask of which samples are valid
	Sidecars     int                  `json:"sidecars"` // images with small files beside them
	Systems      map[string]int       `json:"coordinate_systems"`
	Lying        []Table              `json:"tables_not_used"`
	Passed       map[string]int       `json:"passed_over"` // files by kind
	Flags        []string             `json:"flags"`       // that are proposed besides those given
	Decisions    []decision.Decision  `json:"decisions"`
	Warnings     []string             `json:"warnings"`
	Skipped      []table.Skipped      `json:"skipped"`
}

// Table is a table or annotation file among the images that was not used.
type Table struct {
	Path    string `json:"path"`
	What    string `json:"what"`
	Flag    string `json:"flag,omitempty"`
	Matches bool   `json:"matches"` // it names images of the input
}

// Inputs tells what would count of the inputs. Options are those of [pipeline.Open],
// which are taken as they are: images of several kinds are no error here.
func Inputs(ctx context.Context, names []string, o pipeline.Options) (*Result, error) {
	if input.IsManifest(names) {
		return nil, errors.New("a manifest holds what was decided already: show says what is in it")
	}
	o.Some = true
	in, err := pipeline.Open(ctx, names, o)
	r := &Result{Type: "inspect"}
	if several := (*imageset.KindError)(nil); errors.As(err, &several) && o.Images.View.Kind == "" {
		r.Kinds = several.Kinds
		kind := strings.Replace(several.Kinds[0].Kind, "×", "x", 1)
		r.Flags = append(r.Flags, "--kind "+kind)
		o.Images.View.Kind = kind
		in, err = pipeline.Open(ctx, names, o)
	}
	if err != nil {
		return nil, err
	}
	r.count(in.Set())
	r.lying(ctx, in, names, o)
	for _, d := range r.Decisions {
		if d.Kind == "group" && d.Flag != "" {
			r.Flags = append(r.Flags, d.Flag)
		}
	}
	return r, nil
}

// count adds up what is known of the images.
func (r *Result) count(set *imageset.Set) {
	r.Splits, r.Labels, r.NoData, r.Systems = make(map[string]int), make(map[string]int), make(map[string]int), make(map[string]int)
	groups, folds := make(map[string]bool), make(map[int32]bool)
	for _, im := range set.Images.All() {
		row := measure.Unmeasured(set, im)
		r.Images++
		r.Splits[row.Split]++
		for _, label := range row.Labels {
			r.Labels[label]++
		}
		if row.Labels == nil && row.Label != "" {
			r.Labels[row.Label]++
		}
		if row.Group != "" {
			groups[row.Group] = true
		}
		if row.Fold >= 0 {
			folds[row.Fold] = true
		}
		if row.CRS != "" {
			r.Systems[row.CRS]++
		}
		for n, there := range map[*int]bool{&r.LabelRasters: row.LabelRaster != "", &r.Times: !row.Time.IsZero(), &r.Stacks: row.Files != nil,
			&r.Masks: row.Mask != "", &r.Sidecars: len(set.Fact(im).Sidecars) > 0} {
			if there {
				*n++
			}
		}
		h := &set.Layouts[im.Layout].Header
		if h.AlphaBand() >= 0 {
			r.Alpha++
		}
		if value, ok := declared(h.Bands); ok {
			r.NoData[value]++
		}
	}
	r.Groups, r.Folds, r.Passed, r.Bands = len(groups), len(folds), set.Passed(), set.BandNames()
	t := measure.NewTable(set)
	r.Columns = []string{}
	for _, c := range t.Columns {
		r.Columns = append(r.Columns, c.Name)
	}
	if r.Kinds == nil {
		r.Kinds = set.Kinds()
	}
	r.Decisions, r.Warnings, r.Skipped = append([]decision.Decision{}, t.Decisions...), append([]string{}, t.Warnings...), append([]table.Skipped{}, t.Skipped...)
	decision.Sort(r.Decisions)
}

// declared returns the values that mean no data, as a file declares them.
func declared(bands []raster.Band) (string, bool) {
	var values []string
	for _, b := range bands {
		if b.NoData != nil {
			values = append(values, strconv.FormatFloat(*b.NoData, 'g', -1, 64))
		}
	}
	return strings.Join(slices.Compact(values), ","), values != nil
}

// mostTried is how many tables are tried on the images.
const mostTried = 8

// lying tries the tables that lie among the images: one that names images, where
// it is the only one, is proposed.
func (r *Result) lying(ctx context.Context, in *pipeline.Input, names []string, o pipeline.Options) {
	r.Lying = []Table{}
	var found []string
	tried := 0
	for _, l := range in.Set().Lying() {
		t := Table{Path: l.Path, What: l.What, Flag: l.Flag}
		if file, ok := strings.CutPrefix(l.Flag, "--table "); ok && o.Find.Table.File == "" && tried < mostTried {
			tried++
			find := dataset.Options{Include: o.Find.Include, Exclude: o.Find.Exclude, Stack: o.Find.Stack, Table: o.Find.Table}
			find.Table.File, find.Table.Contradictions = file, true
			_, err := dataset.Scan(ctx, names, find)
			if t.Matches = err == nil; t.Matches {
				found = append(found, l.Flag)
			}
		}
		r.Lying = append(r.Lying, t)
	}
	if len(found) == 1 {
		r.Flags = append(r.Flags, found...)
	}
}
