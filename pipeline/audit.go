package pipeline

import (
	"context"

	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/split"
)

// TwoSplits is an item that a table puts into several splits.
type TwoSplits struct {
	ID     string
	Splits []string
}

// Audit looks for leaks in the split that folders, a table or a manifest give.
// With Contradictions of dataset.Table set it also returns the items that a
// table puts into several splits; each counts where it is named first.
func Audit(ctx context.Context, in *Input, o split.Options) (*table.Table, *derive.Audited, []TwoSplits, error) {
	var twice []TwoSplits
	if set := in.Set(); set != nil {
		for _, im := range in.Chosen().All() {
			if s := set.Fact(im).Splits; len(s) > 1 {
				twice = append(twice, TwoSplits{im.ID, s})
			}
		}
	}
	t, err := in.Table(ctx, nil)
	if err != nil {
		return t, nil, nil, err
	}
	a, err := derive.Audit(t, o)
	return t, a, twice, err
}
