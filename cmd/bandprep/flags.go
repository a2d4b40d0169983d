package main

import (
	"context"
	"fmt"
	"runtime"

	"github.com/spf13/pflag"

	"github.com/bandprep/bandprep/pipeline"
	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/raster/codec"
	"github.com/bandprep/bandprep/split"
)

// imageFlags are the flags of commands that read images.
type imageFlags struct {
	in     pipeline.Options
	derive derive.Options
	policy string
	pages  string
	where  string
	ids    patientIDFlags
	output outputFlags
	memory memoryFlag
}

// outputFlags are the flags of all commands.
type outputFlags struct {
	json, quiet, verbose bool
	allowed              allowed
}

// addAllowed defines the flag of commands that skip what cannot be read.
func (o *outputFlags) addAllowed(f *pflag.FlagSet) {
	f.Var(&o.allowed, "allow-skipped", "status 0 though images were skipped, if no more than `N|1%`")
}

func (o *outputFlags) add(f *pflag.FlagSet) {
	f.BoolVar(&o.json, "json", false, "print one JSON document")
	f.BoolVarP(&o.quiet, "quiet", "q", false, "no progress and no notices")
	f.BoolVarP(&o.verbose, "verbose", "v", false, "name every skipped file, and every decision")
}

// add defines the flags; those that say which images and how they are read are
// marked as such.
func (f *imageFlags) add(all *pflag.FlagSet) {
	s := pflag.NewFlagSet("", pflag.ContinueOnError)
	s.SortFlags = false
	v := &f.in.Images.View
	s.StringArrayVar(&f.in.Find.Include, "include", nil, "take only images that match this `glob` (again for more)")
	s.StringArrayVar(&f.in.Find.Exclude, "exclude", nil, "leave out images that match this `glob` (again for more)")
	s.StringVar(&v.Kind, "kind", "", "use only images of this `kind`, as 3xuint8")
	s.StringVar(&f.in.Find.LabelFrom, "label-from", "", "labels: folder, regex:`EXPR` or csv:FILE (path,label[,group,split])")
	s.StringVar(&f.in.Find.GroupFrom, "group-from", "", "groups that stay together: folder, regex:`EXPR` or csv:FILE; none splits patients")
	s.StringVar(&f.in.Find.TimeFrom, "time-from", "", "times in the paths of images: regex:`EXPR`")
	addTableFlags(s, &f.in.Find)
	f.ids.add(s)
	s.StringVar(&f.where, "where", "", whereUsage)
	s.StringVar(&v.Bands, "bands", "", "`bands` in the order given: numbers from 1, ranges or names, as 4,3,2 or B04,B03,B02")
	s.Var((*floatList)(&v.NoData), "nodata", "`value` that means no data: one for all bands or one per band")
	s.StringVar(&f.policy, "nodata-policy", "band", "`band|complete`: each band counts its valid samples, or only pixels valid in all bands count")
	addMaskFlags(s, &v.Masks)
	s.Var(&v.Color, "color", "grey and colour photos together (default rgb when any image has colour)")
	s.Var(&v.Alpha, "alpha", "what an alpha band is (default mask: 0 is invalid; in TIFF a band where it varies like one)")
	s.BoolVar(&v.Physical, "physical", false, "count physical values: samples · scale + offset as the files declare them (HU of a CT, reflectance)")
	s.Float64Var(&f.derive.Scale, "scale", 0, "divide samples by this `number` for the constants (default 255 for 8-bit, else 1)")
	s.IntVar(&f.derive.DDOF, "ddof", 0, "divisor of standard deviation and covariance: n − `ddof`")
	s.Var(&size{&v.Chips.W, &v.Chips.H}, "chip", "cut every image into chips of this size in pixels")
	s.Var(&size{&v.Chips.StrideX, &v.Chips.StrideY}, "stride", "distance of chips (default: their size)")
	s.Var(&v.Chips.Edge, "edge", "chips that reach beyond the image: drop, keep what lies inside, or pad with invalid pixels")
	s.Float64Var(&v.Chips.MinValid, "min-valid", 0, "leave out chips with a smaller `share` of valid samples, as 0.5")
	s.StringVar(&f.in.Find.Stack, "stack", "", "one image out of several files: folder, landsat, sentinel2, or a `pattern` as '{scene}_B{band}.tif'; none: bands count singly")
	s.Var(&v.Resample, "stack-resample", "how bands of a stack get onto its grid")
	s.StringVar(&v.StackGrid, "stack-grid", "", "grid of a stack: that of a `band`, or the side of a pixel in units of the map (default: the finest of the bands chosen)")
	s.StringVar(&f.pages, "pages", "first", "`first|all` images of a TIFF with several")
	s.StringVar(&v.Axes, "axes", "", "`order` of the dimensions of array files (npy, idx, mat), as hwc, chw or nhwc (default: guessed)")
	s.BoolVar(&f.in.Images.Strict, "strict", false, "stop at the first damaged image")
	s.IntVar(&f.in.Images.Workers, "workers", runtime.GOMAXPROCS(0), "`number` of images or blocks to decode at a time; never changes a result")
	f.memory.add(s)
	f.output.addAllowed(s)
	s.VisitAll(func(g *pflag.Flag) { g.Annotations = map[string][]string{imageFlag: nil} })
	f.output.add(all)
	all.AddFlagSet(s)
}

// finish checks the flags after parsing.
func (f *imageFlags) finish(s *pflag.FlagSet) error {
	v := &f.in.Images.View
	f.in.Images.Open = codec.Open
	f.in.Images.Limits = f.memory.limits()
	if s.Changed("workers") && f.in.Images.Workers < 1 {
		return usageError{fmt.Errorf("--workers %d: want at least 1", f.in.Images.Workers)}
	}
	if s.Changed("scale") && !(f.derive.Scale >= 1) {
		return usageError{fmt.Errorf("--scale %v: samples are divided by it, so it is at least 1 (255 for 8-bit, 10000 for reflectance)", f.derive.Scale)}
	}
	switch f.policy {
	case "band":
	case "complete":
		v.Complete = true
	default:
		return usageError{fmt.Errorf("--nodata-policy %q: want band or complete", f.policy)}
	}
	switch f.pages {
	case "first":
	case "all":
		v.AllPages = true
	default:
		return usageError{fmt.Errorf("--pages %q: want first or all", f.pages)}
	}
	for _, o := range []interface{ Validate() error }{&f.in.Find, &f.in.Images, &f.derive} {
		if err := o.Validate(); err != nil {
			return usageError{err}
		}
	}
	var err error
	f.in.Images.PatientIDs, err = f.ids.ids()
	return err
}

// splitFlags are the flags of commands that split.
type splitFlags struct {
	all  *derive.Options
	o    *split.Options
	like string
}

func (f *splitFlags) add(s *pflag.FlagSet, all *derive.Options) {
	o := &all.Split
	f.all, f.o = all, o
	o.Valid = split.Share{Fraction: 0.2}
	s.Var(&o.Valid, "valid", "share of items in valid, or their number")
	s.Var(&o.Test, "test", "share of items in test, or their number")
	s.Uint64Var(&o.Seed, "seed", 42, "`number` that draws the split")
	s.Var(&o.By, "by", "how items are split: random, stratified, group, spatial, temporal, hash, folder or csv (default: chosen from the data, and said)")
	s.Lookup("by").DefValue = "" // the sentence says it
	s.IntVar(&o.Folds, "folds", 0, "cut train and valid into this `number` of folds instead")
	s.IntVar(&o.Near, "near", 0, "largest `distance` of perceptual hashes of near duplicates (default 6; −1: off)")
	s.Var(&o.Off, "off", "kinds of leaks not to guard against: group, exact, near, crop, footprint, chip, time")
	s.Var(&o.Buffer, "buffer", "distance on the map that parts keep, as 500m")
	s.DurationVar(&o.Within, "within", 0, "keep images together that were taken within this time, as 24h (column time of a table)")
	s.Var(&o.Cells, "cells", "shape of the cells of a spatial split")
	addConditions(s, &all.Where)
	s.StringVar(&f.like, "like", "", "keep the assignments of this `manifest` and place only new items")
}

// finish checks the flags after parsing and reads the earlier manifest.
func (f *splitFlags) finish(s *pflag.FlagSet) (*derive.Earlier, error) {
	if (f.o.Folds > 0 || f.all.Where.LeaveOut != "" || f.all.Where.Valid != "") && !s.Changed("valid") {
		f.o.Valid = split.Share{}
	}
	f.all.Asked = sizesAsked(s)
	if err := onlyOne(s); err != nil {
		return nil, err
	}
	if f.like == "" {
		return nil, nil
	}
	in, err := pipeline.Open(context.Background(), []string{f.like}, pipeline.Options{})
	if err == nil && !in.IsManifest() {
		err = fmt.Errorf("%s is no manifest", f.like)
	}
	if err != nil {
		return nil, fmt.Errorf("--like: %w", err)
	}
	e, err := derive.NewEarlier(in.Head())
	if err != nil {
		return nil, fmt.Errorf("--like: %w", err)
	}
	f.o.Previous = e.Placed
	return e, nil
}
