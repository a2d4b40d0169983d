package split

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

// TestAuditFindsEveryPlant plants one leak of a random kind at a time into
// clean splits, and looks for it by name.
func TestAuditFindsEveryPlant(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	items := crowd(600)
	for i := range items {
		x, y := float64(i%25)*100, float64(i/25)*100
		items[i].CRS, items[i].Bounds = "EPSG:32630", &rect{x, y, x + 50, y + 50}
		items[i].Scene, items[i].Window = fmt.Sprint(i/100), [4]int{i % 100 * 10, 0, 10, 10}
		items[i].Time = time.Unix(int64(i)*1000, 0)
		items[i].Group = fmt.Sprint("g", i)
		items[i].LeakGroup = fmt.Sprint("r", i)
	}
	o := Options{By: Stratified, Valid: Share{Fraction: 0.2}, Test: Share{Fraction: 0.2}, Within: time.Minute}
	r := must(t, items, o)
	for i := range items {
		items[i].Folder = r.Split[i]
	}
	report, err := Audit(items, o)
	if err != nil || !report.Clean() {
		t.Fatal("our own split is not clean:", err, report.Leaks, report.Imbalanced)
	}
	for k := range kinds {
		if k == Crop {
			continue // TestCrops
		}
		for range 20 {
			a, b := rng.IntN(600), rng.IntN(600)
			if items[a].Folder == items[b].Folder {
				continue
			}
			changed := append([]Item(nil), items...)
			c := &changed[b]
			switch k {
			case SameGroup:
				c.Group = items[a].Group
			case Exact:
				c.Hash, c.Window, c.Scene = items[a].Hash, items[a].Window, ""
			case Near:
				c.PHash = items[a].PHash ^ 1<<7 ^ 1<<40
			case Footprint:
				bounds := *items[a].Bounds
				bounds[0] += 10
				c.Bounds = &bounds
			case Chip:
				c.Scene, c.Window = items[a].Scene, items[a].Window
				c.Window[0] += 3
			case Recorded:
				c.LeakGroup = items[a].LeakGroup
			case Time:
				c.Time = items[a].Time.Add(time.Second)
			}
			report, err := Audit(changed, o)
			if err != nil {
				t.Fatal(err)
			}
			found := false
			for _, l := range report.Leaks {
				if l.Kind == k && (l.A == a && l.B == b || l.A == b && l.B == a) {
					found = true
				}
			}
			if !found || report.Leaking[k] == 0 || report.Certificate.Crossing == 0 {
				t.Errorf("%v between %s and %s is not found: %v", k, items[a].ID, items[b].ID, report.Leaks)
			}
		}
	}
}

// TestAuditComparesAllPairs holds the leaks of random splits against the
// definition.
func TestAuditComparesAllPairs(t *testing.T) {
	for seed := range uint64(400) {
		rng := rand.New(rand.NewPCG(seed, 8))
		items, o := dataset(rng), options(rng)
		for i := range items {
			items[i].Folder = Subset(1 + rng.IntN(3))
		}
		report, err := Audit(items, o)
		if err != nil {
			t.Fatal(err)
		}
		leaking := map[int]bool{}
		for _, l := range report.Leaks {
			if items[l.A].Folder == items[l.B].Folder {
				t.Fatalf("seed %d: leak inside of %v", seed, items[l.A].Folder)
			}
			if _, tied := leak(&items[l.A], &items[l.B], &o); !tied {
				t.Fatalf("seed %d: %v is no leak", seed, l)
			}
			later := l.A
			if items[l.B].Folder > items[l.A].Folder {
				later = l.B
			}
			leaking[later] = true
		}
		for i := range items {
			for j := range items {
				if _, tied := leak(&items[i], &items[j], &o); tied && items[i].Folder > items[j].Folder && !leaking[i] {
					t.Fatalf("seed %d: item %d of %v is tied to item %d of %v, not reported", seed, i, items[i].Folder, j, items[j].Folder)
				}
			}
		}
	}
}

func TestAuditFindsImbalance(t *testing.T) {
	items := labelled(400, "a", "b")
	for i := range items {
		items[i].Folder = Train
		if i%2 == 0 && i < 100 {
			items[i].Folder = Valid
		}
	}
	report, err := Audit(items, Options{})
	if err != nil || len(report.Leaks) != 0 || len(report.Imbalanced) != 4 || report.Clean() {
		t.Errorf("%v %+v", err, report)
	}
	if _, err := Audit(labelled(3), Options{}); err == nil {
		t.Error("an audit without a split")
	}
}

func TestDuplicates(t *testing.T) {
	items := []Item{
		{ID: "d", Hash: [16]byte{1}, PHash: 5, HasPHash: true, Labels: []string{"cat"}},
		{ID: "c", Hash: [16]byte{1}, PHash: 5, HasPHash: true, Labels: []string{"cat"}},
		{ID: "b", Hash: [16]byte{2}, PHash: ^uint64(0), HasPHash: true, Labels: []string{"cat"}},
		{ID: "a", Hash: [16]byte{3}, PHash: ^uint64(7), HasPHash: true, Labels: []string{"dog"}},
		{ID: "e", Labels: []string{"dog"}},
		{ID: "f", Labels: []string{"dog"}},
	}
	exact, near := Duplicates(items, Options{})
	if fmt.Sprint(exact, near) != "[[1 0]] [[3 2]]" {
		t.Error(exact, near)
	}
	if c := Conflicts(items, append(exact, near...)); fmt.Sprint(c) != "[[3 2]]" {
		t.Error(c)
	}
	if _, near := Duplicates(items, Options{Near: -1}); near != nil {
		t.Error(near)
	}
}
