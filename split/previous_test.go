package split

import (
	"slices"
	"strings"
	"testing"
)

// earlier turns a result into what a later run keeps.
func earlier(items []Item, r *Result) []Placed {
	var like []Placed
	for i, it := range items {
		like = append(like, Placed{it.ID, it.Hash, it.Window, r.Split[i], r.Fold[i]})
	}
	return like
}

// TestPrevious grows datasets and keeps every earlier assignment, by any method,
// also of renamed items.
func TestPrevious(t *testing.T) {
	items := crowd(3000)
	for i := range items {
		x, y := float64(i%60)*1000, float64(i/60)*1000
		items[i].CRS, items[i].Bounds = "EPSG:32630", &rect{x, y, x + 500, y + 500}
	}
	for _, o := range []Options{
		{By: Random, Valid: Share{Fraction: 0.2}},
		{By: Stratified, Valid: Share{Fraction: 0.2}, Test: Share{Fraction: 0.1}},
		{By: Spatial, Valid: Share{Fraction: 0.2}},
		{By: Hash, Valid: Share{Fraction: 0.2}},
		{By: Stratified, Folds: 5},
	} {
		old := must(t, items[:2000], o)
		o.Previous = earlier(items[:2000], old)
		grown := slices.Clone(items)
		grown[7].ID = "renamed.jpg"
		r := must(t, grown, o)
		for i := range 2000 {
			if old.Split[i] != r.Split[i] || old.Fold[i] != r.Fold[i] {
				t.Fatalf("by %v: item %d moved from %v to %v", o.By, i, old.Split[i], r.Split[i])
			}
		}
		if c := Compare(o.Previous, grown, r); c != (Changes{Added: 1000}) {
			t.Errorf("by %v: %+v", o.By, c)
		}
		if c := Compare(o.Previous, grown[1000:], must(t, grown[1000:], o)); c != (Changes{Added: 1000, Removed: 1000}) {
			t.Errorf("by %v: %+v", o.By, c)
		}
		for i := range r.Split[2000:] {
			if r.Split[2000+i] == None {
				t.Fatalf("by %v: new item %d is not placed", o.By, 2000+i)
			}
		}
		if o.By != Hash && len(r.Crossing) > len(r.Ties) {
			t.Errorf("by %v: %d unions cross, but only %d items tie", o.By, len(r.Crossing), len(r.Ties))
		}
		for _, p := range r.Certificate.Parts {
			if off := max(p.Items-p.Target, p.Target-p.Items); off > 60 && o.By != Hash {
				t.Errorf("by %v: %s %d holds %d of %d", o.By, p.Split, p.Fold, p.Items, p.Target)
			}
		}
	}
}

// TestNewItemTies adds an item that resembles one of train and one of valid.
func TestNewItemTies(t *testing.T) {
	items := []Item{
		{ID: "a", PHash: 0xff00, HasPHash: true},
		{ID: "b", PHash: 0xfff << 8, HasPHash: true},
		{ID: "c", PHash: 0xff00 | 0xf<<16, HasPHash: true},
	}
	items[1].PHash = 0xff00 | 0xff<<16
	o := Options{By: Random, Valid: Share{Fraction: 0.2}, Previous: []Placed{
		{ID: "a", Split: Train, Fold: -1}, {ID: "b", Split: Valid, Fold: -1},
	}}
	r := must(t, items, o)
	if len(r.Ties) != 1 || r.Ties[0] != 2 || r.Certificate.Crossing != 1 || len(r.Crossing) != 1 {
		t.Errorf("ties %v, crossing %v", r.Ties, r.Crossing)
	}
	if !strings.Contains(strings.Join(r.Warnings, " "), "1 new item ties parts together that an earlier split keeps apart, such as c.") {
		t.Error(r.Warnings)
	}
	if r.Split[0] != Train || r.Split[1] != Valid || r.Split[2] == None {
		t.Error(r.Split)
	}
}

// TestPreviousBindsNewItems: a new near duplicate follows the old item, also by
// hash.
func TestPreviousBindsNewItems(t *testing.T) {
	items := crowd(1000)
	for _, by := range []Method{Random, Stratified, Hash} {
		o := Options{By: by, Valid: Share{Fraction: 0.3}, Off: Kinds(0).With(Exact)}
		o.Previous = earlier(items, must(t, items, o))
		var grown []Item
		for i, it := range items {
			twin := it
			twin.ID, twin.PHash, twin.Hash[0] = "twin of "+it.ID, it.PHash^1<<(i%64), it.Hash[0]+1
			grown = append(grown, it, twin)
		}
		r := must(t, grown, o)
		for i := range items {
			if r.Split[2*i] != r.Split[2*i+1] && !slices.Contains(r.Ties, 2*i+1) {
				t.Fatalf("by %v: the twin of %s is in %v, not %v", by, items[i].ID, r.Split[2*i+1], r.Split[2*i])
			}
		}
	}
}
