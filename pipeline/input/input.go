// Package input opens the inputs of a user as a source of one table: images whose
// headers are read, or a manifest. Items of it are chosen before they are measured,
// and their pixels are found again afterwards.
package input

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/manifest"
	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/pipeline/grades"
	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/pipeline/measure"
	"github.com/bandprep/bandprep/pipeline/parts"
	"github.com/bandprep/bandprep/pipeline/table"
)

// Options say which images count and how they are read and measured.
type Options struct {
	Find    dataset.Options
	Images  imageset.Options
	Measure measure.Options
	// Some says that not all images are going to be measured, so that none is
	// measured while headers are read.
	Some bool
	// NoGrades leaves grades, marks and labels as the images or the manifest
	// have them: the log of grades is not read.
	NoGrades bool
	Parts    parts.Options // what is kept of measured images, and what is taken over
}

// Input is a source of a table: images, or a manifest.
type Input struct {
	o     Options
	names []string
	table *table.Table  // of a manifest
	set   *imageset.Set // of images; of a manifest once its pixels are needed
	chose imageset.Images
	known *parts.Store // nil: nothing is kept or taken over

	planned *table.Table // rows of a plan, of which set are the images; nil where there is none
}

// Open opens the inputs: one manifest, or a folder that holds one, or images.
func Open(ctx context.Context, names []string, o Options) (*Input, error) {
	in := &Input{o: o, names: names}
	if IsManifest(names) {
		f, err := OpenManifest(names[0])
		if err != nil {
			return nil, err
		}
		defer f.Close()
		if in.table, err = table.Read(f); err != nil {
			return nil, err
		}
		if in.table.Documents[manifest.KeyPlan] != "" {
			return nil, fmt.Errorf("%s is a plan, whose images are not measured yet: bandprep run --plan does, and bandprep merge joins the parts", names[0])
		}
		in.table.Files = table.NewLocator(homeOf(names[0]))
		return in, in.grade(in.table)
	}
	done, err := imageset.AppliedBeside(names)
	if err != nil {
		return nil, err
	}
	if done != nil {
		in.o.Images.View.Chain, in.o.Images.View.Normalized = done.Steps, done.Normalized
	}
	in.o.Images.NoGroups, in.o.Images.BandFiles = o.Find.GroupFrom == dataset.NoGroups, o.Find.Stack == dataset.NoStack
	in.o.Find.Peek = imageset.Peeker(ctx, &in.o.Images)
	listing, err := dataset.Scan(ctx, names, in.o.Find)
	if err != nil {
		return nil, err
	}
	in.o.Parts.Version = derive.ProgramVersion + " " + o.Parts.Version
	if in.known, err = parts.Open(ctx, listing, &in.o.Images, in.o.Parts); err != nil {
		return nil, err
	}
	in.o.Measure.Known = in.known.Known()
	if !o.Some {
		in.o.Images.Prefetch = measure.Prefetch(&in.o.Images.View, in.o.Measure)
	}
	if in.set, err = imageset.New(ctx, listing, in.o.Images); err != nil {
		return nil, err
	}
	in.chose = in.set.Images
	return in, nil
}

// homeOf returns the folder in which a manifest lies.
func homeOf(name string) string {
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		return name
	}
	return filepath.Dir(name)
}

// IsManifest reports whether the inputs are one manifest, in any of its forms,
// or a folder that holds one.
func IsManifest(names []string) bool {
	return len(names) == 1 && manifest.Find(names[0], dataset.ManifestName) != ""
}

// OpenManifest opens a manifest, or the one in a folder.
func OpenManifest(name string) (*manifest.File, error) {
	if found := manifest.Find(name, dataset.ManifestName); found != "" {
		name = found
	} else if info, err := os.Stat(name); err == nil && info.IsDir() {
		return nil, fmt.Errorf("%s holds no %s", name, dataset.ManifestName)
	}
	return manifest.Open(name)
}

// IsManifest reports whether the input is a manifest.
func (in *Input) IsManifest() bool { return in.table != nil }

// Parts returns what is kept of measured images, or nil.
func (in *Input) Parts() *parts.Store { return in.known }

// Set returns the images whose headers were read, or nil for a manifest.
func (in *Input) Set() *imageset.Set {
	if in.table != nil {
		return nil
	}
	return in.set
}

// Head returns the table without its rows: what is known before images are
// measured.
func (in *Input) Head() *table.Table {
	if in.table != nil {
		return in.table
	}
	if in.planned != nil {
		return in.head()
	}
	return measure.NewTable(in.set)
}

// KeepDistributions says whether measuring keeps how the samples of each image are
// distributed.
func (in *Input) KeepDistributions(keep bool) { in.o.Measure.Distribution = keep }

// Known returns what second passes over the images of the input added up before,
// or nil.
func (in *Input) Known() measure.Sums {
	if in.o.Measure.Known == nil {
		return nil
	}
	return in.o.Measure.Known
}

// Afresh makes measuring read every image in the order chosen, whatever is known.
func (in *Input) Afresh() { in.o.Measure.Known = nil }

// Chosen returns the images that count; of a manifest, none.
func (in *Input) Chosen() imageset.Images { return in.chose }

// Choose leaves only some of the images, in their order.
func (in *Input) Choose(images imageset.Images) { in.chose = images }

// Len returns the number of items.
func (in *Input) Len() int {
	if in.table != nil {
		return in.table.Rows.Len()
	}
	return in.chose.Len()
}

// Table measures the images, or returns the table of the manifest. Visit, where
// not nil, sees the rows of images while they are measured.
func (in *Input) Table(ctx context.Context, visit func(*table.Row, *measure.Measured) error) (*table.Table, error) {
	if in.table != nil {
		return in.table, nil
	}
	if in.chose.Len() == 0 {
		return in.Head(), imageset.ErrNoImages
	}
	t, err := measure.Table(ctx, in.set, in.chose, in.o.Measure, visit)
	if err == nil && in.planned != nil {
		t, err = in.complete(t)
	}
	if err == nil {
		err = in.grade(t)
	}
	return t, err
}

// Grades returns the name of the log of grades of the inputs: beside a manifest,
// for images in the current folder.
func Grades(names []string) string {
	if !IsManifest(names) {
		return grades.Name(names, "")
	}
	name := names[0]
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		name = filepath.Join(name, dataset.ManifestName)
	}
	return grades.Name(nil, name)
}

// grade gives the rows of a table what people said of them.
func (in *Input) grade(t *table.Table) error {
	if in.o.NoGrades {
		return nil
	}
	name := Grades(in.names)
	h, err := grades.Read(name)
	if err == nil {
		h.Apply(t, name)
	}
	return err
}

// Made returns the options that the constants of a manifest were derived with.
func (in *Input) Made() (derive.Options, error) {
	d, err := derive.Load(in.table)
	if err != nil {
		return derive.Options{}, err
	}
	return d.Options(), nil
}
