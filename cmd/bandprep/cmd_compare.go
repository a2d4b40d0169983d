package main

import (
	"errors"
	"fmt"
	"math"
	"text/tabwriter"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/bandprep/bandprep/internal/output"
	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/pipeline/advice"
	"github.com/bandprep/bandprep/pipeline/table"
)

func newCompareCommand() *cobra.Command {
	var o compareOptions
	c := &cobra.Command{
		Use:   "compare A [B]",
		Short: "How far two sets of images lie apart, and whether by chance",
		Long: `compare takes two folders, archives or manifests, or two splits or labels of one
(train and valid unless said otherwise), and says per band how far the second
lies from the first. One p for all bands comes from dealing whole groups anew.
Exit status 4: some band has shifted by at least --shift, and p is below --p.`,
		Example: "  bandprep compare bandprep-out photos\n  bandprep compare bandprep-out --split-a train --split-b valid\n  bandprep compare photos --label-a dress --label-b shoes",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 && len(args) != 2 {
				return usageError{errors.New("name one input or two")}
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error { return runCompare(c, &o, args) },
	}
	o.add(c.Flags())
	return c
}

type compareOptions struct {
	imageFlags
	split, label [2]string
	compare      advice.CompareOptions
}

func (o *compareOptions) add(s *pflag.FlagSet) {
	for k, side := range [...]string{"a", "b"} {
		s.StringVar(&o.split[k], "split-"+side, "", "only the images of this `train|valid|test` of "+[...]string{"the first", "the second"}[k])
		s.StringVar(&o.label[k], "label-"+side, "", "only the images of this `label` of "+[...]string{"the first", "the second"}[k])
	}
	d := advice.DefaultCompare
	s.Float64Var(&o.compare.Shift, "shift", d.Shift, "smallest standardized mean difference (a `number`) that counts")
	s.Float64Var(&o.compare.P, "p", d.P, "it counts where p is below this `number`")
	s.IntVar(&o.compare.Permutations, "permutations", d.Permutations, "`number` of random deals that p comes from")
	s.Uint64Var(&o.compare.Seed, "seed", d.Seed, "`number` that deals the groups")
	o.imageFlags.add(s)
	for _, name := range []string{"scale", "ddof"} { // nothing of them is shown
		s.MarkHidden(name)
	}
}

func runCompare(c *cobra.Command, o *compareOptions, inputs []string) error {
	if v := &o.compare; !(v.Shift >= 0) || !(v.P >= 0 && v.P <= 1) || v.Permutations < 1 || v.Permutations > 1e6 {
		return usageError{errors.New("--shift is not below 0, --p from 0 to 1, --permutations from 1 to 1,000,000")}
	}
	if err := o.finish(c.Flags()); err != nil {
		return err
	}
	if len(inputs) == 1 && o.split[0]+o.split[1]+o.label[0]+o.label[1] == "" {
		o.split = [2]string{"train", "valid"}
	}
	s := newSession(c, o.output)
	var tables, some [2]*table.Table
	for k, name := range inputs {
		in, err := s.openTable(c.Flags(), "split-a split-b label-a label-b shift p permutations seed", &o.imageFlags, []string{name})
		if err != nil {
			return err
		}
		if tables[k], err = in.Table(s.ctx, nil); err != nil {
			return s.failed(tables[k], err)
		}
		defer tables[k].Close()
	}
	if len(inputs) == 1 {
		tables[1] = tables[0]
	}
	for k, t := range tables {
		split, label := o.split[k], o.label[k]
		some[k] = t.Where(func(i int) bool {
			return (split == "" || t.Rows.Split(i) == split) && (label == "" || t.Rows.At(i).Label == label)
		})
		if some[k].Rows.Len() == 0 {
			return fmt.Errorf("the %s set has no images%s%s", [...]string{"first", "second"}[k], with(" in split ", split), with(" of label ", label))
		}
	}
	v, err := advice.Compare(some[0], some[1], o.compare)
	if err != nil {
		return err
	}
	if o.output.json {
		err = output.WriteJSON(s.out, v)
	} else {
		s.told(tables[0], nil)
		s.printComparison(v)
	}
	if err != nil {
		return err
	}
	if v.Off {
		return errFound
	}
	if err := s.skipped(tables[0]); err != nil || len(inputs) == 1 {
		return err
	}
	return s.skipped(tables[1])
}

func with(what, name string) string {
	if name == "" {
		return ""
	}
	return what + oneLine(name)
}

func (s *session) printComparison(v *advice.Comparison) {
	p := fmt.Sprintf("p = %.3g for all bands, by dealing %s anew", float64(v.P), words.Count(v.Groups[0]+v.Groups[1], "group", "groups"))
	if math.IsNaN(float64(v.P)) {
		p = fmt.Sprintf("p is not known: too few groups (%d and %d can be dealt in %.0f ways, want %d)", v.Groups[0], v.Groups[1], v.Deals, advice.FewestDeals)
	}
	verdict := "No shift is shown"
	switch {
	case v.Off:
		verdict = "The sets lie apart"
	case math.IsNaN(float64(v.P)):
		verdict = "It is not known whether the sets lie apart"
	}
	fmt.Fprintf(s.out, "%s: %s and %s, %s\n", verdict, words.Count(v.Images[0], "image", "images"), words.Number(v.Images[1]), p)
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "band\tmean of A\tof B\tshift in std\tvariance ratio\t")
	for _, b := range v.Bands {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t\n", oneLine(b.Name), short(b.Mean), short(b.OtherMean), decimals(b.Shift), decimals(b.VarianceRatio))
	}
	w.Flush()
	if d := float64(v.CovarianceDistance); !math.IsNaN(d) {
		fmt.Fprintf(s.out, "covariance distance %.3f\n", d)
	}
	if !v.Off && !s.output.verbose {
		return
	}
	for _, l := range v.Labels {
		fmt.Fprintf(s.out, "label %s: %.1f %% of A, %.1f %% of B, shift %s\n", oneLine(l.Label), 100*l.Shares[0], 100*l.Shares[1], decimals(l.Shift))
	}
	for _, i := range v.Items {
		fmt.Fprintf(s.out, "image %s: shift %s in %s\n", oneLine(i.ID), decimals(i.Shift), oneLine(i.Band))
	}
	for _, text := range v.LeftOut {
		fmt.Fprintln(s.out, "left out: "+text)
	}
}
