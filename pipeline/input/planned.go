package input

import (
	"context"
	"fmt"
	"slices"

	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/pipeline/measure"
	"github.com/bandprep/bandprep/pipeline/table"
)

// Planned makes an input of images out of rows of a plan, of inputs of those names:
// their headers are read, nothing is listed, and all else that rows say stays as it
// is. Known is what was measured of them, of each something. A file that cannot be
// opened any more is an error.
func Planned(ctx context.Context, names []string, t *table.Table, how *imageset.Plan, known measure.Known, o Options) (*Input, error) {
	in := &Input{o: o, names: names, planned: t}
	in.o.Measure.Known, in.o.Images.Plan = known, how
	var err error
	if in.set, err = imageset.OfTable(ctx, t, in.o.Images); err != nil {
		return nil, err
	}
	if len(in.set.Skipped) > 0 {
		s := measure.Skipped(in.set.Skipped[0].Path, in.set.Skipped[0].Err)
		return nil, fmt.Errorf("%s was measured, and cannot be opened any more: %s", s.Path, s.Error)
	}
	if n := t.Rows.Len() - in.set.Images.Len(); n != 0 {
		return nil, fmt.Errorf("%s of the plan are not in their files any more", words.Count(n, "image", "images"))
	}
	in.chose = in.set.Images
	return in, nil
}

// complete returns the rows of the plan that were measured, with what was measured,
// and says of all of them what the plan and the pass said.
func (in *Input) complete(measured *table.Table) (*table.Table, error) {
	defer measured.Close()
	t := in.head()
	t.Skipped = append(slices.Clone(t.Skipped), measured.Skipped...)
	t.SortSkipped()
	t.Decisions = append(slices.Clone(t.Decisions), measured.Decisions[len(in.set.Decisions):]...)
	for _, w := range measured.Warnings[len(in.set.Warnings):] {
		t.Warn(w)
	}
	at := 0
	for _, m := range measured.Rows.All() {
		for at < in.planned.Rows.Len() && in.planned.Rows.ID(at) < m.ID {
			at++
		}
		if at == in.planned.Rows.Len() || in.planned.Rows.ID(at) != m.ID {
			return nil, fmt.Errorf("%s is not in the plan", m.ID)
		}
		r := in.planned.Rows.At(at)
		moments := m.Moments()
		r.SetMoments(&moments)
		r.ContentHash, r.PHash, r.Picture, r.Histogram, r.ClassPixels = m.ContentHash, m.PHash, m.Picture, m.Histogram, m.ClassPixels
		if err := t.Rows.Add(r); err != nil {
			return nil, err
		}
	}
	t.Rows.Sort()
	return t, nil
}

// head returns the table of the plan without rows.
func (in *Input) head() *table.Table {
	t := &table.Table{Meta: in.planned.Meta, Skipped: in.planned.Skipped, Warnings: slices.Clone(in.planned.Warnings), Decisions: in.planned.Decisions}
	t.Files = nil // as of images
	return t
}
