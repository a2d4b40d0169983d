package pipeline

import (
	"context"
	"strconv"

	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/pipeline/measure"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/stats"
)

// ErrNoImages says that no image of the input could be read.
var ErrNoImages = imageset.ErrNoImages

// Image is an item whose header was read.
type Image = imageset.Image

// StatsOptions say which statistics are wanted.
type StatsOptions struct {
	derive.Options
	Per      string // "label", "split", "group", "fold", or "class" of a mask; "": all items together
	Sampling derive.Sampling
}

// Stats adds up the items of the input, part by part. Parts come back sorted by
// name, with warnings besides those of the table.
func Stats(ctx context.Context, in *Input, o StatsOptions) (*table.Table, []*derive.Part, []string, error) {
	switch {
	case o.Per == "class":
		return classes(ctx, in, o)
	case o.Sampling.Samples():
		return sampled(ctx, in, o)
	}
	key := derive.Keys[o.Per]
	by := make(map[string]*table.Distribution)
	name := func(r *table.Row) string {
		if key == nil {
			return "all"
		}
		return key(r)
	}
	add := func(name string, one *table.Distribution, bands int) {
		if by[name] == nil {
			by[name] = new(table.Distribution)
		}
		by[name].Add(one, bands)
	}
	wanted := len(o.Percentiles) > 0
	in.KeepDistributions(wanted)
	bands := len(in.Head().Bands)
	t, err := in.Table(ctx, func(r *table.Row, m *measure.Measured) error {
		if wanted {
			add(name(r), &m.Distribution, bands)
		}
		return nil
	})
	if err != nil {
		return t, nil, nil, err
	}
	if wanted && in.IsManifest() {
		names := make(map[string]string)
		for _, r := range t.Rows.All() {
			names[r.ID] = name(r)
		}
		set, images, err := in.ImagesOf(ctx, t, nil)
		if err != nil {
			return t, nil, nil, err
		}
		err = measure.Distributions(ctx, set, images, t.Skip, func(im *Image, one *table.Distribution) { add(names[im.ID], one, bands) })
		if err != nil {
			return t, nil, nil, err
		}
	}
	parts, warnings, err := derive.Stats(t, key, o.Options)
	for _, p := range parts {
		if d := by[p.Name]; d != nil {
			p.Distribution = *d
		}
	}
	return t, parts, warnings, err
}

// sampled measures images that are drawn at random, until there are enough, or
// draws rows of a manifest in the same way.
func sampled(ctx context.Context, in *Input, o StatsOptions) (*table.Table, []*derive.Part, []string, error) {
	population := in.Len()
	var visit func(*table.Row, *measure.Measured) error
	if !in.IsManifest() {
		images := in.Chosen()
		order := derive.Drawn(population, func(i int) string { return images.At(i).ID }, o.Sampling.Seed)
		if o.Sampling.Items > 0 {
			in.Choose(images.Pick(order[:min(o.Sampling.Items, population)]).Sorted())
		} else {
			in.Choose(images.Pick(order))
			in.Afresh() // when there are enough depends on the order
			sampler := derive.NewSampler(o.Sampling, population)
			visit = func(r *table.Row, _ *measure.Measured) error {
				m := r.Moments()
				done, err := sampler.Add(&m)
				if done {
					return measure.ErrEnough
				}
				return err
			}
		}
	}
	t, err := in.Table(ctx, visit)
	if err != nil {
		return t, nil, nil, err
	}
	part, warnings, err := derive.Sample(t, o.Sampling, population, o.Options)
	return t, []*derive.Part{part}, warnings, err
}

// classes adds up the pixels of each class of the masks.
func classes(ctx context.Context, in *Input, o StatsOptions) (*table.Table, []*derive.Part, []string, error) {
	set, images := in.Set(), in.Chosen()
	t := measure.NewTable(set)
	var parts derive.Parts
	for m, err := range measure.Classes(ctx, set, images) {
		if err != nil {
			return t, nil, nil, err
		}
		if m.Err != nil {
			if set.Options().Strict {
				return t, nil, nil, m.Err
			}
			t.Skipped = append(t.Skipped, measure.Skipped(m.Image.Path, m.Err))
			continue
		}
		for _, c := range m.Classes {
			moments := c.Moments
			if set.Layouts[m.Image.Layout].Grey {
				moments = moments.GreyToRGB()
			}
			if err := parts.Add(t, strconv.FormatFloat(c.Class, 'g', -1, 64), m.Image.ID, moments, o.Options); err != nil {
				return t, nil, nil, err
			}
		}
	}
	t.SortSkipped()
	list := parts.List()
	if len(list) == 0 {
		return t, nil, nil, ErrNoImages
	}
	return t, list, derive.Warnings(list), nil
}

// Batches tells how far the constants of single batches of items scatter, per
// band.
func Batches(ctx context.Context, in *Input, batch, repeat int, seed uint64) (*table.Table, []stats.BatchSpread, error) {
	t, err := in.Table(ctx, nil)
	if err != nil {
		return t, nil, err
	}
	scatter, err := derive.Batches(t, batch, repeat, seed)
	return t, scatter, err
}
