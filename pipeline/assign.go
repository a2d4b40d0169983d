package pipeline

import (
	"encoding/binary"
	"fmt"
	"strings"
	"time"

	"github.com/bandprep/bandprep/split"
)

// Assign gives every row its split and fold. Times tell when images were
// taken, by id, where known.
func Assign(rows []Row, times map[string]time.Time, o split.Options) (*split.Result, error) {
	items := make([]split.Item, len(rows))
	for i := range rows {
		it, err := splitItem(&rows[i])
		if err != nil {
			return nil, err
		}
		it.Time = times[it.ID]
		items[i] = it
	}
	res, err := split.Assign(items, o)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		rows[i].Split = res.Split[i].String()
		rows[i].Fold = -1
		if res.Fold != nil {
			rows[i].Fold = int32(res.Fold[i])
		}
	}
	return res, nil
}

func splitItem(r *Row) (split.Item, error) {
	folder, err := split.ParseSubset(r.Split)
	if err != nil {
		return split.Item{}, fmt.Errorf("%s: %w", r.ID, err)
	}
	it := split.Item{ID: r.ID, Group: r.Group, Folder: folder, Hash: r.ContentHash, CRS: r.CRS, Bounds: r.BBox}
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
