package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/internal/output"
	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/pipeline"
	"github.com/bandprep/bandprep/pipeline/derive"
)

func newRunCommand() *cobra.Command {
	var o runOptions
	var shard shardOptions
	c := &cobra.Command{
		Use:   "run INPUT… | run --plan PLAN",
		Short: "The whole line: splits, constants and PCA of train, and a manifest",
		Long: `run measures every image once, splits the set, computes constants and (above
three bands) a PCA of train, and writes manifest.arrow, normalization.json and
pca.json into a folder, with report.html, a page to look at. Images that cannot
be read are listed in skipped.csv.

run --plan measures the images of a plan, or of one shard of it, into a folder of
parts that merge joins.`,
		Example: "  bandprep run photos\n  bandprep run scenes -o prepared --bands 4,3,2 --test 0.1",
		Args: func(c *cobra.Command, args []string) error {
			if shard.plan != "" {
				return nil
			}
			return needInputs("input")(c, args)
		},
		RunE: func(c *cobra.Command, args []string) error {
			if shard.plan != "" {
				return runShards(c, &shard, args)
			}
			if shard.shard != "" {
				return usageError{errors.New("--shard is of a --plan")}
			}
			return runRun(c, &o, args)
		},
	}
	o.add(c.Flags())
	shard.add(c.Flags())
	return c
}

type runOptions struct {
	imageFlags
	reuse     reuseFlags
	dir       string
	overwrite bool
	noReport  bool
	patients  bool
	limits    string
	splitting splitFlags
}

func (o *runOptions) add(s *pflag.FlagSet) {
	s.StringVarP(&o.dir, "output", "o", "bandprep-out", "`folder` for the results")
	s.BoolVar(&o.overwrite, "overwrite", false, "replace the results of an earlier run")
	s.BoolVar(&o.noReport, "no-report", false, "write no report.html")
	addPatientsFlag(s, &o.patients)
	s.StringVar(&o.limits, "limits", "percentile", "8-bit limits of PCA components: `percentile|sigma` (2–98 % of train, a second pass; or mean ± 2.05 std)")
	s.Var((*numberList)(&o.derive.Percentiles), "percentiles", "exact percentiles of train, as 2,50,98 (a second pass)")
	s.BoolVar(&o.in.Measure.ProductsPerItem, "products-per-item", false, "keep sums of products per item also above 32 bands")
	s.BoolVar(&o.in.Measure.Histograms, "histograms", false, "keep an exact histogram of each band of every item")
	o.splitting.add(s, &o.derive)
	o.reuse.add(s, &o.in.Parts)
	o.imageFlags.add(s)
}

// ready checks the flags after parsing.
func (o *runOptions) ready(flags *pflag.FlagSet) (*derive.Earlier, error) {
	earlier, err := o.splitting.finish(flags)
	if err != nil {
		return nil, err
	}
	if err := o.finish(flags); err != nil {
		return nil, err
	}
	_, err = parseLimits(o.limits)
	o.derive.OrTrain = true
	return earlier, err
}

func runRun(c *cobra.Command, o *runOptions, inputs []string) error {
	earlier, err := o.ready(c.Flags())
	if err != nil {
		return err
	}
	o.reuse.replaces(o.dir)
	if err := o.reuse.finish(filepath.Join(o.dir, partsName)); err != nil {
		return err
	}
	s := newSession(c, o.output)
	return s.runInto(o, inputs, earlier, func() (*pipeline.Input, error) {
		return s.openTable(c.Flags(), rowSplitFlags+" overwrite limits percentiles scale no-report show-patients", &o.imageFlags, inputs)
	})
}

// runInto does the whole line for an input into the folder of a run.
func (s *session) runInto(o *runOptions, inputs []string, earlier *derive.Earlier, open func() (*pipeline.Input, error)) error {
	limits, err := parseLimits(o.limits)
	if err != nil {
		return err
	}
	folder, err := output.NewFolder(o.dir, o.overwrite)
	if err != nil {
		return err
	}
	defer folder.Close()
	if !o.overwrite && folder.Holds(dataset.ManifestName) {
		s.keeps(folder.Path(dataset.ManifestName))
	}
	in, err := open()
	if err != nil {
		return err
	}
	if err := s.apart(o.dir, inputs, in.Set()); err != nil {
		return err
	}
	d, err := pipeline.Run(s.ctx, in, o.derive, limits)
	if err != nil {
		return s.failed(d.Table, err)
	}
	defer d.Table.Close()
	page := output.File{Name: reportName}
	if !o.noReport {
		content, err := s.content(in, d, &o.imageFlags, o.patients)
		if err != nil {
			return err
		}
		page.Write = func(f *os.File) error { return writePage(f, content) }
	}
	if err := pipeline.Write(folder, d, page); err != nil {
		return err
	}
	s.remember(folder.Path(dataset.ManifestName), d.Table)
	s.done()
	s.told(d.Table, d.Warnings)
	if o.output.json {
		if err := output.WriteJSON(s.out, d.Report()); err != nil {
			return err
		}
	} else {
		s.printRun(d, o, earlier, folder.Changed())
	}
	return s.skipped(d.Table)
}

func parseLimits(name string) (pipeline.Limits, error) {
	switch name {
	case "percentile":
		return pipeline.LimitsPercentile, nil
	case "sigma":
		return pipeline.LimitsSigma, nil
	}
	return 0, usageError{fmt.Errorf("--limits %q: want percentile or sigma", name)}
}

// reportName is the file of the page in the folder of a run.
const reportName = "report.html"

// printRun prints the result first: the constants.
func (s *session) printRun(d *derive.Dataset, o *runOptions, earlier *derive.Earlier, changed bool) {
	printAdvice(s.out, d.Table, &d.Normalization)
	train := d.Statistics("train")
	train.Normalization = &d.Normalization
	printStatistics(s.out, "train", train)
	fmt.Fprintln(s.out, d.Splitter.Sentence)
	if v := d.Statistics("valid"); v == nil {
		fmt.Fprintln(s.out, "valid has no items: its constants are null")
	}
	if d.Model != nil {
		fmt.Fprintf(s.out, "PCA: %s %s %% of the variance of train\n", words.Count(len(d.Model.Components), "component keeps", "components keep"), percent(d.Model.ExplainedVarianceRatio))
	}
	files := "manifest.arrow, normalization.json"
	if d.Model != nil {
		files += ", pca.json"
	}
	if len(d.Table.Skipped) > 0 {
		files += ", skipped.csv"
	}
	if !o.noReport {
		files += ", " + reportName
	}
	if earlier != nil {
		fmt.Fprintln(s.out, d.Growth(earlier))
	}
	if changed {
		fmt.Fprintf(s.out, "wrote %s into %s\n", files, filepath.ToSlash(o.dir))
	} else {
		fmt.Fprintf(s.out, "nothing to do: %s holds the same\n", filepath.ToSlash(o.dir))
	}
}

func percent(ratios []float64) string {
	sum := 0.0
	for _, r := range ratios {
		sum += r
	}
	return fmt.Sprintf("%.2f", 100*sum)
}
