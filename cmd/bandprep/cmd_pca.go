package main

import (
	"fmt"
	"os"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/bandprep/bandprep/internal/output"
	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/pca"
	"github.com/bandprep/bandprep/pipeline"
	"github.com/bandprep/bandprep/pipeline/derive"
)

func newPCACommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "pca",
		Short: "Few components out of many bands: fit, apply, inverse",
		Args:  noArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(newPCAFitCommand(), newPCAApplyCommand(), newPCAInverseCommand())
	return c
}

func newPCAFitCommand() *cobra.Command {
	var o pcaFitOptions
	c := &cobra.Command{
		Use:   "fit INPUT…|MANIFEST -k 3 -o pca.json",
		Short: "Fit components on every image given, or on train of a manifest",
		Long: `fit finds the directions in which the bands vary most and says what they keep
and what they lose. Of a manifest it takes the items of train, and no pixel is
read but for the limits of 8-bit output (--limits sigma needs none).`,
		Example: "  bandprep pca fit scenes -k 3\n  bandprep pca fit bandprep-out --limits sigma --variance 0.99 -o photos.json",
		Args:    needInputs("input"),
		RunE:    func(c *cobra.Command, args []string) error { return runPCAFit(c, &o, args) },
	}
	o.add(c.Flags())
	return c
}

type pcaFitOptions struct {
	imageFlags
	reuse  reuseFlags
	fit    pipeline.FitOptions
	method string
	to     outputFile
	split  string
	label  string
	limits string
}

func (o *pcaFitOptions) add(s *pflag.FlagSet) {
	s.IntVarP(&o.fit.Components, "components", "k", 3, "`number` of components")
	s.Float64Var(&o.fit.Variance, "variance", 0, "instead of -k: as many components as keep this `share` of the variance, as 0.99")
	s.StringVar(&o.method, "method", "pca", "`pca|mnf`; mnf: minimum noise fractions, for striped or noisy images")
	s.BoolVar(&o.fit.Standardize, "standardize", false, "divide every band by its standard deviation first (correlation instead of covariance)")
	s.BoolVar(&o.fit.Whiten, "whiten", false, "components with variance 1")
	o.to.add(s, "pca.json", "model")
	s.StringVar(&o.split, "split", "", "only items of this split: `train|valid|test|all` (default: of a manifest train, else all)")
	s.StringVar(&o.label, "label", "", "only items of this `label`")
	s.StringVar(&o.limits, "limits", "percentile", "8-bit limits of components: `percentile|sigma` (2–98 %, a second pass; or mean ± 2.05 std)")
	o.reuse.add(s, &o.in.Parts)
	o.imageFlags.add(s)
}

func (o *pcaFitOptions) finish(s *pflag.FlagSet) (err error) {
	if err := o.imageFlags.finish(s); err != nil {
		return err
	}
	if o.fit.Limits, err = parseLimits(o.limits); err != nil {
		return err
	}
	switch o.method {
	case "pca":
	case "mnf":
		o.fit.MinimumNoise = true
	default:
		return usageError{fmt.Errorf("--method %q: want pca or mnf", o.method)}
	}
	if !slices.Contains(append([]string{"", "all", "val"}, derive.Splits...), o.split) {
		return usageError{fmt.Errorf("--split %q: want train, valid, test or all", o.split)}
	}
	if s.Changed("variance") {
		if s.Changed("components") {
			return usageError{fmt.Errorf("give --components or --variance, not both")}
		}
		if !(o.fit.Variance > 0 && o.fit.Variance <= 1) {
			return usageError{fmt.Errorf("--variance %v: want a share of the variance, above 0 and up to 1", o.fit.Variance)}
		}
		o.fit.Components = 0
	} else if o.fit.Components < 1 {
		return usageError{fmt.Errorf("--components %d: want at least 1", o.fit.Components)}
	}
	return nil
}

func runPCAFit(c *cobra.Command, o *pcaFitOptions, inputs []string) error {
	if err := o.finish(c.Flags()); err != nil {
		return err
	}
	if err := o.reuse.finish(besideFile(o.to.name)); err != nil {
		return err
	}
	s := newSession(c, o.output)
	if err := s.ready(&o.to); err != nil {
		return err
	}
	in, err := s.openTable(c.Flags(), "components variance method standardize whiten output split label limits", &o.imageFlags, inputs)
	if err != nil {
		return err
	}
	if in.IsManifest() && o.split == "" {
		o.split = "train"
	}
	if err := in.Select(o.split, o.label); err != nil {
		return err
	}
	if err := enoughBands(&o.fit, in.Head().Bands); err != nil {
		return err
	}
	o.fit.DDOF = o.derive.DDOF
	t, r, err := pipeline.Fit(s.ctx, in, o.fit)
	if r != nil {
		s.told(t, r.Warnings)
	}
	if err != nil {
		return s.failed(t, err)
	}
	defer t.Close()
	if err := s.write(&o.to, inputs, in.Set(), func(f *os.File) error { return r.Model.Write(f) }); err != nil {
		return err
	}
	s.done()
	if o.output.json {
		if err := output.WriteJSON(s.out, fitDocument(r, t)); err != nil {
			return err
		}
	} else {
		printFitted(s.out, r)
		s.wrote(o.to.name)
	}
	return s.skipped(t)
}

// enoughBands refuses more components than bands before a pixel is read.
func enoughBands(o *pipeline.FitOptions, bands []string) error {
	if o.Components > len(bands) {
		return fmt.Errorf("%d components of %d bands (%s): there can be no more components than bands; give -k %d or less", o.Components, len(bands), words.Few(bands), len(bands))
	}
	return nil
}

// loadings orders the bands of a component by their weight.
func loadings(m *pca.Model, c int) []int {
	order := make([]int, len(m.Bands))
	for i := range order {
		order[i] = i
	}
	row := m.Components[c]
	slices.SortStableFunc(order, func(a, b int) int {
		switch x, y := row[a]*row[a], row[b]*row[b]; {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return 0
	})
	return order
}
