package main

import (
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/bandprep/bandprep/internal/output"
	"github.com/bandprep/bandprep/pipeline/derive"
)

func newAdviseCommand() *cobra.Command {
	var o adviseOptions
	c := &cobra.Command{
		Use:   "advise INPUT…|MANIFEST",
		Short: "Which constants to train with, and what else decides a training",
		Long: `advise says in a few lines which constants to use, first of all ready to paste,
and what else decides a training: unit, bands, images needed, small classes, more
than three bands, what simple statistics reach, shortcuts. Every line says
whether it was measured on your data or published; --verbose names sources.`,
		Example: "  bandprep advise bandprep-out\n  bandprep advise scenes --weights prithvi-v2 --regime frozen",
		Args:    needInputs("input"),
		RunE:    func(c *cobra.Command, args []string) error { return runAdvise(c, &o, args) },
	}
	o.add(c.Flags())
	return c
}

type adviseOptions struct {
	imageFlags
	weights, regime string
}

func (o *adviseOptions) add(s *pflag.FlagSet) {
	s.StringVar(&o.weights, "weights", "", "what is trained: a preset, the published `name` of weights, or a JSON file (default imagenet for 8-bit RGB)")
	s.StringVar(&o.regime, "regime", "", "how: `frozen|finetune|scratch`")
	o.imageFlags.add(s)
	for _, name := range []string{"scale", "ddof"} { // nothing of them is used
		s.MarkHidden(name)
	}
}

func runAdvise(c *cobra.Command, o *adviseOptions, inputs []string) error {
	a := derive.AdviceOptions{Regime: derive.Regime(o.regime)}
	switch a.Regime {
	case derive.AnyRegime, derive.Frozen, derive.Finetune, derive.Scratch:
	default:
		return usageError{fmt.Errorf("--regime %q: want frozen, finetune or scratch", o.regime)}
	}
	if err := o.finish(c.Flags()); err != nil {
		return err
	}
	if o.weights != "" {
		var err error
		if a.Weights, err = findPreset(o.weights); err != nil {
			return err
		}
	}
	s := newSession(c, o.output)
	in, err := s.openTable(c.Flags(), "weights regime", &o.imageFlags, inputs)
	if err != nil {
		return err
	}
	t, err := in.Table(s.ctx, nil)
	if err != nil {
		return s.failed(t, err)
	}
	defer t.Close()
	advice, err := derive.Advise(t, a)
	if err != nil {
		return err
	}
	if o.output.json {
		if err := output.WriteJSON(s.out, advice); err != nil {
			return err
		}
		return s.skipped(t)
	}
	s.told(t, nil)
	fmt.Fprintln(s.out, oneLine(advice.Answer))
	for _, line := range advice.Sentences {
		fmt.Fprintf(s.out, "%s [%s]\n", oneLine(line.Text), line.Basis)
		if line.Source != "" && o.output.verbose {
			fmt.Fprintln(s.out, "    "+line.Source)
		}
	}
	return s.skipped(t)
}
