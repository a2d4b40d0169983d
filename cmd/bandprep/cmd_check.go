package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/internal/output"
	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/pipeline"
	"github.com/bandprep/bandprep/pipeline/derive"
)

func newCheckCommand() *cobra.Command {
	var o checkOptions
	c := &cobra.Command{
		Use:   "check INPUT…",
		Short: "Damaged, duplicate, mislabelled and empty images",
		Long: `check reads every image and lists what spoils a dataset: damaged files, exact and
near duplicates, duplicates under different labels, images without structure,
constant or saturated bands, odd sizes, nodata that is not declared. It changes
and deletes nothing; -o writes a list of what to leave out, and which copy of
duplicates stays, for --exclude @LIST. Exit status 4 says that something was found.`,
		Example: "  bandprep check scenes",
		Args:    needInputs("input"),
		RunE:    func(c *cobra.Command, args []string) error { return runCheck(c, &o, args) },
	}
	o.add(c.Flags())
	return c
}

type checkOptions struct {
	imageFlags
	reuse reuseFlags
	near  int
	list  outputFile
}

func (o *checkOptions) add(s *pflag.FlagSet) {
	s.IntVar(&o.near, "near", 0, "largest `distance` of perceptual hashes of near duplicates (default: as in split; −1: off)")
	o.list.add(s, "", "list of what to leave out (CSV: path, reason), which --exclude @FILE takes")
	o.reuse.add(s, &o.in.Parts)
	o.imageFlags.add(s)
	for _, name := range []string{"scale", "ddof"} { // nothing of them is shown
		s.MarkHidden(name)
	}
}

// errFound says that a check found something.
var errFound = errors.New("the check found something")

func runCheck(c *cobra.Command, o *checkOptions, inputs []string) error {
	if err := o.finish(c.Flags()); err != nil {
		return err
	}
	dir := ""
	if o.list.name != "" {
		dir = besideFile(o.list.name)
	}
	if err := o.reuse.finish(dir); err != nil {
		return err
	}
	s := newSession(c, o.output)
	if o.list.name != "" {
		if err := s.ready(&o.list); err != nil {
			return err
		}
	}
	in, err := s.openTable(c.Flags(), "near output", &o.imageFlags, inputs)
	if err != nil {
		return err
	}
	t, found, err := pipeline.Check(s.ctx, in, o.near)
	if err != nil {
		return s.failed(t, err)
	}
	defer t.Close()
	if o.list.name != "" {
		list, others := derive.LeaveOut(t, found)
		if others > 0 {
			s.notice(words.Count(others, "finding is", "findings are") + " no reason to leave a file out, and not in " + filepath.ToSlash(o.list.name))
		}
		if err := s.write(&o.list, inputs, in.Set(), writeLeaveOut(list)); err != nil {
			return err
		}
	}
	s.done()
	images := t.Rows.Len() + len(t.Skipped)
	if o.output.json {
		doc := map[string]any{"type": "check", "images": images, "findings": append([]derive.Finding{}, found...), "decisions": append([]decision.Decision{}, t.Decisions...), "warnings": append([]string{}, t.Warnings...)}
		if err := output.WriteJSON(s.out, doc); err != nil {
			return err
		}
	} else {
		s.told(t, nil)
		s.printFindings(found, images)
	}
	if len(found) > 0 {
		return errFound
	}
	return nil
}

// writeLeaveOut writes the list of what to leave out.
func writeLeaveOut(list []derive.Dropped) func(*os.File) error {
	return func(f *os.File) error {
		w := csv.NewWriter(f)
		w.Write([]string{"path", "reason"}) // errors stay until Flush
		for _, d := range list {
			w.Write([]string{d.Path, d.Reason})
		}
		w.Flush()
		return w.Error()
	}
}

// fewItems is how many items of a finding are named without --verbose.
const fewItems = 6

func (s *session) printFindings(found []derive.Finding, images int) {
	fmt.Fprintf(s.out, "%s checked\n", words.Count(images, "image", "images"))
	if len(found) == 0 {
		fmt.Fprintln(s.out, "nothing found")
	}
	counts := make(map[string]int)
	for _, f := range found {
		counts[f.Kind]++
	}
	kind := ""
	for _, f := range found {
		if f.Kind != kind {
			kind = f.Kind
			fmt.Fprintf(s.out, "%s: %d\n", kind, counts[kind])
		}
		names := f.Items
		more := ""
		if n := len(names); n > fewItems && !s.output.verbose {
			names, more = names[:fewItems], fmt.Sprintf(" and %d more", n-fewItems)
		}
		line := f.Text
		if len(names) > 0 {
			line = strings.Join(names, ", ") + more + ": " + line
		}
		fmt.Fprintln(s.out, "  "+oneLine(line))
	}
}
