package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/pipeline"
	"github.com/bandprep/bandprep/pipeline/input"
	"github.com/bandprep/bandprep/pipeline/table"
)

// session is one run of a command over images.
type session struct {
	ctx    context.Context
	out    io.Writer // results
	err    io.Writer // progress, notices, warnings
	output outputFlags
	inputs []string
	in     *pipeline.Input // nil until it is open

	unchanged bool // the file that was written last was there already
}

func newSession(c *cobra.Command, o outputFlags) *session {
	return &session{ctx: c.Context(), out: c.OutOrStdout(), err: c.ErrOrStderr(), output: o}
}

// open opens the inputs: images, whose headers are read, or a manifest.
func (s *session) open(f *imageFlags, inputs []string) (*pipeline.Input, error) {
	s.inputs = inputs
	if !s.output.quiet {
		f.in.Images.Progress = newProgress(s.err)
	}
	f.in.Some = f.in.Some || f.where != ""
	in, err := pipeline.Open(s.ctx, inputs, f.in)
	if err != nil {
		return nil, err
	}
	s.in = in
	s.goesOn()
	set := in.Set()
	if set == nil {
		return in, in.Where(f.where)
	}
	if set.Empty() {
		todo := ""
		if slices.ContainsFunc(set.Decisions, func(d decision.Decision) bool { return d.Kind == "foreign" }) {
			todo = ": name one of them to be told what to do"
		}
		return nil, fmt.Errorf("%w in %s%s%s", pipeline.ErrNoImages, strings.Join(inputs, ", "), passedOver(set.Passed()), todo)
	}
	if n := total(set.Passed()); n > 0 && s.output.verbose {
		s.notice("passed over" + passedOver(set.Passed()))
	}
	if set.Images.Len() == 0 {
		t := in.Head()
		s.skipped(t)
		return nil, fmt.Errorf("%w: %s skipped", pipeline.ErrNoImages, words.Count(len(t.Skipped), "file was", "files were"))
	}
	return in, in.Where(f.where)
}

func total(counts map[string]int) (n int) {
	for _, c := range counts {
		n += c
	}
	return n
}

func passedOver(passed map[string]int) string {
	var parts []string
	for _, kind := range slices.Sorted(maps.Keys(passed)) {
		parts = append(parts, fmt.Sprintf("%d %s", passed[kind], kind))
	}
	if parts == nil {
		return ""
	}
	return " (files passed over: " + strings.Join(parts, ", ") + ")"
}

func (s *session) notice(text string) {
	if !s.output.quiet {
		fmt.Fprintln(s.err, printable(text))
	}
}

// fewDecisions is how many decisions are shown without --verbose.
const fewDecisions = 6

// told prints what was decided and warned of, of the table and besides. Of the
// decisions it shows those that left something out or had a rival, the gravest
// first; --verbose shows all.
func (s *session) told(t *table.Table, besides []string) {
	rest := slices.DeleteFunc(slices.Clone(t.Decisions), func(d decision.Decision) bool { return d.Kind == table.UndeclaredNoData }) // a warning
	shown, more := decision.Shown(rest, fewDecisions)
	if s.output.verbose {
		shown, more = rest, 0
		decision.Sort(shown)
	}
	for _, d := range shown {
		s.notice(oneLine(d.String()))
	}
	switch {
	case more > 0 && (len(s.inputs) == 0 || input.IsManifest(s.inputs)):
		s.notice(fmt.Sprintf("%d more: --verbose", more))
	case more > 0:
		text := fmt.Sprintf("%d more: bandprep inspect", more)
		for _, in := range s.inputs {
			text += " " + quoted(in)
		}
		s.notice(text)
	}
	s.warn(t.Cautions())
	s.warn(t.Warnings)
	s.warn(besides)
}

func (s *session) warn(warnings []string) {
	for _, w := range warnings {
		fmt.Fprintln(s.err, "warning: "+printable(w))
	}
}

// fewSkipped is how many skipped files are named without --verbose.
const fewSkipped = 10

// failed lists what was skipped before an error that ends the command.
func (s *session) failed(t *table.Table, err error) error {
	s.skipped(t)
	return s.paused(err)
}

// skipped lists what was skipped and returns errSkipped if that is more than is
// allowed.
func (s *session) skipped(t *table.Table) error {
	if t == nil {
		return nil
	}
	return s.skippedFiles(t.Skipped, t.Rows.Len())
}

// skippedFiles is skipped for a list, beside so many images that could be used.
func (s *session) skippedFiles(list []table.Skipped, images int) error {
	if len(list) == 0 {
		return nil
	}
	fmt.Fprintf(s.err, "skipped %s:\n", words.Count(len(list), "file", "files"))
	for i, f := range list {
		if i == fewSkipped && !s.output.verbose {
			fmt.Fprintf(s.err, "  and %d more (--verbose names all)\n", len(list)-i)
			break
		}
		fmt.Fprintf(s.err, "  %s: %s\n", oneLine(f.Path), oneLine(f.Error))
	}
	return s.output.allowed.status(len(list), images+len(list))
}
