package split

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func labelled(n int, labels ...string) []Item {
	items := make([]Item, n)
	for i := range items {
		items[i] = Item{ID: fmt.Sprintf("%04d.jpg", i), Hash: [16]byte{1, byte(i >> 8), byte(i)}, Pixels: 100}
		if len(labels) > 0 {
			items[i].Labels = []string{labels[i%len(labels)]}
		}
	}
	return items
}

func must(t testing.TB, items []Item, o Options) *Result {
	t.Helper()
	r, err := Assign(items, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func tally(split []Subset) (n [4]int) {
	for _, s := range split {
		n[s]++
	}
	return n
}

func TestSizesAreExact(t *testing.T) {
	for _, test := range []struct {
		n           int
		valid, test Share
		want        [4]int
	}{
		{0, Share{Fraction: 0.2}, Share{}, [4]int{}},
		{1, Share{Fraction: 0.2}, Share{}, [4]int{Train: 1}},
		{2, Share{Fraction: 0.2}, Share{}, [4]int{Train: 2}},
		{3, Share{Fraction: 0.2}, Share{}, [4]int{Train: 2, Valid: 1}},
		{10, Share{Fraction: 0.25}, Share{Fraction: 0.25}, [4]int{Train: 5, Valid: 3, Test: 2}},
		{15, Share{Fraction: 0.2}, Share{}, [4]int{Train: 12, Valid: 3}},
		{100, Share{Fraction: 0.29}, Share{Count: 7}, [4]int{Train: 64, Valid: 29, Test: 7}},
		{100, Share{}, Share{}, [4]int{Train: 100}},
	} {
		for _, by := range []Method{Random, Stratified} {
			r := must(t, labelled(test.n, "a", "b", "c"), Options{By: by, Valid: test.valid, Test: test.test})
			if got := tally(r.Split); got != test.want {
				t.Errorf("%d items, valid %v, test %v, %v: %v, want %v", test.n, test.valid, test.test, by, got, test.want)
			}
		}
	}
}

func TestFoldsAreEven(t *testing.T) {
	r := must(t, labelled(103, "a", "b"), Options{By: Stratified, Folds: 5, Test: Share{Count: 10}})
	n := make([]int, 6)
	for _, f := range r.Fold {
		n[f+1]++
	}
	slices.Sort(n[1:])
	if !slices.Equal(n, []int{10, 18, 18, 19, 19, 19}) {
		t.Error(n)
	}
}

func TestFoldersAreKeptAndCompleted(t *testing.T) {
	items := labelled(100, "a", "b")
	for i := range items {
		items[i].Folder = Train
		if i%5 == 0 {
			items[i].Folder = Test
		}
	}
	r := must(t, items, Options{Valid: Share{Fraction: 0.25}})
	if got := tally(r.Split); got != [4]int{Train: 60, Valid: 20, Test: 20} {
		t.Error("valid is not cut from train:", got)
	}
	for i := range items {
		if (items[i].Folder == Test) != (r.Split[i] == Test) {
			t.Fatal(items[i].ID, "left its folder", items[i].Folder, "for", r.Split[i])
		}
	}
}

func TestCSVIsKeptAndCompleted(t *testing.T) {
	items := labelled(100, "a", "b")
	for i := range 30 {
		items[i].Folder = Train
		if i >= 20 {
			items[i].Folder = Valid
		}
	}
	for by, want := range map[Method][4]int{CSV: {Train: 70, Valid: 20, Test: 10}, Stratified: {Train: 70, Valid: 20, Test: 10}} {
		r := must(t, items, Options{By: by, Valid: Share{Fraction: 0.2}, Test: Share{Count: 10}})
		if got := tally(r.Split); got != want {
			t.Errorf("by %v: %v, want %v", by, got, want)
		}
		kept := true
		for i := range 30 {
			kept = kept && r.Split[i] == items[i].Folder
		}
		if kept != (by == CSV) {
			t.Errorf("by %v: kept %v", by, kept)
		}
	}
}

// TestFoldersThatLeakAreKeptAndReported: what folders give is never moved.
func TestFoldersThatLeakAreKeptAndReported(t *testing.T) {
	items := labelled(20, "a", "b")
	for i := range items {
		items[i].Folder = Subset(1 + i%2)
	}
	items[7].Hash = items[4].Hash
	r := must(t, items, Options{Valid: Share{Fraction: 0.2}})
	if r.By != Folder || r.Certificate.Crossing != 1 || len(r.Crossing) != 1 || len(r.Warnings) == 0 ||
		!strings.Contains(r.Warnings[0], "1 leak group lies in more than one part, such as 0004.jpg and 0007.jpg (exact)") {
		t.Error(r.By, r.Certificate.Crossing, r.Warnings)
	}
	for i := range items {
		if r.Split[i] != items[i].Folder {
			t.Error(items[i].ID, "moved")
		}
	}
}

func TestHashNeverMoves(t *testing.T) {
	items := labelled(3000)
	o := Options{By: Hash, Valid: Share{Fraction: 0.2}, Test: Share{Fraction: 0.1}, Seed: 7}
	small, big := must(t, items[:1000], o), must(t, items, o)
	for i, s := range small.Split {
		if big.Split[i] != s {
			t.Fatal(items[i].ID, "moved")
		}
	}
	n := tally(big.Split)
	if n[Valid] < 500 || n[Valid] > 700 || n[Test] < 220 || n[Test] > 380 {
		t.Error(n)
	}
}

// TestFoldsOfFolders: with folds, what folders give as test stays, and train and
// valid are cut anew into folds of one size.
func TestFoldsOfFolders(t *testing.T) {
	items := labelled(100, "a", "b")
	for i := range items {
		items[i].Folder = []Subset{Train, Valid, Test, Train}[i%4]
	}
	r := must(t, items, Options{Folds: 3})
	folds := map[int]int{}
	for i := range items {
		if (items[i].Folder == Test) != (r.Split[i] == Test) || (r.Split[i] == Test) != (r.Fold[i] == -1) {
			t.Fatalf("%s of %v is %v, fold %d", items[i].ID, items[i].Folder, r.Split[i], r.Fold[i])
		}
		folds[r.Fold[i]]++
	}
	if folds[-1] != 25 || folds[0] != 25 || folds[1] != 25 || folds[2] != 25 {
		t.Error(folds)
	}
}

// TestPartsNobodyAskedForDoNotGrow: whatever the labels, a given test set stays
// as it is while valid or folds are cut from the rest.
func TestPartsNobodyAskedForDoNotGrow(t *testing.T) {
	for seed := range uint64(150) {
		rng := rand.New(rand.NewPCG(seed, 14))
		items := labelled(40 + rng.IntN(80))
		for i := range items {
			items[i].Folder = []Subset{Train, Train, Train, Test}[rng.IntN(4)]
			for range 1 + rng.IntN(2) {
				items[i].Labels = append(items[i].Labels, fmt.Sprint(rng.IntN(4), items[i].Folder == Test && rng.IntN(3) > 0))
			}
		}
		items[0].Folder, items[1].Folder = Train, Test
		o := Options{Seed: seed, Valid: Share{Fraction: 0.25}}
		if seed%2 == 0 {
			o = Options{Seed: seed, Folds: 2 + rng.IntN(3)}
		}
		r := must(t, items, o)
		for i := range items {
			if (items[i].Folder == Test) != (r.Split[i] == Test) {
				t.Fatalf("seed %d: %s of %v is %v", seed, items[i].ID, items[i].Folder, r.Split[i])
			}
		}
		for _, p := range r.Certificate.Parts {
			if max(p.Items-p.Target, p.Target-p.Items) > 4 {
				t.Errorf("seed %d: %s %d holds %d of %d", seed, p.Split, p.Fold, p.Items, p.Target)
			}
		}
	}
}
