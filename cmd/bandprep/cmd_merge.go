package main

import (
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/internal/output"
	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/pipeline"
	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/pipeline/table"
)

func newMergeCommand() *cobra.Command {
	var o mergeOptions
	c := &cobra.Command{
		Use:   "merge MANIFEST… -o OUT | merge PLAN PARTS -o OUT",
		Short: "Join manifests into one, without reading an image",
		Long: `merge joins the rows of manifests whose images were seen alike, and derives
constants and components of train anew. Splits are kept and certified anew. An
image that is in several manifests is one. OUT is a manifest, if its name ends
in .arrow or .parquet, or a folder as run writes it, without the page.

Of a plan, it joins the folder of the parts that run --plan measured to what one
run would have written, with the flags that the plan froze.`,
		Example: "  bandprep merge bandprep-out parts.arrow --resplit -o merged",
		Args:    needInputs("manifest"),
		RunE: func(c *cobra.Command, args []string) error {
			if isPlan(args[0]) {
				return runMergeParts(c, &o, args)
			}
			return runMerge(c, &o, args)
		},
	}
	o.add(c.Flags())
	return c
}

type mergeOptions struct {
	output    outputFlags
	to        outputFile
	resplit   bool
	derive    derive.Options
	splitting splitFlags
}

func (o *mergeOptions) add(s *pflag.FlagSet) {
	s.StringVarP(&o.to.name, "output", "o", "merged", "manifest (`NAME.arrow`, NAME.parquet) or folder for the results")
	s.BoolVar(&o.to.overwrite, "overwrite", false, "replace earlier results")
	s.BoolVar(&o.resplit, "resplit", false, "forget the splits and draw one, as split does with the flags that follow")
	o.splitting.add(s, &o.derive)
	o.output.add(s)
}

func runMerge(c *cobra.Command, o *mergeOptions, names []string) error {
	earlier, err := o.splitting.finish(c.Flags())
	if err != nil {
		return err
	}
	if err := o.derive.Validate(); err != nil {
		return usageError{err}
	}
	if err := o.agree(c.Flags()); err != nil {
		return usageError{err}
	}
	s := newSession(c, o.output)
	write, done, err := s.mergeOutput(&o.to, names)
	if err != nil {
		return err
	}
	defer done()
	d, err := s.merge(o, names)
	if err != nil {
		return err
	}
	if err := write(d); err != nil {
		return err
	}
	s.told(d.Table, d.Warnings)
	if s.output.json {
		if err := output.WriteJSON(s.out, d.Report()); err != nil {
			return err
		}
		return s.skipped(d.Table)
	}
	fmt.Fprintf(s.out, "%s of %s\n", words.Count(d.Table.Rows.Len(), "item", "items"), words.Count(len(names), "manifest", "manifests"))
	fmt.Fprintln(s.out, d.Splitter.Sentence)
	printCertificate(s.out, &d.Certificate)
	printUnknownPlaces(s.out, d)
	if earlier != nil {
		fmt.Fprintln(s.out, d.Growth(earlier))
	}
	fmt.Fprintf(s.out, "wrote %s\n", filepath.ToSlash(o.to.name))
	return s.skipped(d.Table)
}

// mergeOutput refuses, before the work, an output that cannot be written, and
// returns what writes it: a manifest, or a folder, until done.
func (s *session) mergeOutput(to *outputFile, names []string) (write func(*derive.Dataset) error, done func(), err error) {
	if filepath.Ext(to.name) == filepath.Ext(dataset.ManifestName) || isParquet(to.name) {
		return func(d *derive.Dataset) error {
			return s.write(to, names, nil, manifestFile(to.name, d))
		}, func() {}, s.ready(to)
	}
	folder, err := output.NewFolder(to.name, to.overwrite)
	if err != nil {
		return nil, nil, err
	}
	if !to.overwrite && folder.Holds(dataset.ManifestName) {
		s.keeps(folder.Path(dataset.ManifestName))
	}
	if err := output.Apart(to.name, inputFiles(names, nil)); err != nil {
		folder.Close()
		return nil, nil, err
	}
	return func(d *derive.Dataset) error { return pipeline.Write(folder, d) }, folder.Close, nil
}

// agree returns an error where flags of a new split come without --resplit.
func (o *mergeOptions) agree(flags *pflag.FlagSet) (err error) {
	own := pflag.NewFlagSet("", pflag.ContinueOnError)
	new(splitFlags).add(own, new(derive.Options))
	flags.Visit(func(f *pflag.Flag) {
		if own.Lookup(f.Name) != nil && !o.resplit && err == nil {
			err = fmt.Errorf("--%s is for --resplit", f.Name)
		}
	})
	return err
}

// merge joins the manifests and derives what follows.
func (s *session) merge(o *mergeOptions, names []string) (*derive.Dataset, error) {
	var tables []*table.Table
	for i, name := range names {
		if err := needManifest(name); err != nil {
			return nil, err
		}
		in, err := pipeline.Open(s.ctx, []string{name}, pipeline.Options{})
		if err != nil {
			return nil, err
		}
		made, err := in.Made()
		switch {
		case err != nil:
			return nil, fmt.Errorf("%s: %w", name, err)
		case i == 0:
			o.derive.DDOF, o.derive.Scale = made.DDOF, made.Scale
		case made.DDOF != o.derive.DDOF || made.Scale != o.derive.Scale:
			return nil, fmt.Errorf("%s was made with --scale %v --ddof %d, %s with --scale %v --ddof %d", names[0], o.derive.Scale, o.derive.DDOF, name, made.Scale, made.DDOF)
		}
		tables = append(tables, in.Head())
	}
	t, err := table.Merge(tables, names, o.resplit)
	if err != nil {
		return nil, err
	}
	if !o.resplit {
		return derive.Keep(t, o.derive)
	}
	o.derive.OrTrain = true
	return derive.Split(t, o.derive)
}
