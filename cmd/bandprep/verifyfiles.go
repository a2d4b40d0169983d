package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/internal/output"
	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/pipeline/files"
	"github.com/bandprep/bandprep/pipeline/imageset"
)

// runVerifyFiles compares the files of a manifest with its rows.
func runVerifyFiles(c *cobra.Command, o *verifyOptions, inputs []string) error {
	if len(inputs) != 1 || o.mean != nil || o.std != nil || o.preset != "" {
		return usageError{errors.New("--files compares the files of one manifest, and takes no constants")}
	}
	if err := needManifest(inputs[0]); err != nil {
		return err
	}
	var wrong error
	c.Flags().Visit(func(f *pflag.Flag) {
		switch f.Name {
		case "files", "include", "exclude", "where", "workers", "json", "quiet", "verbose", "memory":
		default:
			wrong = usageError{fmt.Errorf("--%s does not go with --files", f.Name)}
		}
	})
	if wrong != nil {
		return wrong
	}
	if err := o.finish(c.Flags()); err != nil {
		return err
	}
	s := newSession(c, o.output)
	in, err := s.open(&o.imageFlags, inputs)
	if err != nil {
		return err
	}
	scan := func(roots []string) (*dataset.Listing, error) {
		find := o.in.Find
		find.Peek = imageset.Peeker(s.ctx, &o.in.Images)
		return dataset.Scan(s.ctx, roots, find)
	}
	if o.where != "" { // rows that do not count are not new
		scan = nil
	}
	r, err := files.Compare(s.ctx, in.Head(), o.in.Images.Workers, scan)
	if err != nil {
		return err
	}
	if o.output.json {
		err = output.WriteJSON(s.out, r)
	} else {
		s.printFiles(r)
	}
	if err == nil && r.Found() {
		err = errFound
	}
	return err
}

func (s *session) printFiles(r *files.Report) {
	fmt.Fprintf(s.out, "%s: %s with equal contents", words.Count(r.Items, "item", "items"), words.Number(r.Same))
	if r.SameSize > 0 {
		fmt.Fprintf(s.out, ", %s of equal size, whose contents the manifest does not know", words.Number(r.SameSize))
	}
	fmt.Fprintf(s.out, ", %s changed, %s missing, %s new\n", words.Number(len(r.Changed)), words.Number(len(r.Missing)), words.Number(len(r.New)))
	printChanges(s.out, "changed", r.Changed, s.output.verbose)
	printChanges(s.out, "missing", r.Missing, s.output.verbose)
	list := make([]files.Change, len(r.New))
	for i, name := range r.New {
		list[i].Path = name
	}
	printChanges(s.out, "new", list, s.output.verbose)
	if r.NotLooked != "" {
		s.warn([]string{"new images were not looked for: " + r.NotLooked})
	}
}

// printChanges lists files; without --verbose only the first ten.
func printChanges(w io.Writer, word string, list []files.Change, all bool) {
	for i, f := range list {
		if i == fewSkipped && !all {
			fmt.Fprintf(w, "%s: %d more (--verbose names all)\n", word, len(list)-i)
			return
		}
		name, why := f.ID, ": "+f.Why
		if name == "" {
			name = f.Path
		}
		if f.Why == "" {
			why = ""
		}
		fmt.Fprintf(w, "%s: %s%s\n", word, oneLine(name), oneLine(why))
	}
}
