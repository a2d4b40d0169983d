package main

import (
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/internal/output"
	"github.com/bandprep/bandprep/pipeline"
	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/pipeline/input"
)

// outputFile is the file that a command writes.
type outputFile struct {
	name      string
	overwrite bool
}

func (o *outputFile) add(s *pflag.FlagSet, name, what string) {
	s.StringVarP(&o.name, "output", "o", name, "`file` for the "+what)
	s.BoolVar(&o.overwrite, "overwrite", false, "replace an earlier result")
}

// ready refuses, before the work, a file that cannot be written.
func (s *session) ready(o *outputFile) error {
	if err := output.Writable(o.name); err != nil {
		return err
	}
	if info, err := os.Stat(o.name); err == nil && info.Mode().IsRegular() && !o.overwrite {
		s.keeps(o.name)
	}
	return nil
}

// keeps says, before the work, that an earlier result stays.
func (s *session) keeps(name string) {
	s.notice(filepath.ToSlash(name) + " is there: it is replaced only with --overwrite, and stays where the result is equal")
}

// write writes the file. It is none of the inputs, nor a file of the set.
func (s *session) write(o *outputFile, inputs []string, set *imageset.Set, write func(*os.File) error) error {
	if err := output.NoInput(o.name, inputFiles(inputs, set)); err != nil {
		return err
	}
	before, missing := os.Stat(o.name)
	if err := output.WriteFile(o.name, o.overwrite, write); err != nil {
		return err
	}
	after, err := os.Stat(o.name)
	s.unchanged = missing == nil && err == nil && before.Mode().IsRegular() && os.SameFile(before, after)
	return nil
}

// wrote says where the result is.
func (s *session) wrote(name string) {
	if s.unchanged {
		fmt.Fprintf(s.out, "nothing to do: %s holds the same\n", filepath.ToSlash(name))
	} else {
		fmt.Fprintf(s.out, "wrote %s\n", filepath.ToSlash(name))
	}
}

// manifestFile returns what writes a manifest into a file of that name: Parquet
// by its ending, else Arrow.
func manifestFile(name string, d *derive.Dataset) func(*os.File) error {
	return func(f *os.File) error {
		if isParquet(name) {
			return pipeline.WriteParquet(f, d)
		}
		return pipeline.WriteManifest(f, d)
	}
}

func isParquet(name string) bool { return strings.EqualFold(filepath.Ext(name), ".parquet") }

// apart refuses an output folder that holds an input manifest, or images of the
// set, if there is one.
func (s *session) apart(dir string, inputs []string, set *imageset.Set) error {
	if input.IsManifest(inputs) {
		return output.Apart(dir, func(yield func(string) bool) { yield(manifestIn(inputs[0])) })
	}
	return output.Apart(dir, imageFiles(set))
}

// manifestIn returns the manifest that an input is, or holds.
func manifestIn(input string) string {
	if info, err := os.Stat(input); err == nil && info.IsDir() {
		return filepath.Join(input, dataset.ManifestName)
	}
	return input
}

// inputFiles yields the files that are read: tables, lists, manifests, images.
func inputFiles(inputs []string, set *imageset.Set) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, name := range inputs {
			if !yield(manifestIn(strings.TrimPrefix(name, "@"))) {
				return
			}
		}
		for name := range imageFiles(set) {
			if !yield(name) {
				return
			}
		}
	}
}

// imageFiles yields the files of a set, which may be nil.
func imageFiles(set *imageset.Set) iter.Seq[string] {
	return func(yield func(string) bool) {
		if set == nil {
			return
		}
		for _, im := range set.Images.All() {
			names := []string{im.Path}
			if im.Stack != nil {
				names = im.Stack.Paths
			}
			for _, name := range names {
				if !yield(name) {
					return
				}
			}
		}
	}
}
