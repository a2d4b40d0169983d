package main

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/bandprep/bandprep/internal/output"
	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/pipeline/advice"
	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/presets"
)

func newVerifyCommand() *cobra.Command {
	var o verifyOptions
	c := &cobra.Command{
		Use:   "verify INPUT…|MANIFEST [CONSTANTS.json]",
		Short: "Do these constants fit the images, and if not, what are they?",
		Long: `verify applies constants to the images of train, or to all where there is no
train, and says which mean and standard deviation are left of each band: 0 and 1
where they fit. It names what constants are that do not fit: of other units,
bands in another order, another kind of standard deviation, of another split, of
one batch. Exit status 4: some band is off.

With --files it compares the files of a manifest with their hashes instead, and
looks for images that it does not have. Exit status 4: something differs.`,
		Example: "  bandprep verify bandprep-out --mean 0.485,0.456,0.406 --std 0.229,0.224,0.225\n  bandprep verify photos --preset imagenet\n  bandprep verify bandprep-out bandprep-out/normalization.json",
		Args:    needInputs("input"),
		RunE:    func(c *cobra.Command, args []string) error { return runVerify(c, &o, args) },
	}
	o.add(c.Flags())
	return c
}

type verifyOptions struct {
	imageFlags
	mean, std numberList
	preset    string
	verify    advice.VerifyOptions
	files     bool
}

func (o *verifyOptions) add(s *pflag.FlagSet) {
	s.BoolVar(&o.files, "files", false, "of a manifest, and without constants: read its files again, and name those that changed, are missing or new")
	s.Var(&o.mean, "mean", "means of the bands, or one for all")
	s.Var(&o.std, "std", "standard deviations of the bands, or one for all")
	s.StringVar(&o.preset, "preset", "", "published constants by their `name` or that of weights, or a JSON file (see presets list)")
	s.StringVar(&o.verify.Split, "split", "", "compare with the images of `train|valid|test|all` (default train, or all where there is no train)")
	s.Float64Var(&o.verify.Mean, "max-mean", advice.DefaultVerify.Mean, "off: a residual mean beyond this `number` of standard deviations")
	s.Float64Var(&o.verify.Std, "max-std", advice.DefaultVerify.Std, "off: a residual standard deviation further from 1 than this `number`")
	s.Float64Var(&o.verify.Confidence, "confidence", advice.DefaultVerify.Confidence, "`probability` of the intervals")
	o.imageFlags.add(s)
}

func runVerify(c *cobra.Command, o *verifyOptions, inputs []string) error {
	if n := len(inputs); n > 1 && o.preset == "" && strings.HasSuffix(inputs[n-1], ".json") {
		o.preset, inputs = inputs[n-1], inputs[:n-1]
	}
	if o.files {
		return runVerifyFiles(c, o, inputs)
	}
	if err := o.agree(); err != nil {
		return usageError{err}
	}
	if err := o.finish(c.Flags()); err != nil {
		return err
	}
	p := &presets.Preset{Name: "the constants given", Mean: o.mean, Std: o.std}
	if o.preset != "" {
		var err error
		if p, err = findPreset(o.preset); err != nil {
			return err
		}
	} else if err := p.Validate(); err != nil {
		return usageError{err}
	}
	given := o.derive.Scale // what a manifest was made with says nothing of these constants
	s := newSession(c, o.output)
	in, err := s.openTable(c.Flags(), "mean std preset split max-mean max-std confidence scale", &o.imageFlags, inputs)
	if err != nil {
		return err
	}
	t, err := in.Table(s.ctx, nil)
	if err != nil {
		return s.failed(t, err)
	}
	defer t.Close()
	constants, err := advice.ConstantsOf(p, t, given)
	if err != nil {
		return err
	}
	v, err := advice.Verify(t, constants, o.verify)
	if err != nil {
		return err
	}
	if o.output.json {
		if err := output.WriteJSON(s.out, v); err != nil {
			return err
		}
	} else {
		s.told(t, nil)
		s.printVerification(t, v)
	}
	if v.Off {
		return errFound
	}
	return s.skipped(t)
}

func (o *verifyOptions) agree() error {
	v := &o.verify
	switch {
	case (o.preset == "") == (o.mean == nil && o.std == nil):
		return errors.New("name the constants: --mean and --std, or --preset, or a JSON file")
	case o.preset == "" && (o.mean == nil || o.std == nil):
		return errors.New("--mean goes with --std")
	case !(v.Confidence > 0 && v.Confidence < 1):
		return fmt.Errorf("--confidence %v: want a probability, as 0.95", v.Confidence)
	case !(v.Mean >= 0) || !(v.Std >= 0):
		return errors.New("--max-mean and --max-std are not below 0")
	}
	switch v.Split {
	case "", "train", "valid", "test", "all":
		return nil
	}
	return fmt.Errorf("--split %q: want train, valid, test or all", v.Split)
}

func (s *session) printVerification(t *table.Table, v *advice.Verification) {
	of := v.Split
	if of == "all" {
		of = "every image given"
	}
	verdict := "fits"
	if v.Off {
		verdict = "does not fit"
	}
	if v.Name == "the constants given" {
		verdict = strings.NewReplacer("fits", "fit", "does", "do").Replace(verdict)
	}
	fmt.Fprintf(s.out, "%s %s %s (%s, values divided by %g)\n", oneLine(v.Name), verdict, of, words.Count(v.Images, "image", "images"), v.Scale)
	for _, text := range v.What {
		fmt.Fprintln(s.out, "  "+oneLine(text))
	}
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "band\tgiven mean\tof images\tleft\t\tgiven std\tof images\tleft\t\t\t")
	for _, b := range v.Bands {
		off := ""
		if b.Off {
			off = "off"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t\n", oneLine(b.Name), short(b.GivenMean), short(b.Mean), decimals(b.ResidualMean), bounds(b.MeanInterval),
			short(b.GivenStd), short(b.Std), decimals(b.ResidualStd), bounds(b.StdInterval), off)
	}
	w.Flush()
}

// decimals writes a number with three decimals, or six digits where it is large.
func decimals(n derive.Number) string {
	if v := math.Abs(float64(n)); !(v < 1000) {
		return short(n)
	}
	return fmt.Sprintf("%.3f", float64(n))
}

func bounds(v *[2]derive.Number) string {
	if v == nil {
		return "-"
	}
	return decimals(v[0]) + " … " + decimals(v[1])
}
