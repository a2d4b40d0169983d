package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"text/tabwriter"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/bandprep/bandprep/pca"
	"github.com/bandprep/bandprep/pipeline"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/raster/codec"
	"github.com/bandprep/bandprep/transforms"
)

func newPCACommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "pca",
		Short: "Few components out of many bands: fit, apply",
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(newPCAFitCommand(), newPCAApplyCommand())
	return c
}

func newPCAFitCommand() *cobra.Command {
	var o pcaFitOptions
	c := &cobra.Command{
		Use:   "fit INPUT… -k 3 -o pca.json",
		Short: "Fit a PCA on the covariance of every image given",
		Args:  needInputs("input"),
		RunE:  func(c *cobra.Command, args []string) error { return runPCAFit(c, &o, args) },
	}
	o.add(c.Flags())
	return c
}

type pcaFitOptions struct {
	imageFlags
	fit    pca.Options
	out    string
	split  string
	limits string
}

func (o *pcaFitOptions) add(s *pflag.FlagSet) {
	s.IntVarP(&o.fit.Components, "components", "k", 3, "number of components")
	s.Float64Var(&o.fit.Variance, "variance", 0, "instead of -k: as many components as keep this `share` of the variance, as 0.99")
	s.BoolVar(&o.fit.Standardize, "standardize", false, "divide every band by its standard deviation first (correlation instead of covariance)")
	s.BoolVar(&o.fit.Whiten, "whiten", false, "components with variance 1")
	s.StringVarP(&o.out, "output", "o", "pca.json", "`file` for the model")
	s.StringVar(&o.split, "split", "", "only the images in the folders of this split: train, valid or test")
	s.StringVar(&o.limits, "limits", "percentile", "8-bit limits of components: percentile (2–98 %, a second pass) or sigma")
	o.imageFlags.add(s)
}

func runPCAFit(c *cobra.Command, o *pcaFitOptions, inputs []string) error {
	if err := o.finish(c.Flags()); err != nil {
		return err
	}
	limits, err := parseLimits(o.limits)
	if err != nil {
		return err
	}
	if o.fit.Variance != 0 {
		o.fit.Components = 0
	}
	s := newSession(c, o.output)
	set, err := s.inspect(&o.imageFlags, inputs)
	if err != nil {
		return err
	}
	if err := keepSplit(set, o.split); err != nil {
		return err
	}
	model, warnings, err := pipeline.FitImages(s.ctx, set, o.read, o.fit, limits)
	s.warn(warnings)
	if err != nil {
		return err
	}
	if err := pipeline.WriteFile(o.out, func(f *os.File) error { return model.Write(f) }); err != nil {
		return err
	}
	if o.output.json {
		err = model.Write(s.out)
	} else {
		s.printModel(model)
		fmt.Fprintf(s.out, "wrote %s\n", filepath.ToSlash(o.out))
	}
	if err != nil {
		return err
	}
	return s.skipped(set, false)
}

// keepSplit leaves only the images of a folder split; "" keeps all.
func keepSplit(set *pipeline.Set, split string) error {
	if split == "" {
		return nil
	}
	set.Images = slices.DeleteFunc(set.Images, func(im pipeline.Image) bool { return im.Split != split })
	if len(set.Images) == 0 {
		return fmt.Errorf("no image lies in a folder of split %q", split)
	}
	return nil
}

func (s *session) printModel(m *pca.Model) {
	t := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "component\tvariance\tshare\ttogether\tlargest loadings\t")
	sum := 0.0
	for c, name := range m.ComponentNames() {
		sum += m.ExplainedVarianceRatio[c]
		fmt.Fprintf(t, "%s\t%.6g\t%.2f %%\t%.2f %%\t%s\t\n", name, m.ExplainedVariance[c], 100*m.ExplainedVarianceRatio[c], 100*sum, loadings(m, c))
	}
	t.Flush()
}

// loadings names the three bands that weigh most in a component.
func loadings(m *pca.Model, c int) string {
	order := make([]int, len(m.Bands))
	for i := range order {
		order[i] = i
	}
	weight := func(b int) float64 { w := m.Components[c][b]; return w * w }
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case weight(a) > weight(b):
			return -1
		case weight(a) < weight(b):
			return 1
		}
		return 0
	})
	text := ""
	for i, b := range order[:min(3, len(order))] {
		if i > 0 {
			text += ", "
		}
		text += fmt.Sprintf("%s %+.2f", m.Bands[b], m.Components[c][b])
	}
	return text
}

func newPCAApplyCommand() *cobra.Command {
	var o pcaApplyOptions
	c := &cobra.Command{
		Use:   "apply MODEL INPUT… -o DIR",
		Short: "Project images onto the components of a model",
		Long: `apply writes one image of components for every image given; folders and
georeference are kept. 8-bit output is scaled by the limits in the model, the
same for every image; 0 is no data in it.`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) < 2 {
				return usageError{fmt.Errorf("name a model and at least one input")}
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error { return runPCAApply(c, &o, args[0], args[1:]) },
	}
	o.add(c.Flags())
	return c
}

type pcaApplyOptions struct {
	imageFlags
	dir    string
	to     string
	format string
}

func (o *pcaApplyOptions) add(s *pflag.FlagSet) {
	s.StringVarP(&o.dir, "output", "o", "", "`folder` for the images")
	s.StringVar(&o.to, "to", "uint8", "samples of the output: uint8, uint16 or float32")
	s.StringVar(&o.format, "format", "", "tiff, png or jpeg (default: png where it loses nothing, else tiff)")
	o.imageFlags.add(s)
}

func runPCAApply(c *cobra.Command, o *pcaApplyOptions, name string, inputs []string) error {
	if err := o.finish(c.Flags()); err != nil {
		return err
	}
	if o.dir == "" {
		return usageError{fmt.Errorf("-o DIR: where the images go")}
	}
	project, err := openModel(name, o.to)
	if err != nil {
		return err
	}
	s := newSession(c, o.output)
	set, err := s.inspect(&o.imageFlags, inputs)
	if err != nil {
		return err
	}
	set.NameBands()
	n, err := pipeline.Apply(s.ctx, set, o.dir, pipeline.ApplyOptions{
		Create: create, Chain: transforms.Chain{project}, Format: o.format, Upright: true,
	}, o.read)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "wrote %d images into %s\n", n, filepath.ToSlash(o.dir))
	return s.skipped(set, false)
}

// create starts an output image, see [pipeline.Creator].
var create pipeline.Creator = func(w pipeline.Output, format string, h raster.Header) (pipeline.RowWriter, error) {
	return codec.Create(w, format, h)
}

// openModel reads a PCA model as a transform.
func openModel(name, to string) (transforms.Project, error) {
	p := transforms.Project{Name: name}
	f, err := os.Open(name)
	if err != nil {
		return p, err
	}
	defer f.Close()
	m, err := pca.Read(f)
	if err != nil {
		return p, fmt.Errorf("%s: %w", name, err)
	}
	p.Model = m
	if p.To, err = raster.ParseSampleType(to); err != nil {
		return p, usageError{fmt.Errorf("--to: %w", err)}
	}
	if p.To != raster.Float32 {
		if m.Output == nil {
			return p, fmt.Errorf("%s has no limits for %s output: fit it again, or give --to float32", name, to)
		}
		p.Low, p.High = m.Output.Low, m.Output.High
	}
	return p, nil
}
