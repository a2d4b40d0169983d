package shards

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/pipeline/measure"
	"github.com/bandprep/bandprep/pipeline/table"
)

// Measure measures the images of shard i. Images that cannot be read, or whose
// headers are not those that the plan was made of, are skipped, or end it where
// the options are strict.
func (p *Plan) Measure(ctx context.Context, i int, o imageset.Options, mo measure.Options) (known Records, skipped []table.Skipped, err error) {
	known, rows := make(Records), p.Rows(i)
	if rows.Rows.Len() == 0 {
		return known, nil, nil
	}
	o.Plan, mo.Known = &p.How, known
	set, err := imageset.OfTable(ctx, rows, o)
	if err != nil {
		return nil, nil, err
	}
	gone := make(map[string]bool) // paths that were skipped
	skip := func(path string, err error) error {
		if o.Strict {
			return fmt.Errorf("%s: %w", path, err)
		}
		s := measure.Skipped(path, err)
		gone[s.Path], skipped = true, append(skipped, s)
		return nil
	}
	for _, s := range set.Skipped {
		if err := skip(s.Path, s.Err); err != nil {
			return nil, nil, err
		}
	}
	planned := make(map[string]*table.Row, rows.Rows.Len())
	for _, r := range rows.Rows.All() {
		planned[r.ID] = r
	}
	images := set.Images.Empty()
	for _, im := range set.Images.All() {
		r := planned[im.ID]
		delete(planned, im.ID)
		if r != nil && r.Bytes == im.Bytes && r.Width == im.Width && r.Height == im.Height {
			images.Append(im)
		} else if err := skip(im.Path, errChanged); err != nil {
			return nil, nil, err
		}
	}
	for _, r := range rows.Rows.All() {
		if planned[r.ID] == nil {
			continue
		}
		if path := rows.Locate(r); !gone[path] {
			if err := skip(path, errChanged); err != nil {
				return nil, nil, err
			}
		}
	}
	for m, err := range measure.Images(ctx, set, images, mo) {
		if err == nil && m.Err != nil {
			for _, im := range images.All() { // chips of it that were read before
				if im.Path == m.Image.Path && im.Member == m.Image.Member && im.Page == m.Image.Page {
					delete(known, im.ID)
				}
			}
			err = skip(m.Image.Path, m.Err)
		}
		if err != nil {
			return nil, nil, err
		}
	}
	slices.SortStableFunc(skipped, func(a, b table.Skipped) int { return strings.Compare(a.Path, b.Path) })
	return known, skipped, nil
}

var errChanged = errors.New("it changed after the plan was made: make another plan, or put back what it was")
