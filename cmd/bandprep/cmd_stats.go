package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/internal/output"
	"github.com/bandprep/bandprep/pipeline"
	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/pipeline/table"
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
	reuse    reuseFlags
	split    string
	per      string
	sampling derive.Sampling
	batch    int
	repeat   int
	average  string
	as       string
}

func (o *statsOptions) add(s *pflag.FlagSet) {
	s.StringVar(&o.split, "split", "", "only the images of this split: `train|valid|test`")
	s.StringVar(&o.per, "per", "", "statistics of each `label|split|group|fold|class` (of a mask) by itself")
	s.Var((*numberList)(&o.derive.Percentiles), "percentiles", "percentiles, as 2,50,98: exact for integers up to 16 bits, else within 0.8 %")
	s.IntVar(&o.sampling.Items, "sample", 0, "read only this `number` of images, drawn at random, and give intervals")
	s.Float64Var(&o.sampling.Tolerance, "tolerance", 0, "read images at random until mean and std are known to this `part` of the std, as 0.005")
	s.Float64Var(&o.sampling.Confidence, "confidence", 0.95, "`probability` of the intervals of --sample and --tolerance")
	s.Uint64Var(&o.sampling.Seed, "seed", 42, "`number` that draws the images")
	s.StringVar(&o.average, "average", "pixel", "`pixel|image`: what weighs alike, every pixel or every image")
	s.StringVar(&o.as, "as", "", "statistics of what training will see after these `steps`, as resize=256,crop=224,interpolation=bilinear")
	s.IntVar(&o.batch, "batch", 0, "show how far the constants of single batches of this `number` of images scatter")
	s.IntVar(&o.repeat, "repeat", 20, "`number` of batches to draw for --batch")
	o.reuse.add(s, &o.in.Parts)
	o.imageFlags.add(s)
}

func runStats(c *cobra.Command, o *statsOptions, inputs []string) error {
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
	if err := o.reuse.finish(""); err != nil {
		return err
	}
	if o.batch != 0 {
		return runBatches(c, o, inputs)
	}
	o.in.Measure.NoFingerprints = true // nothing of them is shown
	o.in.Some = o.split != "" || o.sampling.Samples()
	ballast := newBallast()
	defer runtime.KeepAlive(ballast)
	s := newSession(c, o.output)
	in, err := s.openStats(c.Flags(), o, inputs)
	if err != nil {
		return err
	}
	t, parts, warnings, err := pipeline.Stats(s.ctx, in, pipeline.StatsOptions{Options: o.derive, Per: o.per, Sampling: o.sampling})
	if err != nil {
		return s.failed(t, err)
	}
	defer t.Close()
	s.done()
	var docs []derive.Statistics
	for _, p := range parts {
		doc := p.Document()
		if o.per == "" && o.split != "" {
			doc.Split, doc.Normalization.Split = o.split, o.split
		}
		docs = append(docs, doc)
	}
	if o.output.json {
		return s.printJSON(t, docs, parts, append(slices.Clone(t.Warnings), warnings...), o.per)
	}
	s.told(t, warnings)
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
		printAdvice(s.out, t, docs[0].Normalization)
	}
	return s.skipped(t)
}

// openStats opens the inputs. A manifest whose images are to be seen otherwise
// gives these images.
func (s *session) openStats(flags *pflag.FlagSet, o *statsOptions, inputs []string) (*pipeline.Input, error) {
	in, err := s.openTable(flags, "split per scale average percentiles sample tolerance confidence seed batch repeat as mask-from mask-value keep", &o.imageFlags, inputs)
	if err != nil {
		return nil, err
	}
	if flags.Changed("as") || flags.Changed("mask-from") || flags.Changed("keep") || o.per == "class" {
		v := &o.in.Images.View
		err = in.Reopen(s.ctx, func(seen *table.View) { seen.As, seen.Masks = v.As, v.Masks })
	}
	if err == nil {
		err = in.Select(o.split, "")
	}
	return in, err
}

// agree returns an error if flags contradict each other.
func (o *statsOptions) agree(s *pflag.FlagSet) error {
	sampled := o.sampling.Samples()
	switch {
	case s.Changed("sample") && o.sampling.Items == 0:
		return fmt.Errorf("--sample 0: want the number of images to draw; without --sample all are read")
	case o.per == "class" && !o.in.Images.View.Masks.Any():
		return fmt.Errorf("--per class is for --mask-from or --keep")
	case o.batch != 0 && (sampled || o.per != "" || o.derive.EqualWeights || len(o.derive.Percentiles) > 0):
		return fmt.Errorf("--batch goes with none of --sample, --tolerance, --per, --average image and --percentiles")
	case sampled && o.per != "":
		return fmt.Errorf("--per goes with neither --sample nor --tolerance")
	case sampled && o.derive.EqualWeights:
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
		o.derive.EqualWeights = true
	default:
		return fmt.Errorf("--average %q: want pixel or image", o.average)
	}
	chain, err := parseAs(o.as)
	o.in.Images.View.As = chain.String()
	return err
}

// printJSON prints one document, or with --per one object by name.
func (s *session) printJSON(t *table.Table, docs []derive.Statistics, parts []*derive.Part, warnings []string, per string) error {
	warnings, files := append([]string{}, warnings...), append([]table.Skipped{}, t.Skipped...)
	decisions := append([]decision.Decision{}, t.Decisions...)
	var v any
	if per == "" {
		docs[0].Warnings, docs[0].Skipped, docs[0].Decisions = warnings, files, decisions
		v = docs[0]
	} else {
		by := make(map[string]derive.Statistics, len(docs))
		for i, p := range parts {
			by[p.Name] = docs[i]
		}
		v = map[string]any{"type": "stats", "per": per, "parts": by, "decisions": decisions, "warnings": warnings, "skipped": files}
	}
	if err := output.WriteJSON(s.out, v); err != nil {
		return err
	}
	return s.output.allowed.status(len(files), t.Rows.Len()+len(files))
}

// checkPer checks what --per groups images by.
func checkPer(per string) error {
	switch per {
	case "", "label", "split", "group", "fold", "class":
		return nil
	}
	return usageError{fmt.Errorf("--per %q: want label, split, group, fold or class (of --mask-from)", per)}
}
