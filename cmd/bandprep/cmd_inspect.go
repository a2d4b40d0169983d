package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/bandprep/bandprep/inspect"
	"github.com/bandprep/bandprep/internal/output"
	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/pipeline"
)

func newInspectCommand() *cobra.Command {
	var o inspectOptions
	c := &cobra.Command{
		Use:   "inspect INPUT…",
		Short: "What would count and why, without measuring; proposes the command",
		Long: `inspect reads names, tables, headers and a few samples, and says what would
count: images by kind, label rasters, splits, labels, groups, tables that lie
among the images, nodata, alpha, coordinate systems, and what is passed over. It
prints every decision with the flag that turns it round, and proposes the
command to give.`,
		Example: "  bandprep inspect photos\n  bandprep inspect scenes --json",
		Args:    needInputs("input"),
		RunE:    func(c *cobra.Command, args []string) error { return runInspect(c, &o, args) },
	}
	o.imageFlags.add(c.Flags())
	for _, name := range []string{"scale", "ddof", "where"} { // nothing of them is shown
		c.Flags().MarkHidden(name)
	}
	return c
}

type inspectOptions struct{ imageFlags }

// inspectReport is the document of inspect --json.
type inspectReport struct {
	*inspect.Result
	Command string `json:"command"` // that is proposed
}

func runInspect(c *cobra.Command, o *inspectOptions, inputs []string) error {
	if err := o.finish(c.Flags()); err != nil {
		return err
	}
	s := newSession(c, o.output)
	if !s.output.quiet {
		o.in.Images.Progress = newProgress(s.err)
	}
	r, err := inspect.Inputs(s.ctx, inputs, o.in)
	if err != nil {
		return err
	}
	if r.Images+len(r.Skipped) == 0 {
		return fmt.Errorf("%w in %s%s", pipeline.ErrNoImages, strings.Join(inputs, ", "), passedOver(r.Passed))
	}
	command := proposed(c.Flags(), inputs, r.Flags)
	if s.output.json {
		if err := output.WriteJSON(s.out, inspectReport{r, command}); err != nil {
			return err
		}
	} else {
		s.printInspection(r)
		fmt.Fprintf(s.out, "proposed: %s\n", printable(command))
	}
	s.warn(r.Warnings)
	if len(r.Skipped) > 0 {
		return s.skippedFiles(r.Skipped, r.Images)
	}
	return nil
}

// proposed is the command for the inputs: with the flags given, and with those
// that the inspection proposes.
func proposed(flags *pflag.FlagSet, inputs, more []string) string {
	parts := []string{"bandprep run"}
	for _, in := range inputs {
		parts = append(parts, quoted(in))
	}
	flags.Visit(func(f *pflag.Flag) {
		if f.Name == "json" || f.Name == "quiet" || f.Name == "verbose" {
			return
		}
		if list, ok := f.Value.(pflag.SliceValue); ok {
			for _, v := range list.GetSlice() {
				parts = append(parts, "--"+f.Name+" "+quoted(v))
			}
			return
		}
		parts = append(parts, "--"+f.Name+" "+quoted(f.Value.String()))
	})
	return strings.Join(append(parts, more...), " ")
}

// quoted writes a word for a shell.
func quoted(s string) string {
	if s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return !strings.ContainsRune("/._-+:,=@%", r) && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && r < 0x80
	}) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// fewLabels is how many labels are named without --verbose.
const fewLabels = 12

func (s *session) printInspection(r *inspect.Result) {
	p := func(format string, args ...any) { fmt.Fprintln(s.out, printable(fmt.Sprintf(format, args...))) }
	p("%s", words.Count(r.Images, "image", "images"))
	for _, k := range r.Kinds {
		p("  %s: %s, as %s", k.Kind, words.Number(k.Images), k.Example)
	}
	p("bands: %s", words.Few(r.Bands))
	if none := r.Splits[""]; none < r.Images {
		p("splits: %s", counted(r.Splits, len(r.Splits), "without"))
	}
	if len(r.Labels) > 0 {
		few := fewLabels
		if s.output.verbose {
			few = len(r.Labels)
		}
		p("labels: %s: %s", words.Number(len(r.Labels)), counted(r.Labels, few, ""))
	}
	for _, n := range []struct {
		count     int
		what, are string
	}{
		{r.LabelRasters, "label rasters", "images have one"}, {r.Groups, "groups", "distinct"}, {r.Folds, "folds", "distinct"}, {r.Times, "times", "images have one"},
		{r.Stacks, "stacks", "images of several files"}, {r.Alpha, "alpha", "images have such a band"}, {r.Masks, "masks", "images have a file that says which samples are valid"},
		{r.Sidecars, "sidecars", "images have files that belong to them"},
	} {
		if n.count > 0 {
			p("%s: %s %s", n.what, words.Number(n.count), n.are)
		}
	}
	if len(r.Columns) > 0 {
		p("further columns: %s", words.Few(r.Columns))
	}
	if len(r.NoData) > 0 {
		p("nodata: %s", counted(r.NoData, fewLabels, ""))
	}
	if len(r.Systems) > 0 {
		p("coordinate systems: %s", counted(r.Systems, fewLabels, ""))
	}
	for _, l := range r.Lying {
		text := l.Path + ": " + l.What + ", not used"
		switch {
		case l.Matches:
			text += "; it names images: " + l.Flag
		case l.Flag != "":
			text += "; it names none of the images"
		}
		p("%s", text)
	}
	if n := total(r.Passed); n > 0 {
		p("passed over: %s: %s", words.Count(n, "file", "files"), counted(r.Passed, len(r.Passed), ""))
	}
	if len(r.Decisions) > 0 {
		p("decisions:")
	}
	for _, d := range r.Decisions {
		p("  %s", oneLine(d.String()))
	}
}

// counted lists names with their counts, the largest first, at most so many;
// none is what stands for the empty name.
func counted(counts map[string]int, most int, none string) string {
	names := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		if counts[a] != counts[b] {
			return counts[b] - counts[a]
		}
		return strings.Compare(a, b)
	})
	var parts []string
	for _, name := range names[:min(most, len(names))] {
		n := counts[name]
		if name == "" {
			name = none
		}
		parts = append(parts, fmt.Sprintf("%s %s", oneLine(name), words.Number(n)))
	}
	if more := len(names) - len(parts); more > 0 {
		parts = append(parts, fmt.Sprintf("and %s more", words.Number(more)))
	}
	return strings.Join(parts, ", ")
}
