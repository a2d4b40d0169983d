package input

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/pipeline/measure"
	"github.com/bandprep/bandprep/pipeline/table"
)

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
