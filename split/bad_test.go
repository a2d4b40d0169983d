package split

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"
)

func TestBadInput(t *testing.T) {
	grouped := labelled(100, "a", "b")
	for i := range grouped {
		grouped[i].Group = fmt.Sprint(min(i/95, 1), max(i-94, 0))
	}
	nan := labelled(10)
	nan[3].Bounds = &rect{0, 0, math.NaN(), 1}
	for _, test := range []struct {
		name  string
		items []Item
		o     Options
		want  string
	}{
		{"fractions", labelled(10), Options{Valid: Share{Fraction: 0.6}, Test: Share{Fraction: 0.5}}, "valid 0.6 and test 0.5 leave nothing for train"},
		{"counts", labelled(10), Options{Valid: Share{Count: 6}, Test: Share{Count: 4}}, "valid 6 and test 4 leave nothing of 10 items for train"},
		{"mixed", labelled(10), Options{Valid: Share{Count: 8}, Test: Share{Fraction: 0.3}}, "valid 8 and test 0.3 leave nothing of 10 items for train"},
		{"negative", labelled(10), Options{Valid: Share{Fraction: -0.1}}, "valid -0.1: want a fraction from 0 to below 1, or a number of items"},
		{"one fold", labelled(10), Options{Folds: 1}, "folds 1: want 2 or more, or 0 for none"},
		{"folds and valid", labelled(10), Options{Folds: 5, Valid: Share{Fraction: 0.2}}, "folds 5 and valid 0.2: with folds, each fold is valid once; leave valid at 0"},
		{"more folds than groups", grouped, Options{Folds: 10}, "10 folds, but only 6 leak groups"},
		{"group larger than a split", grouped, Options{Valid: Share{Fraction: 0.2}},
			"95 items (0000.jpg and 94 others) must stay together, but the largest part, train, shall hold 80; achievable: 0.04, 0.05, 0.95, 0.96"},
		{"no groups", labelled(10), Options{By: Group, Valid: Share{Fraction: 0.2}}, "split by group: no item has a group key"},
		{"no times", labelled(10), Options{By: Temporal, Valid: Share{Fraction: 0.2}}, "split by temporal: 10 of 10 items have no time, such as 0000.jpg; leave them out or choose another method"},
		{"no places", labelled(10), Options{By: Spatial, Valid: Share{Fraction: 0.2}}, "split by spatial: 10 of 10 items have no place on the map, such as 0000.jpg; leave them out or choose another method"},
		{"no folders", labelled(10), Options{By: Folder}, "split by folder: no item has a split yet"},
		{"hash of counts", labelled(10), Options{By: Hash, Valid: Share{Count: 2}}, "a split by hash takes fractions, not counts: it does not know how many items there are"},
		{"no hash", []Item{{ID: "a"}}, Options{By: Hash, Valid: Share{Fraction: 0.2}}, "split by hash: 1 of 1 items have no group key and no content hash, such as a; a path is no stable key"},
		{"same ID", []Item{{ID: "a"}, {ID: "a"}}, Options{}, `two items have the ID "a"`},
		{"bounds", nan, Options{}, "item 0003.jpg has impossible bounds [0 0 NaN 1]"},
		{"near", labelled(10), Options{Near: 65}, "near 65: a perceptual hash has 64 bits"},
		{"other folds", labelled(10), Options{Folds: 2, Previous: []Placed{{ID: "x", Split: Train, Fold: -1}}}, "earlier assignment of x: train, fold -1 does not fit 2 folds; ask for the folds of the earlier run"},
	} {
		_, err := Assign(test.items, test.o)
		if err == nil || err.Error() != test.want {
			t.Errorf("%s:\n got %v\nwant %s", test.name, err, test.want)
		}
	}
}

func TestFlags(t *testing.T) {
	var s Share
	for text, want := range map[string]Share{"0.2": {Fraction: 0.2}, "20%": {Fraction: 0.2}, "500": {Count: 500}, "0": {}} {
		if err := s.Set(text); err != nil || s != want {
			t.Errorf("%s: %v, %v", text, s, err)
		}
	}
	for _, text := range []string{"", "1.5", "-0.1", "-3", "100%", "NaN", "x"} {
		if err := s.Set(text); err == nil {
			t.Errorf("share %q is accepted as %v", text, s)
		}
	}
	var d Distance
	for text, want := range map[string]Distance{"500m": {500, true}, "1.5km": {1500, true}, "30": {30, false}} {
		if err := d.Set(text); err != nil || d != want {
			t.Errorf("%s: %v, %v", text, d, err)
		}
	}
	for _, text := range []string{"", "-1", "5mi", "m", "NaN", "Inf"} {
		if err := d.Set(text); err == nil {
			t.Errorf("distance %q is accepted as %v", text, d)
		}
	}
	var k Kinds
	if err := k.Set("near,chip"); err != nil || k.String() != "near,chip" || k.Has(Exact) {
		t.Error(k, err)
	}
	if err := k.Set("nearly"); err == nil {
		t.Error("unknown kind")
	}
	for m := Auto; m <= CSV; m++ {
		var got Method
		if err := got.Set(m.String()); err != nil || got != m {
			t.Error(m, got, err)
		}
	}
	var c Cells
	if c.Set("kmeans") != nil || c != KMeans || c.Set("hexagon") == nil {
		t.Error(c)
	}
	for s := None; s <= Test; s++ {
		if got, err := ParseSubset(s.String()); got != s || err != nil {
			t.Error(s, got, err)
		}
	}
}

func TestTemporal(t *testing.T) {
	items := labelled(100, "a", "b")
	for i := range items {
		items[i].Time = time.Unix(int64(i/3)*3600, 0)
	}
	items[0].Group, items[90].Group = "g", "g" // old, but seen again late
	r := must(t, items, Options{By: Temporal, Valid: Share{Fraction: 0.2}, Test: Share{Fraction: 0.1}})
	var first, last [4]time.Time
	for i, s := range r.Split {
		when := items[i].Time
		if i == 0 {
			when = items[90].Time
		}
		if first[s].IsZero() || when.Before(first[s]) {
			first[s] = when
		}
		if when.After(last[s]) {
			last[s] = when
		}
	}
	if !last[Train].Before(first[Valid]) || !last[Valid].Before(first[Test]) {
		t.Error(first, last)
	}
	if n := tally(r.Split); n[Valid] < 18 || n[Valid] > 22 || n[Test] < 8 || n[Test] > 12 {
		t.Error(n)
	}
}

func TestGroups(t *testing.T) {
	items := labelled(300, "a", "b", "c")
	for i := range items {
		items[i].Group = fmt.Sprint(i * i % 59)
	}
	r := must(t, items, Options{By: Group, Valid: Share{Fraction: 0.2}})
	if c := r.Certificate; c.Crossing != 0 || c.Merged[SameGroup] != 300-c.Groups || *c.Imbalance > 0.2 {
		t.Errorf("%+v", c)
	}
	if !strings.Contains(r.Sentence, "leak groups kept whole") {
		t.Error(r.Sentence)
	}
	var too *ImpossibleError
	if _, err := Assign(items, Options{Folds: 60}); !errors.As(err, &too) || err.Error() != "60 folds, but only 30 leak groups" {
		t.Error(err)
	}
}

func TestLabelsWithFewGroupsAreNamed(t *testing.T) {
	items := labelled(50, "a", "b")
	items[7].Labels = []string{"rare"}
	r := must(t, items, Options{Valid: Share{Fraction: 0.2}})
	if len(r.Warnings) != 1 || r.Warnings[0] != `1 label has too few leak groups to be in every part: "rare" (1).` {
		t.Error(r.Warnings)
	}
}
