package measure

import (
	"context"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/pipeline/table"
)

// Item measures one item as the images of a plan are seen: a table of one row, of
// one per chip or page where the item holds several, or of none and a skipped
// file. Options say how files are opened; their view counts for nothing. It gives
// the rows that [Table] gives for the set that the plan was made of.
func Item(ctx context.Context, plan *imageset.Plan, it dataset.Item, o imageset.Options, mo Options) (*table.Table, error) {
	l := dataset.NewListing(nil)
	l.Items.Add(it)
	o.Plan = plan
	set, err := imageset.New(ctx, l, o)
	if err != nil {
		return nil, err
	}
	if set.Images.Len() == 0 {
		return NewTable(set), nil
	}
	t, err := Table(ctx, set, set.Images, mo, nil)
	if t != nil && t.Rows.Len() == 0 && err == imageset.ErrNoImages {
		err = nil
	}
	return t, err
}
