package pipeline

import (
	"context"
	"fmt"

	"github.com/bandprep/bandprep/fingerprint"
	"github.com/bandprep/bandprep/split"
)

// Audit is what was found in a split that somebody else made.
type Audit struct {
	Set         *Set
	Rows        *Rows
	Report      *split.AuditResult
	Certificate Certificate
}

// AuditImages measures the images and audits the split that their folders or
// a table give.
func AuditImages(ctx context.Context, s *Set, o Options) (*Audit, error) {
	d := &Dataset{Set: s, bands: s.BandNames(), options: o}
	err := MeasureAll(ctx, s, o, func(m Measured) error {
		row := s.row(&m)
		return d.Rows.Add(&row)
	})
	if err != nil {
		return nil, err
	}
	if d.Rows.Len() == 0 {
		return nil, ErrNoImages
	}
	d.Rows.sort()
	return d.Audit(o.Split)
}

// Audit audits the split that the rows have.
func (d *Dataset) Audit(o split.Options) (*Audit, error) {
	placed := false
	items := make([]split.Item, d.Rows.Len())
	for i, r := range d.Rows.All() {
		it, err := splitItem(r)
		if err != nil {
			return nil, err
		}
		it.Time = d.Set.Times[it.ID]
		items[i] = it
		placed = placed || it.Folder != split.None
	}
	if !placed {
		return nil, fmt.Errorf("nothing to audit: no item lies in a split folder (train, valid, test) or has a split in a table")
	}
	o.Orientations = fingerprint.Orientations()
	r, err := split.Audit(items, o)
	if err != nil {
		return nil, err
	}
	d.Split = &split.Result{Certificate: r.Certificate}
	d.options.Split.Seed = o.Seed
	a := &Audit{Set: d.Set, Rows: &d.Rows, Report: r}
	a.Certificate, err = d.certificate()
	return a, err
}
