package main

import (
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/bandprep/bandprep/pipeline"
)

func newSplitCommand() *cobra.Command {
	var o splitOptions
	c := &cobra.Command{
		Use:   "split INPUT… -o MANIFEST",
		Short: "Assign train, valid and test, and write a manifest",
		Long: `split assigns every item to train, valid or test and writes a manifest. Images
are measured once; a manifest given as the input is split anew without reading
a pixel.`,
		Example: "  bandprep split photos --test 0.1 -o parts.arrow\n  bandprep split bandprep-out --folds 5 -o folds.arrow\n  bandprep split --audit bandprep-out",
		Args:    needInputs("input"),
		RunE:    func(c *cobra.Command, args []string) error { return runSplit(c, &o, args) },
	}
	o.add(c.Flags())
	return c
}

type splitOptions struct {
	imageFlags
	output    string
	audit     bool
	splitting splitFlags
}

func (o *splitOptions) add(s *pflag.FlagSet) {
	s.StringVarP(&o.output, "output", "o", "manifest.arrow", "`file` for the manifest")
	s.BoolVar(&o.audit, "audit", false, "look for leaks in the split that folders, a table or a manifest give; writes nothing, exit status 4 if any")
	o.splitting.add(s, &o.read.Split)
	o.imageFlags.add(s)
}

func runSplit(c *cobra.Command, o *splitOptions, inputs []string) error {
	earlier, err := o.splitting.finish(c.Flags())
	if err != nil {
		return err
	}
	if err := o.finish(c.Flags()); err != nil {
		return err
	}
	if o.audit {
		return runAudit(c, o, inputs)
	}
	if err := pipeline.Writable(o.output); err != nil {
		return err
	}
	s := newSession(c, o.imageFlags.output)
	d, err := s.dataset(c.Flags(), &o.imageFlags, inputs)
	if err != nil {
		return err
	}
	if err := d.WriteManifest(o.output); err != nil {
		return err
	}
	s.warn(d.Warnings)
	if s.output.json {
		if err := pipeline.WriteJSON(s.out, d.Report()); err != nil {
			return err
		}
	} else {
		fmt.Fprintln(s.out, d.Split.Sentence)
		printCertificate(s.out, &d.Certificate)
		if earlier != nil {
			fmt.Fprintln(s.out, d.Growth(earlier))
		}
		fmt.Fprintf(s.out, "wrote %s\n", filepath.ToSlash(o.output))
	}
	return s.skipped(d.Set)
}

// rowSplitFlags are the flags that split takes with a manifest.
const rowSplitFlags = "output audit valid test seed by folds near off buffer within cells like"

// dataset measures and splits the inputs, or splits the rows of a manifest.
func (s *session) dataset(flags *pflag.FlagSet, f *imageFlags, inputs []string) (*pipeline.Dataset, error) {
	if m, err := asManifest(inputs, flags, rowSplitFlags); err != nil || m != nil {
		if err != nil {
			return nil, err
		}
		defer m.Close()
		asked := f.read.Split
		d, err := load(m, flags, &f.read)
		if err != nil {
			return nil, err
		}
		f.read.Split = asked
		return d, d.Resplit(f.read)
	}
	f.read.MeasureSmall = true
	set, err := s.inspect(f, inputs)
	if err != nil {
		return nil, err
	}
	d, err := pipeline.Run(s.ctx, set, f.read, f.scale, pipeline.LimitsSigma)
	if err != nil && len(set.Skipped) > 0 {
		s.skipped(set)
	}
	return d, err
}
