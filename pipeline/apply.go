package pipeline

import (
	"context"
	"fmt"

	"github.com/bandprep/bandprep/pipeline/apply"
	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/pipeline/measure"
	"github.com/bandprep/bandprep/split"
	"github.com/bandprep/bandprep/transforms"
)

// Ready is a dataset of images that were written.
type Ready struct {
	*derive.Dataset
	Applied *apply.Applied
	Left    int // items without a split, which were left out
}

// Apply writes the images of d that have a split below dir, changed by the
// chain, and then measures what it wrote: the folder gets a manifest and
// constants of its own. Set holds the images of d. An interrupted run goes on
// where it was; outputs of another chain or another manifest are refused unless
// overwrite is set.
func Apply(ctx context.Context, d *derive.Dataset, set *imageset.Set, dir string, a apply.Options, overwrite bool) (r *Ready, err error) {
	folder, err := apply.Begin(dir, d.Table, d.Normalization.Digest, &a, overwrite)
	if err != nil {
		return nil, err
	}
	r = &Ready{Applied: new(apply.Applied)}
	defer func() { folder.Close(r.Applied) }()
	a.Resume, a.Overwrite = folder.Resumes(), overwrite
	a.Table = d.Table
	some := set.With(set.Images.Where(func(im *Image) bool { return im.Split != "" }))
	r.Left = set.Images.Len() - some.Images.Len()
	if r.Applied, err = apply.Apply(ctx, some, dir, a); err != nil {
		return r, err
	}
	_, t, err := apply.Measure(ctx, dir, r.Applied, &a, set.Options())
	if err != nil {
		return r, fmt.Errorf("measuring what was written: %w", err)
	}
	t.Skipped = append(t.Skipped, r.Applied.Skipped...)
	for _, s := range set.Skipped {
		t.Skipped = append(t.Skipped, measure.Skipped(s.Path, s.Err))
	}
	t.SortSkipped()
	t.Decisions = append(t.Decisions, r.Applied.Decisions()...)
	o := derive.Options{DDOF: d.Options().DDOF, Split: split.Options{By: split.Folder}}
	if r.Dataset, err = derive.Split(t, o); err != nil {
		return r, fmt.Errorf("measuring what was written: %w", err)
	}
	r.Normalization.NoteImageNet(t)
	return r, Write(folder.Folder, r.Dataset)
}

// TrainPercentile returns what finds percentiles of every band over the images
// of train in set, which are read once.
func TrainPercentile(ctx context.Context, set *imageset.Set, lost measure.Lost) func(p float64) ([]float64, error) {
	var values func(p float64) []float64
	return func(p float64) ([]float64, error) {
		if values == nil {
			train := set.Images.Where(func(im *Image) bool { return im.Split == "train" })
			d, err := measure.Distribution(ctx, set, train, nil, lost)
			if err != nil {
				return nil, err
			}
			values = d.PercentilePerBand
		}
		return values(p), nil
	}
}

// Chain is what happens to images, step by step.
type Chain = transforms.Chain
