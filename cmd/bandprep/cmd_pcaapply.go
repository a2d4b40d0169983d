package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/internal/output"
	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/pca"
	"github.com/bandprep/bandprep/pipeline/apply"
	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/raster/codec"
	"github.com/bandprep/bandprep/transforms"
)

func newPCAApplyCommand() *cobra.Command {
	var o pcaApplyOptions
	c := &cobra.Command{
		Use:   "apply MODEL INPUT… -o DIR",
		Short: "Project images onto the components of a model",
		Long: `apply writes one image of components for every image given; folders and
georeference are kept. Integer output is scaled by the limits in the model, the
same for every image; 0 is no data in it. Beside the images lies a
normalization.json of what was written: of train, where there are split folders.`,
		Example: "  bandprep pca apply pca.json scenes -o rgb\n  bandprep pca apply pca.json scenes -o components --to float32",
		Args:    needModel,
		RunE:    func(c *cobra.Command, args []string) error { return runPCAApply(c, &o, args[0], args[1:]) },
	}
	c.Flags().StringVar(&o.to, "to", "uint8", "samples of the output: `uint8|uint16|float32`")
	o.add(c.Flags())
	return c
}

func newPCAInverseCommand() *cobra.Command {
	o := pcaApplyOptions{inverse: true}
	c := &cobra.Command{
		Use:   "inverse MODEL INPUT… -o DIR",
		Short: "Get bands back from images of components",
		Long: `inverse writes one image of bands, as float32, for every image of components
that pca apply wrote with the same model, of whatever sample type.`,
		Example: "  bandprep pca inverse pca.json components -o bands",
		Args:    needModel,
		RunE:    func(c *cobra.Command, args []string) error { return runPCAApply(c, &o, args[0], args[1:]) },
	}
	o.add(c.Flags())
	return c
}

func needModel(_ *cobra.Command, args []string) error {
	if len(args) < 2 {
		return usageError{fmt.Errorf("name a model and at least one input")}
	}
	return nil
}

type pcaApplyOptions struct {
	imageFlags
	writeFlags
	to      string
	inverse bool
}

func (o *pcaApplyOptions) add(s *pflag.FlagSet) {
	o.writeFlags.add(s)
	o.imageFlags.add(s)
	for _, name := range []string{"scale", "nodata-policy", "ddof"} {
		s.MarkHidden(name)
	}
}

// writeFlags are the flags of commands that write images.
type writeFlags struct {
	dir       string
	overwrite bool
	format    string
	compress  string
}

func (f *writeFlags) add(s *pflag.FlagSet) {
	s.StringVarP(&f.dir, "output", "o", "", "`folder` for the images")
	s.BoolVar(&f.overwrite, "overwrite", false, "replace what an earlier run made in another way")
	s.StringVar(&f.format, "format", "", "`tiff|cog|png|jpeg|npy` (default: png where it loses nothing, cog for large integer images, npy for class folders and shards of floats that other programs read as no TIFF, else tiff)")
	s.StringVar(&f.compress, "compress", "", "of TIFF: `none|deflate|zstd|lzw` (default: integers deflate, floats none)")
}

func (f *writeFlags) finish() error {
	if f.dir == "" {
		return usageError{fmt.Errorf("-o DIR: where the images go")}
	}
	if f.format == "tif" {
		f.format = "tiff"
	}
	if f.format == "jpg" {
		f.format = "jpeg"
	}
	if f.format != "" && !slices.Contains(codec.Formats, f.format) {
		return usageError{fmt.Errorf("--format %q: want %s", f.format, strings.Join(codec.Formats, ", "))}
	}
	c := codec.CreateOptions{Compress: f.compress}
	if err := c.Validate(); err != nil {
		return usageError{fmt.Errorf("--compress: %w", err)}
	}
	return nil
}

// creator starts output images, see [apply.Creator].
func (f *writeFlags) creator() apply.Creator {
	return func(w io.WriteSeeker, format string, h raster.Header, workers int) (apply.RowWriter, error) {
		return codec.Create(w, format, h, codec.CreateOptions{Compress: f.compress, Workers: workers})
	}
}

func runPCAApply(c *cobra.Command, o *pcaApplyOptions, name string, inputs []string) error {
	if err := o.imageFlags.finish(c.Flags()); err != nil {
		return err
	}
	if err := o.writeFlags.finish(); err != nil {
		return err
	}
	m, err := readModel(name)
	if err != nil {
		return err
	}
	a := apply.Options{Create: o.creator(), Format: o.format, Overwrite: o.overwrite, Upright: true, Monitor: &apply.Monitor{}}
	if o.inverse {
		step := transforms.Reconstruct{Model: m, Name: filepath.Base(name)}
		if m.Output != nil {
			step.Low, step.High = m.Output.Low, m.Output.High
		}
		a.Chain = transforms.Chain{step}
	} else {
		step, err := projection(m, name, o.to)
		if err != nil {
			return err
		}
		a.Chain = transforms.Chain{step}
		a.Monitor.Pick = func(bands []string) ([]int, error) { return m.Match(bands, "") }
	}
	s := newSession(c, o.output)
	in, err := s.openTable(c.Flags(), "output format compress to", &o.imageFlags, inputs)
	if err != nil {
		return err
	}
	t := in.Head()
	set, err := in.Images(s.ctx)
	if err != nil {
		return err
	}
	if err := s.apart(o.dir, nil, set); err != nil {
		return err
	}
	folder, err := output.NewFolder(o.dir, o.overwrite)
	if err != nil {
		return err
	}
	defer folder.Close()
	if o.inverse && !named(set) {
		set = set.Named(m.ComponentNames())
	}
	done, err := apply.Apply(s.ctx, set, o.dir, a)
	t.Skipped = append(t.Skipped, done.Skipped...)
	t.Decisions = append(t.Decisions, done.Decisions()...)
	if err != nil {
		if s.ctx.Err() != nil && done.Written > 0 {
			err = errors.Join(errKept, err)
		}
		return s.failed(t, err)
	}
	defer a.Monitor.Close()
	drift, err := derive.Drift(m, a.Monitor.Input())
	if err != nil {
		return err
	}
	out := a.Monitor.Output()
	out.View.Chain = a.Chain.String()
	n, err := derive.Written(out, o.derive.DDOF)
	if err != nil {
		return err
	}
	if err := folder.Put([]output.File{{Name: "normalization.json", Write: output.JSON(n)}}); err != nil {
		return err
	}
	if o.output.json {
		err = output.WriteJSON(s.out, map[string]any{"type": "pca-apply", "written": done.Written, "normalization": n,
			"decisions": append([]decision.Decision{}, t.Decisions...), "warnings": slices.Concat([]string{}, t.Warnings, drift), "skipped": append([]table.Skipped{}, t.Skipped...)})
		if err != nil {
			return err
		}
		return s.skipped(t)
	}
	s.told(t, drift)
	fmt.Fprintf(s.out, "wrote %s and normalization.json into %s\n", words.Count(done.Written, "image", "images"), printable(filepath.ToSlash(o.dir)))
	printAdvice(s.out, out, &n)
	return s.skipped(t)
}

// named reports whether the files name any of their bands.
func named(set *imageset.Set) bool {
	return slices.ContainsFunc(set.Bands, func(b raster.Band) bool { return b.Name != "" })
}

// readModel reads a model of components.
func readModel(name string) (*pca.Model, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	m, err := pca.Read(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return m, nil
}

// projection returns the transform onto the components of a model.
func projection(m *pca.Model, name, to string) (transforms.Project, error) {
	p := transforms.Project{Name: filepath.Base(name), Model: m}
	var err error
	if p.To, err = raster.ParseSampleType(to); err != nil || p.To != raster.Uint8 && p.To != raster.Uint16 && p.To != raster.Float32 {
		return p, usageError{fmt.Errorf("--to %q: want uint8, uint16 or float32", to)}
	}
	if p.To == raster.Float32 {
		return p, nil
	}
	if m.Output == nil {
		return p, fmt.Errorf("%s has no limits for %s output: fit it again, or give --to float32", name, to)
	}
	p.Low, p.High = m.Output.Low, m.Output.High
	return p, nil
}
