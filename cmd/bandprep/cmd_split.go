package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/bandprep/bandprep/internal/output"
	"github.com/bandprep/bandprep/pipeline"
	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/split"
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
	reuse     reuseFlags
	to        outputFile
	audit     bool
	splitting splitFlags
}

func (o *splitOptions) add(s *pflag.FlagSet) {
	o.to.add(s, "manifest.arrow", "manifest")
	s.BoolVar(&o.audit, "audit", false, "look for leaks in the split that folders, a table or a manifest give; writes nothing, exit status 4 if any")
	o.splitting.add(s, &o.derive)
	o.reuse.add(s, &o.in.Parts)
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
		if err := o.reuse.finish(""); err != nil {
			return err
		}
		return runAudit(c, o, inputs)
	}
	o.in.Parts.Cached = true
	if err := o.reuse.finish(besideFile(o.to.name)); err != nil {
		return err
	}
	s := newSession(c, o.output)
	if err := s.ready(&o.to); err != nil {
		return err
	}
	in, err := s.openTable(c.Flags(), rowSplitFlags, &o.imageFlags, inputs)
	if err != nil {
		return err
	}
	d, err := pipeline.Run(s.ctx, in, o.derive, pipeline.LimitsSigma)
	if err != nil {
		return s.failed(d.Table, err)
	}
	defer d.Table.Close()
	if err := s.write(&o.to, inputs, in.Set(), manifestFile(o.to.name, d)); err != nil {
		return err
	}
	s.remember(o.to.name, d.Table)
	s.done()
	s.told(d.Table, d.Warnings)
	if s.output.json {
		if err := output.WriteJSON(s.out, d.Report()); err != nil {
			return err
		}
	} else {
		fmt.Fprintln(s.out, d.Splitter.Sentence)
		printCertificate(s.out, &d.Certificate)
		printUnknownPlaces(s.out, d)
		if earlier != nil {
			fmt.Fprintln(s.out, d.Growth(earlier))
		}
		s.wrote(o.to.name)
	}
	return s.skipped(d.Table)
}

// rowSplitFlags are the flags that split takes with a manifest.
const rowSplitFlags = "output audit valid test seed by folds near off buffer within cells like" + conditionFlags

// printUnknownPlaces says of a set that lies on the map for how many pairs of
// items in different parts it is not known whether they overlap.
func printUnknownPlaces(w io.Writer, d *derive.Dataset) {
	for _, u := range d.Certificate.Uncompared {
		if u.Kind != split.Footprint {
			continue
		}
		for _, r := range d.Table.Rows.All() {
			if r.BBox != nil || r.Footprint != nil {
				fmt.Fprintln(w, u)
				break
			}
		}
	}
}
