package pipeline

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/bandprep/bandprep/split"
)

// Assign gives every row its split and fold. Times tell when images were
// taken, by id, where known. Where no split is possible it returns a
// [split.ImpossibleError].
func Assign(rows *Rows, times map[string]time.Time, o split.Options) (*split.Result, error) {
	return assignBy(split.Assign, rows, times, o)
}

// assignOrTrain is Assign for a caller that goes on without a split: where none
// is possible everything is train, and a warning says so.
func assignOrTrain(rows *Rows, times map[string]time.Time, o split.Options) (*split.Result, error) {
	return assignBy(func(items []split.Item, o split.Options) (*split.Result, error) {
		res, err := split.Assign(items, o)
		var none *split.ImpossibleError
		if errors.As(err, &none) {
			return split.TrainOnly(items, o, none)
		}
		return res, err
	}, rows, times, o)
}

func assignBy(assign func([]split.Item, split.Options) (*split.Result, error), rows *Rows, times map[string]time.Time, o split.Options) (*split.Result, error) {
	items := make([]split.Item, rows.Len())
	for i, r := range rows.All() {
		it, err := splitItem(r)
		if err != nil {
			return nil, err
		}
		it.Time = times[it.ID]
		items[i] = it
	}
	res, err := assign(items, o)
	if err != nil {
		return nil, err
	}
	for i, subset := range res.Split {
		fold := -1
		if res.Fold != nil {
			fold = res.Fold[i]
		}
		rows.assign(i, subset.String(), int32(fold))
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
