package split

import (
	"errors"
	"fmt"
	"math/bits"
	"slices"
	"strings"
	"testing"
)

// chain returns n items, each of which looks like the next: distance 2, and 5
// after every tenth; those far apart do not look alike.
func chain(n int) []Item {
	items := make([]Item, n)
	h, bit := uint64(0), 0
	for i := range items {
		items[i] = Item{ID: fmt.Sprintf("%04d", i), PHash: h, HasPHash: true, Hash: [16]byte{1, byte(i >> 8), byte(i)}}
		flips := 2
		if i%10 == 9 {
			flips = 5
		}
		for range flips {
			h ^= 1 << (bit * 7 % 64) // 7 and 64 have no common divisor: 64 different bits in a row
			bit++
		}
	}
	return items
}

// TestChainsAreCutAtTheirWeakestLinks: a chain that ties everything is split,
// and only links of 5 bits are cut where those of 2 suffice to fill parts.
func TestChainsAreCutAtTheirWeakestLinks(t *testing.T) {
	items := chain(60) // 6 runs of 10: 60·2+5·5 flips, so hashes of distant items may meet
	for _, o := range []Options{{By: Random, Valid: Share{Fraction: 0.2}}, {Folds: 3}, {Valid: Share{Fraction: 0.2}, Test: Share{Fraction: 0.2}}} {
		r := must(t, items, o)
		c := r.Certificate
		if c.Cut == nil || c.Cut.Pairs == 0 || c.Crossing != 0 {
			t.Fatalf("%+v", c)
		}
		if !strings.Contains(strings.Join(r.Warnings, " "), "is cut at its weakest links") {
			t.Error(r.Warnings)
		}
		pairs, least := 0, 64
		for i := range items {
			for j := range i {
				if d := bits.OnesCount64(items[i].PHash ^ items[j].PHash); d <= DefaultNear && d > 0 && (r.Split[i] != r.Split[j] || r.Fold[i] != r.Fold[j]) {
					pairs++
					least = min(least, d)
				}
			}
		}
		if pairs != c.Cut.Pairs || least != c.Cut.Distance {
			t.Errorf("the certificate says %d pairs from %d bits on, there are %d from %d on", c.Cut.Pairs, c.Cut.Distance, pairs, least)
		}
		if c.HashDistance == nil || int(c.HashDistance.Distance) != least {
			t.Errorf("nearest hashes %+v, cut at %d", c.HashDistance, least)
		}
	}
}

// TestWeakestLinksGoFirst: two runs of 20 alike items, tied by one link of 6
// bits; only that link is cut.
func TestWeakestLinksGoFirst(t *testing.T) {
	var items []Item
	for run := range 2 {
		for i := range 20 {
			h := uint64(run) * (1<<40 - 1) // 40 bits apart
			h ^= 1 << (40 + i)
			items = append(items, Item{ID: fmt.Sprintf("%d/%02d", run, i), PHash: h, HasPHash: true})
		}
	}
	for k := range 6 { // seven stepping stones between the runs
		items = append(items, Item{ID: fmt.Sprintf("between/%d", k), PHash: 1<<(6*k+6) - 1, HasPHash: true})
	}
	r := must(t, items, Options{By: Random, Valid: Share{Fraction: 0.45}})
	if c := r.Certificate; c.Cut == nil || c.Cut.Distance < 5 {
		t.Errorf("%+v", c.Cut)
	}
	for i := 1; i < 40; i++ {
		if i != 20 && r.Split[i] != r.Split[i-1] {
			t.Fatalf("%s and %s differ in 2 bits and are in %v and %v", items[i-1].ID, items[i].ID, r.Split[i-1], r.Split[i])
		}
	}
}

// TestNoSplitIsPossible: sets of which all items belong together are refused by
// type, and TrainOnly goes on with one warning.
func TestNoSplitIsPossible(t *testing.T) {
	equal, alike, patient, place, few := labelled(2704, "a", "b"), labelled(60, "a", "b"), labelled(50), labelled(40), labelled(3)
	for i := range equal {
		equal[i].PHash, equal[i].HasPHash = 77, true
	}
	for i := range alike { // all within 4 bits of each other
		alike[i].PHash, alike[i].HasPHash = 1<<(i%30)|1<<(i%31+30), true
	}
	for i := range patient {
		patient[i].Group = "p1"
	}
	for i := range place {
		place[i].CRS, place[i].Bounds = "EPSG:32630", &rect{0, 0, 10, 10}
	}
	for name, items := range map[string][]Item{"equal": equal, "alike": alike, "patient": patient, "place": place, "few": few} {
		for _, o := range []Options{{Valid: Share{Fraction: 0.2}}, {Folds: 5}, {Valid: Share{Count: 9999}}, {By: Random, Valid: Share{Fraction: 0.2}, Test: Share{Fraction: 0.2}}} {
			r, err := Assign(items, o)
			if name == "few" && err == nil {
				continue // 3 items can be split by 0.2
			}
			var too *ImpossibleError
			if !errors.As(err, &too) {
				t.Errorf("%s, %+v: %v, %v", name, o, r, err)
				continue
			}
			r, err = TrainOnly(items, o, too)
			if err != nil || tally(r.Split) != [4]int{Train: len(items)} || len(r.Warnings) != 1 || !strings.Contains(r.Warnings[0], too.Error()) {
				t.Errorf("%s, %+v: %v", name, o, err)
			}
		}
		if _, err := Assign(items, Options{Valid: Share{Fraction: 2}}); err == nil || impossible(err) {
			t.Errorf("%s: a usage error is %v", name, err)
		}
	}
}

// TestRecordedGroups: a later split of a table keeps groups whole by what the
// first one recorded, without their evidence.
func TestRecordedGroups(t *testing.T) {
	items := crowd(400)
	for i := range items {
		if i%7 == 0 {
			items[i].Group = fmt.Sprint(i % 35)
		}
	}
	first := must(t, items, Options{By: Stratified, Valid: Share{Fraction: 0.2}})
	bare := make([]Item, len(items))
	for i, it := range items {
		bare[i] = Item{ID: it.ID, Labels: it.Labels, LeakGroup: first.LeakGroup[i]}
		if g := first.LeakGroup[i]; g != "" {
			k := slices.IndexFunc(items, func(x Item) bool { return x.ID == g })
			if k < 0 || first.Component[k] != first.Component[i] || g > it.ID {
				t.Fatalf("%s is of leak group %q", it.ID, g)
			}
		}
	}
	again := must(t, bare, Options{By: Stratified, Valid: Share{Fraction: 0.3}, Seed: 9})
	if !slices.Equal(again.Component, first.Component) || !slices.Equal(again.LeakGroup, first.LeakGroup) {
		t.Error("the groups changed")
	}
	if c := again.Certificate; c.Crossing != 0 || c.Merged[Recorded] != len(items)-c.Groups {
		t.Errorf("%+v", c)
	}
}
