package split

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"
)

// TestBalanceAgainstScikitLearn compares the folds of stratified groups with
// those of scikit-learn 1.2.1's StratifiedGroupKFold on 50 random and 3 real
// label sets; testdata/stratified_group.py made the values.
func TestBalanceAgainstScikitLearn(t *testing.T) {
	data, err := os.ReadFile("testdata/stratified_group.json")
	if err != nil {
		t.Fatal(err)
	}
	var ours, theirs, oursWithin, theirsWithin float64
	sets, worse, worseWithin := 0, 0, 0
	for line := range strings.Lines(string(data)) {
		var set struct {
			Name          string
			Folds         int
			Counts        [][]int
			Share, Within float64
		}
		if err := json.Unmarshal([]byte(line), &set); err != nil {
			t.Fatal(err)
		}
		var items []Item
		for g, counts := range set.Counts {
			for c, n := range counts {
				for k := range n {
					items = append(items, Item{ID: fmt.Sprintf("%d/%d/%d", g, c, k), Labels: []string{fmt.Sprint(c)}, Group: fmt.Sprint(g), Pixels: 1})
				}
			}
		}
		r, err := Assign(items, Options{By: Stratified, Folds: set.Folds})
		if err != nil {
			t.Errorf("%s: %v", set.Name, err)
			continue
		}
		share, within := balances(r)
		if math.Abs(share-*r.Certificate.Imbalance) > 0.05 {
			t.Errorf("%s: balance %v, the certificate says %v", set.Name, share, *r.Certificate.Imbalance)
		}
		sets++
		ours, theirs = ours+share, theirs+set.Share
		oursWithin, theirsWithin = oursWithin+within, theirsWithin+set.Within
		if share > set.Share+1e-9 {
			worse++
			t.Logf("%s, %d folds: %.4f, scikit-learn %.4f", set.Name, set.Folds, share, set.Share)
		}
		if within > set.Within+1e-9 {
			worseWithin++
		}
	}
	n := float64(sets)
	t.Logf("class shares over folds: mean %.4f, scikit-learn %.4f, worse on %d of %d", ours/n, theirs/n, worse, sets)
	t.Logf("class shares within folds: mean %.4f, scikit-learn %.4f, worse on %d of %d", oursWithin/n, theirsWithin/n, worseWithin, sets)
	if sets != 53 || worse > 5 || ours >= theirs || worseWithin > 5 || oursWithin >= theirsWithin {
		t.Error("not better than scikit-learn")
	}
}

// balances returns the sums over folds and classes of |items of the class in
// the fold / items of the class − 1/folds| and of |items of the class in the
// fold / items of the fold − items of the class / items|.
func balances(r *Result) (share, within float64) {
	parts := r.Certificate.Parts
	for label := range parts[0].Labels {
		total := 0
		for _, p := range parts {
			total += p.Labels[label]
		}
		for _, p := range parts {
			n := float64(p.Labels[label])
			share += math.Abs(n/float64(total) - 1/float64(len(parts)))
			within += math.Abs(n/float64(p.Items) - float64(total)/float64(r.Certificate.Items))
		}
	}
	return share, within
}
