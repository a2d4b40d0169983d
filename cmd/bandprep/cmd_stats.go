package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/bandprep/bandprep/pipeline"
)

func newStatsCommand() *cobra.Command {
	var o statsOptions
	c := &cobra.Command{
		Use:   "stats INPUT…",
		Short: "Statistics and normalization constants of every image given",
		Long: `stats computes exact statistics of every image given, whatever split it is in:
per band mean, standard deviation of pixels, extremes and counts, and the
constants that follow from them. Use --split train for constants to train with.`,
		Example: "  bandprep stats photos\n  bandprep stats photos --per label\n  bandprep stats photos --batch 8",
		Args:    needInputs("input"),
		RunE:    func(c *cobra.Command, args []string) error { return runStats(c, &o, args) },
	}
	o.add(c.Flags())
	return c
}

type statsOptions struct {
	imageFlags
	split    string
	per      string
	sampling pipeline.Sampling
	batch    int
	repeat   int
	average  string
	as       string
}

func (o *statsOptions) add(s *pflag.FlagSet) {
	s.StringVar(&o.split, "split", "", "only the images of this split: `train|valid|test`")
	s.StringVar(&o.per, "per", "", "statistics of each `label|split|group|class` (of a mask) by itself")
	s.Var((*numberList)(&o.read.Percentiles), "percentiles", "percentiles, as 2,50,98: exact for integers up to 16 bits, else within 0.8 %")
	s.StringVar(&o.read.Masks.Pattern, "mask-from", "", "count only pixels inside the image's mask, a `path` as '{dir}/../masks/{name}.png'")
	s.Var((*numberList)(&o.read.Masks.Values), "mask-value", "values of the mask where pixels count (default: all but 0)")
	s.IntVar(&o.sampling.Items, "sample", 0, "read only this `number` of images, drawn at random, and give intervals")
	s.Float64Var(&o.sampling.Tolerance, "tolerance", 0, "read images at random until mean and std are known to this `part` of the std, as 0.005")
	s.Float64Var(&o.sampling.Confidence, "confidence", 0.95, "`probability` of the intervals of --sample and --tolerance")
	s.Uint64Var(&o.sampling.Seed, "seed", 42, "`number` that draws the images")
	s.StringVar(&o.average, "average", "pixel", "`pixel|image`: what weighs alike, every pixel or every image")
	s.StringVar(&o.as, "as", "", "statistics of what training will see after these `steps`, as resize=256,crop=224,interpolation=bilinear")
	s.IntVar(&o.batch, "batch", 0, "show how far the constants of single batches of this `number` of images scatter")
	s.IntVar(&o.repeat, "repeat", 20, "`number` of batches to draw for --batch")
	o.imageFlags.add(s)
}

func runStats(c *cobra.Command, o *statsOptions, inputs []string) error {
	o.read.Masks.PerClass = o.per == "class"
	if err := o.transform(); err != nil {
		return usageError{err}
	}
	if err := o.finish(c.Flags()); err != nil {
		return err
	}
	if err := checkPer(o.per); err != nil {
		return err
	}
	if err := o.sampling.Validate(); err != nil {
		return usageError{err}
	}
	if err := o.agree(c.Flags()); err != nil {
		return usageError{err}
	}
	if o.batch != 0 {
		return runBatches(c, o, inputs)
	}
	o.read.NoFingerprints = true // nothing of them is shown
	o.read.MeasureSmall = o.split == "" && o.sampling.Items == 0 && o.sampling.Tolerance == 0
	ballast := newBallast()
	defer runtime.KeepAlive(ballast)
	s := newSession(c, o.output)
	set, parts, warnings, scale, err := s.parts(c.Flags(), o, inputs)
	if err != nil {
		return err
	}
	var docs []pipeline.Statistics
	for _, p := range parts {
		doc, _ := p.Document(set, o.read, scale)
		if o.per == "" && o.split != "" {
			doc.Split, doc.Normalization.Split = o.split, o.split
		}
		docs = append(docs, doc)
	}
	if o.output.json {
		return s.printJSON(set, docs, parts, warnings, o.per)
	}
	s.warn(warnings)
	for i, doc := range docs {
		title := "every image given"
		switch {
		case doc.Sample != nil:
			title = "sample"
		case o.per != "":
			title = fmt.Sprintf("%s %s", o.per, oneLine(parts[i].Name))
		case o.split != "":
			title = "split " + o.split
		}
		printStatistics(s.out, title, &doc)
	}
	if o.per == "" {
		printAdvice(s.out, set, docs[0].Normalization)
	}
	return s.skipped(set)
}

// agree returns an error if flags contradict each other.
func (o *statsOptions) agree(s *pflag.FlagSet) error {
	sampled := o.sampling.Items > 0 || o.sampling.Tolerance > 0
	switch {
	case o.batch != 0 && (sampled || o.per != "" || o.read.EqualWeights || len(o.read.Percentiles) > 0):
		return fmt.Errorf("--batch goes with none of --sample, --tolerance, --per, --average image and --percentiles")
	case sampled && o.per != "":
		return fmt.Errorf("--per goes with neither --sample nor --tolerance")
	case sampled && o.read.EqualWeights:
		return fmt.Errorf("--average image goes with neither --sample nor --tolerance, whose intervals are those of pixels")
	case !sampled && s.Changed("confidence"):
		return fmt.Errorf("--confidence is for --sample and --tolerance")
	case o.batch == 0 && s.Changed("repeat"):
		return fmt.Errorf("--repeat is for --batch")
	}
	return nil
}

// newBallast returns 32 MB that are never touched, so that they take no memory. The
// garbage collector counts them, and so does not run at every megabyte: stats keeps
// little of an image, and makes garbage of what each was. It is many pieces, since
// all of one that begins in memory that was used before would be cleared.
func newBallast() (b [32][]byte) {
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	for i := range b {
		b[i] = make([]byte, 1<<20)
	}
	return b
}

// transform sets --average and --as.
func (o *statsOptions) transform() (err error) {
	switch o.average {
	case "pixel":
	case "image":
		o.read.EqualWeights = true
	default:
		return fmt.Errorf("--average %q: want pixel or image", o.average)
	}
	o.read.As, err = parseAs(o.as)
	return err
}

// parts measures the inputs, or adds up the rows of a manifest.
func (s *session) parts(flags *pflag.FlagSet, o *statsOptions, inputs []string) (set *pipeline.Set, parts []*pipeline.Part, warnings []string, scale float64, err error) {
	m, err := asManifest(inputs, flags, "split per scale average")
	if err != nil {
		return nil, nil, nil, 0, err
	}
	if m != nil {
		defer m.Close()
		return rowParts(m, flags, o)
	}
	if set, err = s.inspect(&o.imageFlags, inputs); err != nil {
		return nil, nil, nil, 0, err
	}
	if err := keepSplit(set, o.split); err != nil {
		return nil, nil, nil, 0, err
	}
	scale = o.scaleFor(set.Type)
	keys := map[string]func(*pipeline.Image) string{
		"label": func(im *pipeline.Image) string { return im.Label },
		"split": func(im *pipeline.Image) string { return im.Split },
		"group": func(im *pipeline.Image) string { return im.Group },
	}
	parts, warnings, err = pipeline.Stats(s.ctx, set, o.read, scale, o.sampling, keys[o.per])
	if err != nil && len(set.Skipped) > 0 {
		s.skipped(set)
	}
	return set, parts, warnings, scale, err
}

// printJSON prints one document, or with --per one object by name.
func (s *session) printJSON(set *pipeline.Set, docs []pipeline.Statistics, parts []*pipeline.Part, warnings []string, per string) error {
	if warnings == nil {
		warnings = []string{}
	}
	files := pipeline.SkippedFiles(set.Skipped)
	var v any
	if per == "" {
		docs[0].Warnings, docs[0].Skipped = warnings, files
		v = docs[0]
	} else {
		by := make(map[string]pipeline.Statistics, len(docs))
		for i, p := range parts {
			by[p.Name] = docs[i]
		}
		v = map[string]any{"type": "stats", "per": per, "parts": by, "warnings": warnings, "skipped": files}
	}
	if err := pipeline.WriteJSON(s.out, v); err != nil {
		return err
	}
	if len(files) > 0 {
		return errSkipped
	}
	return nil
}

// checkPer checks what --per groups images by.
func checkPer(per string) error {
	switch per {
	case "", "label", "split", "group", "class":
		return nil
	}
	return usageError{fmt.Errorf("--per %q: want label, split, group or class (of --mask-from)", per)}
}
