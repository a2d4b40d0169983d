package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/bandprep/bandprep/pipeline"
	"github.com/bandprep/bandprep/pipeline/input"
)

// openTable opens the inputs. Flags that a manifest cannot answer are refused
// where they are one: all but those named in fine, separated by blanks, and
// those of every command.
func (s *session) openTable(flags *pflag.FlagSet, fine string, f *imageFlags, inputs []string) (*pipeline.Input, error) {
	if input.IsManifest(inputs) {
		allowed := append(strings.Fields(fine), "overwrite", "memory", "allow-skipped", "ddof", "workers", "strict", "json", "quiet", "verbose", "where")
		var refused error
		flags.Visit(func(g *pflag.Flag) {
			if !slices.Contains(allowed, g.Name) && refused == nil {
				refused = usageError{fmt.Errorf("--%s needs the images: %s is a manifest, which keeps their sums", g.Name, inputs[0])}
			}
		})
		if refused != nil {
			return nil, refused
		}
	}
	in, err := s.open(f, inputs)
	if err != nil || !in.IsManifest() {
		return in, err
	}
	return in, f.asMade(flags, in)
}

// asMade sets the options that constants of a manifest were derived with, where
// flags do not say otherwise.
func (f *imageFlags) asMade(flags *pflag.FlagSet, in *pipeline.Input) error {
	d, err := in.Made()
	if err != nil {
		return err
	}
	if !flags.Changed("ddof") {
		f.derive.DDOF = d.DDOF
	}
	if !flags.Changed("scale") {
		f.derive.Scale = d.Scale
	}
	return nil
}
