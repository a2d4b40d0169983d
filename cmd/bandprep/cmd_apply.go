package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"runtime"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/bandprep/bandprep/internal/output"
	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/pipeline"
	"github.com/bandprep/bandprep/pipeline/apply"
	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/pipeline/measure"
	"github.com/bandprep/bandprep/raster/codec"
)

func newApplyCommand() *cobra.Command {
	var o applyOptions
	c := &cobra.Command{
		Use:   "apply MANIFEST -o DIR",
		Short: "Write the images of a manifest, ready for training",
		Long: `apply writes every image of a manifest that is in a split into SPLIT/LABEL
folders, or into tar shards, changed by the steps given, in the order given.
The folder gets a manifest and constants of its own, measured on what was
written. An interrupted run goes on where it was.`,
		Example: "  bandprep apply bandprep-out -o ready --resize 256 --center-crop 224\n  bandprep apply bandprep-out -o shards --normalize --shards 1000",
		Args:    needOne("manifest"),
		RunE:    func(c *cobra.Command, args []string) error { return runApply(c, &o, args[0]) },
	}
	o.add(c.Flags())
	return c
}

type applyOptions struct {
	writeFlags
	steps  steps
	shards int
	stale  bool
	read   pipeline.Options
	where  string
	output outputFlags
	memory memoryFlag
}

func (o *applyOptions) add(s *pflag.FlagSet) {
	o.writeFlags.add(s)
	for _, f := range []struct{ word, usage string }{
		{"normalize", "apply the manifest's constants: (value/scale − mean) / std, as float32"},
		{"constants", "the same with other constants: a preset, the published `name` of weights, or a JSON file"},
		{"physical", "make samples · scale + offset as the files declare them, as float32: HU of a CT, so that --clip is a window"},
		{"bands", "keep these `bands`, in the order given, as 4,3,2"},
		{"clip", "limit samples to `LOW:HIGH`"},
		{"scale", "divide samples by a `number`, as float32"},
		{"percentile", "`LOW:HIGH` percentiles of train become 0 and 1; with ,to=uint8 all of 8 bit, as 2:98,to=uint8"},
		{"resize", "resize to `WxH`, or the shorter side to N; with ,interpolation=bicubic or another filter"},
		{"crop", "keep `X,Y,W,H`, or WxH out of the middle"},
		{"center-crop", "keep `WxH` out of the middle"},
		{"pad", "fill up to at least `WxH` with no data, or with ,value=0"},
		{"flip", "mirror `horizontal` or vertical"},
		{"project", "project onto the components of a `model` (pca.json); with ,to=float32 or uint16 instead of uint8"},
	} {
		s.Var(step{&o.steps, f.word}, f.word, f.usage)
	}
	s.Lookup("normalize").NoOptDefVal, s.Lookup("physical").NoOptDefVal = "true", "true"
	s.BoolVar(&o.stale, "stale", false, "take a normalization.json that no longer belongs to the manifest beside it")
	s.IntVar(&o.shards, "shards", 0, "write WebDataset tar files of this `number` of images each, instead of folders")
	s.StringVar(&o.where, "where", "", whereUsage)
	s.IntVar(&o.read.Images.Workers, "workers", runtime.GOMAXPROCS(0), "`number` of images or blocks to work on at a time; never changes a result")
	s.BoolVar(&o.read.Images.Strict, "strict", false, "stop at the first damaged image")
	o.memory.add(s)
	o.output.addAllowed(s)
	o.output.add(s)
}

func runApply(c *cobra.Command, o *applyOptions, name string) error {
	if err := o.writeFlags.finish(); err != nil {
		return err
	}
	if o.shards < 0 || c.Flags().Changed("shards") && o.shards == 0 {
		return usageError{fmt.Errorf("--shards %d: want the number of images in a shard", o.shards)}
	}
	if err := o.read.Images.Validate(); err != nil {
		return usageError{err}
	}
	if o.read.Images.Workers < 1 {
		return usageError{fmt.Errorf("--workers %d: want at least 1", o.read.Images.Workers)}
	}
	o.read.Images.Open = codec.Open
	o.read.Images.Limits = o.memory.limits()
	s := newSession(c, o.output)
	if !s.output.quiet {
		o.read.Images.Progress = newProgress(s.err)
	}
	d, set, err := s.openReady(o, name)
	if err != nil {
		return err
	}
	if err := s.apart(o.dir, []string{name}, nil); err != nil {
		return err
	}
	if err := s.apart(o.dir, nil, set); err != nil {
		return err
	}
	chain, err := s.chain(o, d, set)
	if err != nil {
		return err
	}
	r, err := pipeline.Apply(s.ctx, d, set, o.dir, apply.Options{
		Create: o.creator(), Chain: chain, Format: o.format, ByClass: true, Upright: true, Shards: o.shards,
	}, o.overwrite)
	if err != nil {
		if r != nil {
			d.Table.Skipped = append(d.Table.Skipped, r.Applied.Skipped...)
			s.skipped(d.Table)
		}
		if s.ctx.Err() != nil && r != nil && r.Applied.Begun {
			return errors.Join(errKept, err)
		}
		return err
	}
	if r.Left > 0 {
		s.notice(fmt.Sprintf("left out %s without a split", words.Count(r.Left, "item", "items")))
	}
	s.told(r.Table, r.Warnings)
	if o.output.json {
		if err := output.WriteJSON(s.out, r.Report()); err != nil {
			return err
		}
		return s.skipped(r.Table)
	}
	for _, name := range derive.Splits {
		if doc := r.Statistics(name); doc != nil {
			printStatistics(s.out, name, doc)
		}
	}
	fmt.Fprintf(s.out, "wrote %s", words.Count(r.Applied.Written, "image", "images"))
	if kept := len(r.Applied.Items) - r.Applied.Written; kept > 0 {
		fmt.Fprintf(s.out, " (%d were there)", kept)
	}
	fmt.Fprintf(s.out, ", manifest.arrow, normalization.json into %s\n", printable(filepath.ToSlash(o.dir)))
	printAdvice(s.out, r.Table, &r.Normalization)
	return s.skipped(r.Table)
}

// openReady opens a manifest and those of its images that are there.
func (s *session) openReady(o *applyOptions, name string) (*derive.Dataset, *imageset.Set, error) {
	in, err := pipeline.Open(s.ctx, []string{name}, o.read)
	if err != nil {
		return nil, nil, err
	}
	if !in.IsManifest() {
		return nil, nil, fmt.Errorf("%s is no manifest", name)
	}
	if err := in.Where(o.where); err != nil {
		return nil, nil, err
	}
	d, err := derive.Load(in.Head())
	if err != nil {
		return nil, nil, err
	}
	set, err := imageset.OfTable(s.ctx, d.Table, o.read.Images)
	if err != nil {
		return nil, nil, err
	}
	for _, f := range set.Skipped {
		d.Table.Skipped = append(d.Table.Skipped, measure.Skipped(f.Path, f.Err))
	}
	if set.Images.Len() == 0 {
		s.skipped(d.Table)
		return nil, nil, fmt.Errorf("%w: none of the %s of the manifest can be read", pipeline.ErrNoImages, words.Count(d.Table.Rows.Len(), "image", "images"))
	}
	return d, set, nil
}
