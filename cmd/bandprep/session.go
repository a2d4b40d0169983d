package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/pipeline"
)

// session is one run of a command over images.
type session struct {
	ctx    context.Context
	out    io.Writer // results
	err    io.Writer // progress, notices, warnings
	output outputFlags
}

func newSession(c *cobra.Command, o outputFlags) *session {
	return &session{c.Context(), c.OutOrStdout(), c.ErrOrStderr(), o}
}

// inspect finds the images and reads their headers.
func (s *session) inspect(f *imageFlags, inputs []string) (*pipeline.Set, error) {
	if isManifest(inputs) {
		return nil, usageError{fmt.Errorf("%s is a manifest of an earlier run: give the images themselves", inputs[0])}
	}
	if !s.output.quiet {
		f.read.Progress = newProgress(s.err)
	}
	f.find.Peek = pipeline.Peeker(s.ctx, f.read)
	listing, err := dataset.Scan(s.ctx, inputs, f.find)
	if err != nil {
		return nil, err
	}
	set, err := pipeline.Inspect(s.ctx, listing, f.read)
	if err != nil {
		return nil, err
	}
	if listing.Items.Len() == 0 && len(listing.Skipped) == 0 {
		return nil, fmt.Errorf("%w in %s%s", pipeline.ErrNoImages, strings.Join(inputs, ", "), passedOver(listing))
	}
	for _, n := range set.Notices {
		s.notice(n)
	}
	if n := total(listing.Passed); n > 0 && s.output.verbose {
		s.notice("passed over" + passedOver(listing))
	}
	if set.Images.Len() == 0 {
		s.skipped(set)
		return nil, fmt.Errorf("%w: %s skipped", pipeline.ErrNoImages, words.Count(len(set.Skipped), "file was", "files were"))
	}
	return set, nil
}

// apart refuses an output folder that holds images of the set.
func (s *session) apart(dir string, set *pipeline.Set) error {
	return pipeline.Apart(dir, func(yield func(string) bool) {
		for _, im := range set.Images.All() {
			name := im.Path
			if st := im.Stack; st != nil {
				name = st.Paths[0]
			}
			if !yield(name) {
				return
			}
		}
	})
}

func total(counts map[string]int) (n int) {
	for _, c := range counts {
		n += c
	}
	return n
}

func passedOver(l *dataset.Listing) string {
	var parts []string
	for _, kind := range slices.Sorted(maps.Keys(l.Passed)) {
		parts = append(parts, fmt.Sprintf("%d %s", l.Passed[kind], kind))
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

func (s *session) warn(warnings []string) {
	for _, w := range warnings {
		fmt.Fprintln(s.err, "warning: "+printable(w))
	}
}

// fewSkipped is how many skipped files are named without --verbose.
const fewSkipped = 10

// skipped lists what was skipped and returns errSkipped if there was any.
func (s *session) skipped(set *pipeline.Set) error {
	list := pipeline.SkippedFiles(set.Skipped)
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
	return errSkipped
}
