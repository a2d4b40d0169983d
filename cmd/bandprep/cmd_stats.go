package main

import (
	"fmt"

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
		Args: needInputs("input"),
		RunE: func(c *cobra.Command, args []string) error { return runStats(c, &o, args) },
	}
	o.add(c.Flags())
	return c
}

type statsOptions struct {
	imageFlags
	split string
	per   string
}

func (o *statsOptions) add(s *pflag.FlagSet) {
	s.StringVar(&o.split, "split", "", "only the images in the folders of this split: train, valid or test")
	s.StringVar(&o.per, "per", "", "statistics of each label, split or group by itself")
	s.Var((*numberList)(&o.read.Percentiles), "percentiles", "exact percentiles of integers up to 16 bits, as 2,50,98")
	o.imageFlags.add(s)
}

func runStats(c *cobra.Command, o *statsOptions, inputs []string) error {
	if err := o.finish(c.Flags()); err != nil {
		return err
	}
	key, err := partKey(o.per)
	if err != nil {
		return err
	}
	s := newSession(c, o.output)
	set, err := s.inspect(&o.imageFlags, inputs)
	if err != nil {
		return err
	}
	if err := keepSplit(set, o.split); err != nil {
		return err
	}
	scale := o.scaleFor(set.Type)
	parts, warnings, err := pipeline.Stats(s.ctx, set, o.read, scale, key)
	if err != nil {
		if len(set.Skipped) > 0 {
			s.skipped(set, true)
		}
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
		case o.per != "":
			title = fmt.Sprintf("%s %s", o.per, parts[i].Name)
		case o.split != "":
			title = "split " + o.split
		}
		printStatistics(s.out, title, &doc)
	}
	if o.per == "" {
		printAdvice(s.out, set, docs[0].Normalization)
	}
	return s.skipped(set, false)
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

// partKey returns what --per groups images by.
func partKey(per string) (func(*pipeline.Image) string, error) {
	switch per {
	case "":
		return nil, nil
	case "label":
		return func(im *pipeline.Image) string { return im.Label }, nil
	case "split":
		return func(im *pipeline.Image) string { return im.Split }, nil
	case "group":
		return func(im *pipeline.Image) string { return im.Group }, nil
	}
	return nil, usageError{fmt.Errorf("--per %q: want label, split or group", per)}
}
