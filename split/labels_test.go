package split

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// labelSet is a made dataset of several labels per item, and how it is cut.
type labelSet struct {
	name  string
	items []Item
	o     Options
}

// labelSets are made, none is real: a long tail of 80 labels, labels that come
// together by topic, and a hierarchy (each label brings its parents) whose items
// lie in leak groups.
func labelSets() []labelSet {
	three := Options{By: Stratified, Valid: Share{Fraction: 0.2}, Test: Share{Fraction: 0.1}}
	five := Options{By: Stratified, Folds: 5}
	var sets []labelSet
	for name, items := range map[string][]Item{"long tail": longTail(), "topics": topics(), "hierarchy in groups": hierarchy()} {
		sets = append(sets, labelSet{name + ", three parts", items, three}, labelSet{name + ", five folds", items, five})
	}
	slices.SortFunc(sets, func(a, b labelSet) int { return strings.Compare(a.name, b.name) })
	return sets
}

// longTail draws one to six of 80 labels; label k comes about as often as 1/k.
func longTail() []Item {
	rng := rand.New(rand.NewPCG(80, 1))
	items := make([]Item, 4000)
	for i := range items {
		items[i] = Item{ID: fmt.Sprintf("%05d", i), Pixels: 1}
		for range 1 + rng.IntN(6) {
			k := int(math.Exp(rng.Float64()*math.Log(80.999))) - 1
			items[i].Labels = append(items[i].Labels, fmt.Sprintf("label %02d", k))
		}
	}
	return items
}

// topics gives each item one of eight topics; a topic brings each of its own
// labels by 0.6, those of the next topic by 0.1, others by 0.01.
func topics() []Item {
	rng := rand.New(rand.NewPCG(24, 2))
	items := make([]Item, 1500)
	for i := range items {
		items[i] = Item{ID: fmt.Sprintf("%05d", i), Pixels: 1}
		topic := rng.IntN(8)
		for l := range 24 {
			p := 0.01
			switch (l/3 - topic + 8) % 8 {
			case 0:
				p = 0.6
			case 1:
				p = 0.1
			}
			if rng.Float64() < p {
				items[i].Labels = append(items[i].Labels, fmt.Sprintf("label %02d", l))
			}
		}
	}
	return items
}

// hierarchy draws one of 45 leaves of a tree of three levels, rare ones by a
// square law, for items in groups of one to twelve that share most labels.
func hierarchy() []Item {
	rng := rand.New(rand.NewPCG(45, 3))
	var items []Item
	leaf := func() int { u := rng.Float64(); return int(45 * u * u) }
	for g := range 400 {
		own := leaf()
		for range 1 + rng.IntN(12) {
			l := own
			if rng.IntN(4) == 0 {
				l = leaf()
			}
			items = append(items, Item{ID: fmt.Sprintf("%05d", len(items)), Group: fmt.Sprint(g), Pixels: 1,
				Labels: []string{fmt.Sprintf("leaf %02d", l), fmt.Sprintf("branch %02d", l/3), fmt.Sprintf("root %d", l/15)}})
		}
	}
	return items
}

// iterative is the published algorithm, written anew for this test from its
// pseudo-code: Sechidis, Tsoumakas, Vlahavas: On the stratification of
// multi-label data (2011), algorithm 1, which scikit-multilearn's
// IterativeStratification is. Examples are leak groups, so an example has a
// number of items per label. Ties are broken at random. It returns the subset of
// each example.
func iterative(examples []map[string]int, sizes []int, shares []float64, rng *rand.Rand) []int {
	want := make([]float64, len(shares))                 // c_j
	wantLabel := make([]map[string]float64, len(shares)) // c_j^i
	left := map[string][]int{}
	items, total := 0, map[string]int{}
	for e, labels := range examples {
		items += sizes[e]
		for l, n := range labels {
			total[l] += n
			left[l] = append(left[l], e)
		}
	}
	for j, r := range shares {
		want[j] = r * float64(items)
		wantLabel[j] = map[string]float64{}
		for l, n := range total {
			wantLabel[j][l] = r * float64(n)
		}
	}
	placed := make([]int, len(examples))
	for e := range placed {
		placed[e] = -1
	}
	put := func(e, j int) {
		placed[e] = j
		want[j] -= float64(sizes[e])
		for l, n := range examples[e] {
			wantLabel[j][l] -= float64(n)
		}
	}
	largest := func(among []int, of func(int) float64) []int {
		var best []int
		for _, j := range among {
			switch {
			case best == nil || of(j) > of(best[0]):
				best = []int{j}
			case of(j) == of(best[0]):
				best = append(best, j)
			}
		}
		return best
	}
	all := make([]int, len(shares))
	for j := range all {
		all[j] = j
	}
	for {
		label, fewest := "", math.MaxInt
		names := make([]string, 0, len(left))
		for l := range left {
			names = append(names, l)
		}
		slices.Sort(names)
		for _, l := range names {
			open := 0
			for _, e := range left[l] {
				if placed[e] < 0 {
					open++
				}
			}
			if open > 0 && open < fewest {
				label, fewest = l, open
			}
		}
		if label == "" {
			break
		}
		for _, e := range left[label] {
			if placed[e] >= 0 {
				continue
			}
			best := largest(all, func(j int) float64 { return wantLabel[j][label] })
			best = largest(best, func(j int) float64 { return want[j] })
			put(e, best[rng.IntN(len(best))])
		}
	}
	for e := range placed { // examples without labels
		if placed[e] < 0 {
			best := largest(all, func(j int) float64 { return want[j] })
			put(e, best[rng.IntN(len(best))])
		}
	}
	return placed
}

// largestDeviation returns the largest |items of a label in a part / items of
// the label − share of the part|, over labels and parts, and the mean of it.
func largestDeviation(items []Item, part []int, shares []float64) (largest, mean float64) {
	have := make([]map[string]float64, len(shares))
	for j := range have {
		have[j] = map[string]float64{}
	}
	total := map[string]float64{}
	for i := range items {
		seen := map[string]bool{}
		for _, l := range items[i].Labels {
			if !seen[l] {
				seen[l] = true
				have[part[i]][l]++
				total[l]++
			}
		}
	}
	n := 0.0
	for l, all := range total {
		for j, r := range shares {
			d := math.Abs(have[j][l]/all - r)
			largest = max(largest, d)
			mean += d
			n++
		}
	}
	return largest, mean / n
}

// TestLabelsAgainstIterativeStratification compares the largest deviation of a
// label's share with what the published algorithm gives, the best of 11 draws
// of its random choices.
func TestLabelsAgainstIterativeStratification(t *testing.T) {
	for _, set := range labelSets() {
		r := must(t, set.items, set.o)
		index := map[string]int{} // of a part of the certificate
		var shares []float64
		for b, p := range r.Certificate.Parts {
			index[fmt.Sprint(p.Split, p.Fold)] = b
			shares = append(shares, float64(p.Target)/float64(len(set.items)))
		}
		ours := make([]int, len(set.items))
		for i := range ours {
			ours[i] = index[fmt.Sprint(r.Split[i].String(), r.Fold[i])]
		}
		largest, mean := largestDeviation(set.items, ours, shares)

		examples, sizes := make([]map[string]int, r.Certificate.Groups), make([]int, r.Certificate.Groups)
		for i, it := range set.items {
			g := r.Component[i]
			if examples[g] == nil {
				examples[g] = map[string]int{}
			}
			sizes[g]++
			for k, l := range it.Labels {
				if !slices.Contains(it.Labels[:k], l) {
					examples[g][l]++
				}
			}
		}
		var published, means []float64
		for seed := range uint64(11) {
			placed := iterative(examples, sizes, shares, rand.New(rand.NewPCG(seed, 9)))
			theirs := make([]int, len(set.items))
			for i := range theirs {
				theirs[i] = placed[r.Component[i]]
			}
			l, m := largestDeviation(set.items, theirs, shares)
			published, means = append(published, l), append(means, m)
		}
		slices.Sort(published)
		slices.Sort(means)
		t.Logf("%s: largest %.4f, published %.4f (%.4f to %.4f); mean %.5f, published %.5f",
			set.name, largest, published[5], published[0], published[10], mean, means[5])
		if largest > published[0]+1e-12 {
			t.Errorf("%s: a label's share is off by %.4f, the published algorithm's by %.4f", set.name, largest, published[0])
		}
	}
}
