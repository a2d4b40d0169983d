package derive

import (
	"fmt"
	"math"

	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/split"
)

// Earlier is the manifest of an earlier run, whose assignments are kept.
type Earlier struct {
	Placed    []split.Placed
	Constants Normalization
}

// NewEarlier returns the assignments of a table that was read from a manifest.
func NewEarlier(t *table.Table) (*Earlier, error) {
	d, err := Load(t)
	if err != nil {
		return nil, err
	}
	e := &Earlier{Constants: d.Normalization}
	for _, r := range t.Rows.All() {
		it, err := splitItem(r)
		if err != nil {
			return nil, err
		}
		e.Placed = append(e.Placed, split.Placed{ID: r.ID, Hash: r.ContentHash, Window: it.Window, Split: it.Folder, Fold: int(r.Fold)})
	}
	return e, nil
}

// Growth compares a dataset with an earlier one.
type Growth struct {
	split.Changes
	Bands []BandMovement
}

// BandMovement is the change of the constants of one band.
type BandMovement struct {
	Band       string
	MeanChange Number
	StdChange  Number
}

// Growth tells what changed since the earlier run. Items are recognized as
// [split.Placed] says.
func (d *Dataset) Growth(e *Earlier) Growth {
	n := d.Table.Rows.Len()
	items, assigned := make([]split.Item, n), &split.Result{Split: make([]split.Subset, n), Fold: make([]int, n)}
	for i, r := range d.Table.Rows.All() {
		items[i], _ = splitItem(r) // [Split] has checked the row
		assigned.Split[i], assigned.Fold[i] = items[i].Folder, int(r.Fold)
	}
	g := Growth{Changes: split.Compare(e.Placed, items, assigned)}
	now := &d.Normalization
	for b, name := range now.Bands {
		m := BandMovement{Band: name, MeanChange: Number(math.NaN()), StdChange: Number(math.NaN())}
		if b < len(e.Constants.Mean) && e.Constants.Scale == now.Scale && e.Constants.Bands[b] == name {
			m.MeanChange, m.StdChange = now.Mean[b]-e.Constants.Mean[b], now.Std[b]-e.Constants.Std[b]
		}
		g.Bands = append(g.Bands, m)
	}
	return g
}

// String says it in one line and one per band.
func (g Growth) String() string {
	text := fmt.Sprintf("since the earlier run: %s added, %d removed, %d moved", words.Count(g.Added, "item", "items"), g.Removed, g.Moved)
	for _, b := range g.Bands {
		if b.MeanChange == b.MeanChange {
			text += fmt.Sprintf("\n  %s: mean %+.6g, std %+.6g", b.Band, float64(b.MeanChange), float64(b.StdChange))
		}
	}
	return text
}
