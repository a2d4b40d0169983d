package imageset

import (
	"context"
	"slices"
	"strings"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/manifest"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/raster"
)

// OfTable opens the files of the rows of a table, seen as they were when they
// were measured. Files that cannot be opened are in Skipped.
func OfTable(ctx context.Context, t *table.Table, o Options) (*Set, error) {
	o.View = t.View
	o.Prefetch = nil
	o.settled, o.NoGroups, o.BandFiles = true, true, true
	s, err := New(ctx, Listing(t), o)
	if err != nil {
		return nil, err
	}
	return s.Named(t.Bands), nil
}

// Listing returns the items of the rows of a table, in the order of their ids,
// with their files where they lie now.
func Listing(t *table.Table) *dataset.Listing {
	l := dataset.NewListing(slices.Clone(t.Roots))
	sidecars := slices.IndexFunc(t.Columns, func(c manifest.Column) bool { return c.Name == SidecarColumn && c.Type == manifest.Text })
	for i, r := range t.Rows.All() {
		it := dataset.Item{ID: r.ID, Label: r.Label, Group: r.Group, Split: r.Split}
		l.SetPath(&it, t.Locate(r))
		if r.Files != nil {
			it.Stack = productStack(&t.View, t.LocateFiles(r))
		}
		if r.Member != "" {
			l.InArchive(&it, r.Member)
		}
		if r.Page != nil {
			it.Page, it.Paged = *r.Page, true
		}
		if w := r.Window; w != nil {
			it.Window = raster.Window{X: int(w[0]), Y: int(w[1]), W: int(w[2]), H: int(w[3])}
		}
		f := dataset.Fact{Labels: r.Labels, Fold: int(r.Fold), Time: r.Time, LabelRaster: t.Files.Find(r.LabelRaster, -1), LeftOut: r.LeftOut}
		if sidecars >= 0 && sidecars < len(r.Extra) {
			if names := r.Extra[sidecars].Text(); names != "" {
				f.Sidecars = strings.Split(names, "/")
			}
		}
		l.SetFact(i, f)
		l.Items.Add(it)
	}
	l.Items.Sort()
	return l
}
