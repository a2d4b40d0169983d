package derive

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/bandprep/bandprep/fingerprint"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/split"
)

// assign gives every row its split and fold, and the leak group that it belongs
// into. Where no split is possible it returns a [split.ImpossibleError], or, with
// orTrain, puts everything into train, and a warning says so.
func assign(rows *table.Rows, o split.Options, orTrain bool) (*split.Result, error) {
	items := make([]split.Item, rows.Len())
	for i, r := range rows.All() {
		it, err := splitItem(r)
		if err != nil {
			return nil, err
		}
		items[i] = it
	}
	o.Orientations = fingerprint.Orientations()
	res, err := split.Assign(items, o)
	if none := (*split.ImpossibleError)(nil); orTrain && errors.As(err, &none) {
		res, err = split.TrainOnly(items, o, none)
	}
	if err != nil {
		return nil, err
	}
	for i, subset := range res.Split {
		fold := -1
		if res.Fold != nil {
			fold = res.Fold[i]
		}
		rows.Assign(i, subset.String(), int32(fold))
		rows.SetLeakGroup(i, res.LeakGroup[i], res.LeftOut[i])
	}
	return res, nil
}

func splitItem(r *table.Row) (split.Item, error) {
	folder, err := split.ParseSubset(r.Split)
	if err != nil {
		return split.Item{}, fmt.Errorf("%s: %w", r.ID, err)
	}
	it := split.Item{ID: r.ID, Group: r.Group, Folder: folder, Hash: r.ContentHash, CRS: r.CRS, Bounds: r.BBox, Time: r.Time}
	it.LeakGroup = r.LeakGroup
	switch {
	case r.Labels != nil:
		it.Labels = r.Labels
	case r.Label != "":
		it.Labels = []string{r.Label}
	}
	for i := 0; i+1 < len(r.Footprint); i += 2 {
		it.Outline = append(it.Outline, [2]float64{r.Footprint[i], r.Footprint[i+1]})
	}
	if len(r.PHash) == 8 {
		it.PHash, it.HasPHash = binary.BigEndian.Uint64(r.PHash), true
	}
	for _, n := range r.Valid {
		it.Pixels = max(it.Pixels, n)
	}
	if w := r.Window; w != nil {
		it.Scene = r.Path
		it.Window = [4]int{int(w[0]), int(w[1]), int(w[2]), int(w[3])}
	}
	return it, nil
}
