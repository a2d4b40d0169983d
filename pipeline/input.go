package pipeline

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/manifest"
	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/pipeline/grades"
	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/pipeline/measure"
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
}

// Input is a source of a table: images, or a manifest.
type Input struct {
	o     Options
	names []string
	table *table.Table  // of a manifest
	set   *imageset.Set // of images; of a manifest once its pixels are needed
	chose imageset.Images
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
		return in, in.grade(in.table)
	}
	in.o.Images.NoGroups, in.o.Images.BandFiles = o.Find.GroupFrom == dataset.NoGroups, o.Find.Stack == dataset.NoStack
	in.o.Find.Peek = imageset.Peeker(ctx, &in.o.Images)
	listing, err := dataset.Scan(ctx, names, in.o.Find)
	if err != nil {
		return nil, err
	}
	if !o.Some {
		in.o.Images.Prefetch = measure.Prefetch(&in.o.Images.View, o.Measure)
	}
	if in.set, err = imageset.New(ctx, listing, in.o.Images); err != nil {
		return nil, err
	}
	in.chose = in.set.Images
	return in, nil
}

// IsManifest reports whether the inputs are one manifest, or a folder that
// holds one.
func IsManifest(names []string) bool {
	if len(names) != 1 {
		return false
	}
	info, err := os.Stat(names[0])
	if err != nil || !info.IsDir() {
		return err == nil && filepath.Ext(names[0]) == filepath.Ext(dataset.ManifestName)
	}
	_, err = os.Stat(filepath.Join(names[0], dataset.ManifestName))
	return err == nil
}

// OpenManifest opens a manifest, or the one in a folder.
func OpenManifest(name string) (*manifest.File, error) {
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		folder := name
		name = filepath.Join(folder, dataset.ManifestName)
		if _, err := os.Stat(name); err != nil {
			return nil, fmt.Errorf("%s holds no %s", folder, dataset.ManifestName)
		}
	}
	return manifest.Open(name)
}

// IsManifest reports whether the input is a manifest.
func (in *Input) IsManifest() bool { return in.table != nil }

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
	return measure.NewTable(in.set)
}

// Select leaves only the items of a split and of a label; "" and the split "all"
// leave all.
func (in *Input) Select(split, label string) error {
	switch split {
	case "all":
		split = ""
	case "val":
		split = "valid"
	}
	wanted := func(s, l string) bool { return (split == "" || s == split) && (label == "" || l == label) }
	n := 0
	if in.table != nil {
		in.table = in.table.Where(func(i int) bool {
			return split+label == "" || wanted(in.table.Rows.Split(i), in.table.Rows.At(i).Label)
		})
		n = in.table.Rows.Len()
	} else {
		in.chose = in.chose.Where(func(im *imageset.Image) bool { return wanted(im.Split, im.Label) })
		n = in.chose.Len()
	}
	switch {
	case n > 0:
		return nil
	case split == "":
		return fmt.Errorf("no item has the label %q", label)
	case label == "":
		return fmt.Errorf("no item is in split %q", split)
	}
	return fmt.Errorf("no item of split %q has the label %q", split, label)
}

// Where leaves only the items for which a condition holds, which is in the words
// of [table.Condition]; "" leaves all.
func (in *Input) Where(condition string) error {
	if condition == "" {
		return nil
	}
	c, err := table.NewCondition(condition, in.Head().Columns)
	if err != nil {
		return fmt.Errorf("--where: %w", err)
	}
	n := 0
	if in.table != nil {
		if in.table, err = in.table.Fulfilling(c); err != nil {
			return fmt.Errorf("--where: %w", err)
		}
		n = in.table.Rows.Len()
	} else {
		if name := c.Measured(); name != "" {
			return fmt.Errorf("--where: %s is known once images are measured: make a manifest first, with split or run, and name that", name)
		}
		var failed error
		in.chose = in.chose.Where(func(im *imageset.Image) bool {
			r := measure.Unmeasured(in.set, im)
			ok, err := c.Holds(&r)
			failed = errors.Join(failed, err)
			return ok
		})
		if failed != nil {
			return fmt.Errorf("--where: %w", failed)
		}
		n = in.chose.Len()
	}
	if n == 0 {
		return fmt.Errorf("--where %s holds for no item", condition)
	}
	return nil
}

// Agree returns an error where options for a split contradict what is known
// before images are measured.
func (in *Input) Agree(o *derive.Options) error {
	if in.table != nil {
		return o.Agree(in.table)
	}
	t := measure.NewTable(in.set)
	if o.Where == (derive.Conditions{}) && t.GivenBy != table.GivenByTable {
		return nil
	}
	for _, im := range in.chose.All() {
		r := measure.Unmeasured(in.set, im)
		if err := t.Rows.Add(&r); err != nil {
			return err
		}
	}
	return o.Agree(t)
}

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
		return measure.NewTable(in.set), imageset.ErrNoImages
	}
	t, err := measure.Table(ctx, in.set, in.chose, in.o.Measure, visit)
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

// Reopen makes a manifest an input of images: its files are opened, seen as
// change makes of the view that they were measured with, and measured anew. It
// does nothing where images were given.
func (in *Input) Reopen(ctx context.Context, change func(*table.View)) error {
	if in.table == nil {
		return nil
	}
	t := *in.table
	change(&t.View)
	if err := t.View.Validate(); err != nil {
		return err
	}
	set, err := open(ctx, &t, in.o.Images)
	if err != nil {
		return err
	}
	in.table, in.set, in.chose = nil, set, set.Images
	return nil
}

// Images returns the images of the input; of a manifest, the files of its rows
// are opened.
func (in *Input) Images(ctx context.Context) (*imageset.Set, error) {
	if in.table == nil {
		return in.set.With(in.chose), nil
	}
	return open(ctx, in.table, in.o.Images)
}

// ImagesOf opens the images of some rows of a table, which is that of the input,
// for what needs their pixels.
func (in *Input) ImagesOf(ctx context.Context, t *table.Table, keep func(i int) bool) (*imageset.Set, imageset.Images, error) {
	some := t.Where(func(i int) bool { return keep == nil || keep(i) })
	if in.set == nil || in.table != nil {
		set, err := open(ctx, some, in.o.Images)
		if err != nil {
			return nil, imageset.Images{}, err
		}
		return set, set.Images, nil
	}
	ids := make([]string, some.Rows.Len())
	for i := range ids {
		ids[i] = some.Rows.ID(i)
	}
	return in.set, in.chose.Where(func(im *imageset.Image) bool {
		_, found := slices.BinarySearch(ids, im.ID)
		return found
	}), nil
}

// open opens the files of all rows.
func open(ctx context.Context, t *table.Table, o imageset.Options) (*imageset.Set, error) {
	set, err := imageset.OfTable(ctx, t, o)
	if err != nil {
		return nil, err
	}
	if missing := t.Rows.Len() - set.Images.Len(); missing > 0 || len(set.Skipped) > 0 {
		first := errors.New("they hold other images now")
		if len(set.Skipped) > 0 {
			s := measure.Skipped(set.Skipped[0].Path, set.Skipped[0].Err)
			first = fmt.Errorf("%s: %s", s.Path, s.Error)
		}
		return nil, fmt.Errorf("this needs pixels, and %s of the manifest cannot be read: %w", words.Count(max(missing, 1), "image", "images"), first)
	}
	return set, nil
}

// Made returns the options that the constants of a manifest were derived with.
func (in *Input) Made() (derive.Options, error) {
	d, err := derive.Load(in.table)
	if err != nil {
		return derive.Options{}, err
	}
	return d.Options(), nil
}
