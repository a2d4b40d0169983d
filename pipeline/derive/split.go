package derive

import (
	"encoding/binary"
	"fmt"
	"strings"

	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/split"
)

// assign gives every row its split and fold.
func assign(rows *table.Rows, o split.Options) (*split.Result, error) {
	items := make([]split.Item, rows.Len())
	for i, r := range rows.All() {
		it, err := splitItem(r)
		if err != nil {
			return nil, err
		}
		items[i] = it
	}
	res, err := split.Assign(items, o)
	if err != nil {
		return nil, err
	}
	for i, subset := range res.Split {
		fold := -1
		if res.Fold != nil {
			fold = res.Fold[i]
		}
		rows.Assign(i, subset.String(), int32(fold))
	}
	return res, nil
}

func splitItem(r *table.Row) (split.Item, error) {
	folder, err := split.ParseSubset(r.Split)
	if err != nil {
		return split.Item{}, fmt.Errorf("%s: %w", r.ID, err)
	}
	it := split.Item{ID: r.ID, Group: r.Group, Folder: folder, Hash: r.ContentHash, CRS: r.CRS, Bounds: r.BBox, Time: r.Time}
	if r.Label != "" {
		it.Labels = strings.Split(r.Label, "|") // several labels, as tables write them
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
