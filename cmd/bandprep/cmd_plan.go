package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/bandprep/bandprep/internal/output"
	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/pipeline/input"
	"github.com/bandprep/bandprep/pipeline/measure"
	"github.com/bandprep/bandprep/pipeline/shards"
	"github.com/bandprep/bandprep/pipeline/table"
)

func newPlanCommand() *cobra.Command {
	var o planOptions
	c := &cobra.Command{
		Use:   "plan INPUT… --shards N",
		Short: "Cut a dataset into shards that many processes measure",
		Long: `plan lists the inputs and reads headers, once, and freezes what it found, with
the flags of run that follow. Each shard is then measured by run --plan, on any
machine that has the files under the same names, and merge joins the parts to
what one run would have written.`,
		Example: "  bandprep plan scenes --shards 4 -o plan.arrow\n  bandprep run --plan plan.arrow --shard 0/4 -o parts\n  bandprep run --plan plan.arrow -o parts\n  bandprep merge plan.arrow parts -o whole",
		Args:    needInputs("input"),
		RunE:    func(c *cobra.Command, args []string) error { return runPlan(c, &o, args) },
	}
	s := c.Flags()
	s.IntVar(&o.shards, "shards", 0, "`number` of shards: many more than workers, so that none waits long for the last")
	s.Var(&o.bytes, "shard-bytes", "size of the files of a shard, as 4GB")
	s.Lookup("shard-bytes").DefValue = ""
	o.to.add(s, "plan.arrow", "plan")
	o.frozen = o.run.addChanging(s)
	return c
}

type planOptions struct {
	to     outputFile
	shards int
	bytes  byteCount
	run    runOptions
	frozen *[]string
}

// The flags of run that a plan does not freeze: those that say how a process works,
// and those that plan has not, as they are of a page, of what is kept, or of another
// manifest.
var (
	ofProcess = []string{"output", "overwrite", "workers", "memory", "json", "quiet", "verbose"}
	notOfPlan = []string{"no-report", "show-patients", "checkpoint", "reuse", "reuse-check", "like"}
)

// addChanging adds the flags of run that change a result or a status, and those of
// every command. The first are written down as given, once they are parsed.
func (o *runOptions) addChanging(s *pflag.FlagSet) *[]string {
	all, frozen := pflag.NewFlagSet("", pflag.ContinueOnError), new([]string)
	all.SortFlags = false
	o.add(all)
	all.VisitAll(func(f *pflag.Flag) {
		switch {
		case slices.Contains(notOfPlan, f.Name):
			return
		case !slices.Contains(ofProcess, f.Name):
			f.Value = &frozenValue{f.Value, f.Name, frozen}
			if f.DefValue == "[]" || f.DefValue == "0s" {
				f.DefValue = "" // the help knows only plain values as empty
			}
		case s.Lookup(f.Name) != nil:
			return
		}
		s.AddFlag(f)
	})
	return frozen
}

// frozenValue is a flag that writes down how it was given.
type frozenValue struct {
	pflag.Value
	name string
	all  *[]string
}

// Set implements [pflag.Value].
func (v *frozenValue) Set(text string) error {
	err := v.Value.Set(text)
	if err == nil {
		*v.all = append(*v.all, "--"+v.name+"="+text)
	}
	return err
}

func runPlan(c *cobra.Command, o *planOptions, inputs []string) error {
	if (o.shards > 0) == (o.bytes > 0) {
		return usageError{fmt.Errorf("give --shards N or --shard-bytes SIZE")}
	}
	r := &o.run
	if _, err := r.ready(c.Flags()); err != nil {
		return err
	}
	if input.IsManifest(inputs) {
		return usageError{fmt.Errorf("%s is a manifest, whose images are measured", inputs[0])}
	}
	s := newSession(c, r.output)
	if err := s.ready(&o.to); err != nil {
		return err
	}
	r.in.Some = true
	in, err := s.openTable(c.Flags(), "", &r.imageFlags, inputs)
	if err != nil {
		return err
	}
	if err := in.Agree(&r.derive); err != nil {
		return err
	}
	set, t := in.Set(), in.Head()
	if len(t.Bands) > table.MaxBandsWithProducts && !r.in.Measure.ProductsPerItem {
		return usageError{fmt.Errorf("%s: a plan needs --products-per-item above %d", words.Count(len(t.Bands), "band", "bands"), table.MaxBandsWithProducts)}
	}
	for _, im := range in.Chosen().All() {
		row := measure.Unmeasured(set, im)
		if err := t.Rows.Add(&row); err != nil {
			return err
		}
	}
	t.Rows.Sort()
	p, err := shards.New(t, set.Plan, shards.Plain{Version: versionText(), Inputs: inputs, Flags: *o.frozen}, o.shards, int64(o.bytes))
	if err != nil {
		return usageError{err}
	}
	if err := s.write(&o.to, inputs, set, func(f *os.File) error { return p.Write(f) }); err != nil {
		return err
	}
	s.told(t, nil)
	if s.output.json {
		if err := output.WriteJSON(s.out, planReport{t.Rows.Len(), p.Shards(), t.Skipped}); err != nil {
			return err
		}
		return s.skipped(t)
	}
	fmt.Fprintf(s.out, "%s in %s\n", words.Count(t.Rows.Len(), "item", "items"), words.Count(p.Shards(), "shard", "shards"))
	s.wrote(o.to.name)
	return s.skipped(t)
}

// planReport is what plan says as JSON.
type planReport struct {
	Items   int             `json:"items"`
	Shards  int             `json:"shards"`
	Skipped []table.Skipped `json:"skipped"`
}

// openPlan reads a plan, and parses the flags that it froze into o; those given
// besides win.
func (o *runOptions) openPlan(name string, given *pflag.FlagSet) (*shards.Plan, error) {
	p, err := shards.Read(name)
	if err != nil {
		return nil, err
	}
	if p.Version != versionText() {
		return nil, fmt.Errorf("%s was made by another version of the program (%s): use that, or make the plan anew", name, strings.TrimSpace(p.Version))
	}
	all := pflag.NewFlagSet("", pflag.ContinueOnError)
	o.add(all)
	args := slices.Clone(p.Flags)
	given.Visit(func(f *pflag.Flag) {
		if all.Lookup(f.Name) != nil {
			args = append(args, "--"+f.Name+"="+f.Value.String())
		}
	})
	if err := all.Parse(args); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	_, err = o.ready(all)
	return p, err
}
