package pipeline

import (
	"fmt"
	"math"

	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/manifest"
	"github.com/bandprep/bandprep/split"
)

// Earlier is the manifest of an earlier run, whose assignments are kept.
type Earlier struct {
	Placed    []split.Placed
	Constants Normalization
}

// ReadEarlier reads the assignments of a manifest.
func ReadEarlier(f *manifest.File) (*Earlier, error) {
	var o Options
	d, err := Load(f, &o)
	if err != nil {
		return nil, err
	}
	e := &Earlier{Constants: d.Normalization}
	for _, r := range d.Rows.All() {
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
	items := make([]split.Item, d.Rows.Len())
	for i, r := range d.Rows.All() {
		items[i], _ = splitItem(r) // [Assign] has checked the row
	}
	g := Growth{Changes: split.Compare(e.Placed, items, d.Split)}
	n := &d.Normalization
	for b, name := range n.Bands {
		m := BandMovement{Band: name, MeanChange: Number(math.NaN()), StdChange: Number(math.NaN())}
		if b < len(e.Constants.Mean) && e.Constants.Scale == n.Scale && e.Constants.Bands[b] == name {
			m.MeanChange, m.StdChange = n.Mean[b]-e.Constants.Mean[b], n.Std[b]-e.Constants.Std[b]
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
