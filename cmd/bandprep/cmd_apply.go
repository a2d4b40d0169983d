package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/bandprep/bandprep/pipeline"
	"github.com/bandprep/bandprep/transforms"
)

func newApplyCommand() *cobra.Command {
	var o applyOptions
	c := &cobra.Command{
		Use:   "apply MANIFEST -o DIR",
		Short: "Write the images of a manifest, ready for training",
		Long: `apply writes every image of a manifest into SPLIT/LABEL folders, changed by the
steps given, in the order given. Normalized images are float32 TIFF.`,
		Example: "  bandprep apply bandprep-out -o ready --resize 256x256 --normalize",
		Args:    needOne("manifest"),
		RunE:    func(c *cobra.Command, args []string) error { return runApply(c, &o, args[0]) },
	}
	o.add(c.Flags())
	return c
}

type applyOptions struct {
	imageFlags
	dir    string
	steps  steps
	format string
}

// steps collects the flags that are steps, in the order given.
type steps []string

// step is one such flag; its value is written into the chain after word.
type step struct {
	list *steps
	word string
}

func (s step) String() string { return "" }
func (s step) Type() string   { return "value" }

func (s step) Set(v string) error {
	if s.word == "normalize" || s.word == "" {
		*s.list = append(*s.list, s.word)
		return nil
	}
	*s.list = append(*s.list, s.word+"="+v)
	return nil
}

func (o *applyOptions) add(s *pflag.FlagSet) {
	s.StringVarP(&o.dir, "output", "o", "", "`folder` for the images")
	s.Var(step{&o.steps, "normalize"}, "normalize", "apply the manifest's constants: (value/scale − mean) / std")
	s.Lookup("normalize").NoOptDefVal = "true"
	s.Var(step{&o.steps, "resize"}, "resize", "resize to `WxH`, or the shorter side to N")
	s.Var(step{&o.steps, "center-crop"}, "crop", "cut `WxH` out of the middle")
	s.Var(step{&o.steps, "project"}, "project", "project onto the components of a `model` (pca.json) as 8-bit")
	s.StringVar(&o.format, "format", "", "tiff, png or jpeg (default: png where it loses nothing, else tiff)")
	o.imageFlags.add(s)
	for _, name := range []string{"include", "exclude", "label-from", "group-from", "kind", "bands", "color", "alpha", "nodata", "nodata-policy", "scale", "ddof"} {
		s.MarkHidden(name)
	}
}

func runApply(c *cobra.Command, o *applyOptions, name string) error {
	if err := o.finish(c.Flags()); err != nil {
		return err
	}
	if o.dir == "" {
		return usageError{fmt.Errorf("-o DIR: where the images go")}
	}
	f, err := openManifest(name)
	if err != nil {
		return err
	}
	defer f.Close()
	d, err := pipeline.Load(f, &o.read)
	if err != nil {
		return err
	}
	chain, err := transforms.Parse(strings.Join(o.steps, ";"), transforms.Resolver{
		Normalize: func() (transforms.Normalize, error) {
			n := &d.Normalization
			return transforms.Normalize{Mean: floats(n.Mean), Std: floats(n.Std), Scale: n.Scale}, nil
		},
		Project: func(model string) (transforms.Project, error) { return openModel(model, "uint8") },
	})
	if err != nil {
		return usageError{err}
	}
	s := newSession(c, o.output)
	if !s.output.quiet {
		o.read.Progress = newProgress(s.err)
	}
	set, err := pipeline.Inspect(s.ctx, d.Listing(), o.read)
	if err != nil {
		return err
	}
	set.Bands = d.Set.Bands
	set.NameBands()
	n, err := pipeline.Apply(s.ctx, set, o.dir, pipeline.ApplyOptions{
		Create: create, Chain: chain, Format: o.format, ByClass: true, Upright: true,
	}, o.read)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "wrote %d images into %s\n", n, filepath.ToSlash(o.dir))
	return s.skipped(set, false)
}

func floats(v []pipeline.Number) []float64 {
	out := make([]float64, len(v))
	for i, x := range v {
		out[i] = float64(x)
	}
	return out
}
