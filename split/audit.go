package split

import (
	"cmp"
	"math"
	"slices"
)

// AuditResult is what [Audit] finds in a split that somebody else made.
type AuditResult struct {
	// Leaks names, for every kind and every item of valid and test that
	// leaks, its nearest partner in an earlier part (train before valid
	// before test). In the order of items.
	Leaks []Union
	// Leaking counts the leaking items by kind.
	Leaking map[Kind]int
	// Imbalanced are the labels whose share in a part lies more than four
	// standard deviations of a random draw of leak groups from the part's
	// share of all items.
	Imbalanced []Imbalance
	// Certificate is that of the split; its Excluded are the items that are
	// in no part.
	Certificate Certificate
	Warnings    []string
}

// Imbalance is a label that a part has too much or too little of.
type Imbalance struct {
	Label string  `json:"label"`
	Split string  `json:"split"`
	Items int     `json:"items"`
	Share float64 `json:"share"` // of the label's items
	Want  float64 `json:"want"`  // the part's share of all items
}

// Clean reports whether nothing was found.
func (r *AuditResult) Clean() bool { return len(r.Leaks) == 0 && len(r.Imbalanced) == 0 }

// Audit looks for leaks and imbalance in the split that Item.Folder gives. Of
// the options, Off, Near, Orientations, Crops, Buffer and Within count.
func Audit(items []Item, o Options) (*AuditResult, error) {
	o = Options{By: Folder, Off: o.Off, Near: o.Near, Orientations: o.Orientations, Crops: o.Crops, Buffer: o.Buffer, Within: o.Within}
	t, err := newTask(items, o)
	if err != nil {
		return nil, err
	}
	t.adopt()
	if t.grouping, err = t.group(&t.o, ^t.o.Off); err != nil {
		return nil, err
	}
	var result Result
	t.certify(&result)
	t.cautionLabels()
	r := &AuditResult{Leaking: map[Kind]int{}, Certificate: result.Certificate}
	for k := range kinds {
		if t.o.Off.Has(k) {
			continue
		}
		relation, err := t.relate(k, &t.o)
		if err != nil {
			return nil, err
		}
		leaks := t.leaks(k, relation)
		r.Leaks = append(r.Leaks, leaks...)
		if len(leaks) > 0 {
			r.Leaking[k] = len(leaks)
		}
	}
	slices.SortFunc(r.Leaks, func(a, b Union) int {
		return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B), cmp.Compare(a.Kind, b.Kind))
	})
	r.Imbalanced = t.imbalanced()
	r.Warnings = t.warnings
	return r, nil
}

// adopt takes the split of the items as it is. Bins are the parts that hold
// items, in the order train, valid, test.
func (t *task) adopt() {
	t.assigned = make([]int, t.len())
	t.fixed = t.assigned
	var size [4]int
	for i := range t.items {
		size[t.items[i].Folder]++
	}
	for _, s := range [...]Subset{Train, Valid, Test} {
		if size[s] > 0 {
			t.bins = append(t.bins, bin{s, -1, size[s]})
		}
	}
	for i := range t.assigned {
		t.assigned[i] = t.binOf(t.at(int32(i)).Folder, -1)
	}
}

// leaks returns, for every item of a later part that the relation ties to an
// item of an earlier one, its nearest such partner, of equal ones the first.
func (t *task) leaks(k Kind, r *relation) []Union {
	type partner struct {
		at       int32
		distance float64
	}
	none := partner{-1, math.Inf(1)}
	bins := len(t.bins)
	same := slices.Repeat([]partner{none}, len(r.first)*bins) // class, bin → first item
	near := slices.Repeat([]partner{none}, len(r.first)*bins) // class, bin → nearest item of another class
	parts := make([]uint64, len(r.first))
	better := func(to *partner, p partner) {
		if p.at >= 0 && (p.distance < to.distance || p.distance == to.distance && p.at < to.at) {
			*to = p
		}
	}
	for i, c := range r.class {
		if b := t.assigned[i]; c >= 0 && b != nowhere {
			better(&same[int(c)*bins+b], partner{int32(i), 0})
			parts[c] |= 1 << b
		}
	}
	if r.neighbours != nil {
		r.neighbours(parts, func(c, d int32, distance float64) {
			for b := range bins {
				better(&near[int(c)*bins+b], partner{same[int(d)*bins+b].at, distance})
				better(&near[int(d)*bins+b], partner{same[int(c)*bins+b].at, distance})
			}
		})
	}
	var found []Union
	for i, c := range r.class {
		if c < 0 {
			continue
		}
		best := none
		for b := range max(t.assigned[i], 0) {
			if !r.told {
				better(&best, same[int(c)*bins+b])
			}
			better(&best, near[int(c)*bins+b])
		}
		if best.at >= 0 {
			found = append(found, t.union(k, best.at, int32(i), best.distance))
		}
	}
	return found
}

// imbalanced compares each label's share in a part with the part's share of
// all items. A random draw of whole leak groups has the standard deviation of
// n²/Σm² independent items, where the n items of a label lie m by m in groups.
func (t *task) imbalanced() []Imbalance {
	if len(t.classes) < 2 {
		return nil
	}
	_, counts, placed := t.tallyBins()
	together := make(map[[2]int32]float64) // leak group, class → items
	for i, classes := range t.class {
		if t.assigned[i] != nowhere {
			for _, c := range classes {
				together[[2]int32{t.tree[i], c}]++
			}
		}
	}
	squares := make([]float64, len(t.classes)) // whole numbers: the order of the map has no influence
	for key, m := range together {
		squares[key[1]] += float64(m * m)
	}
	var found []Imbalance
	for class, label := range t.classes {
		total := 0.0
		for b := range counts {
			total += float64(counts[b][class])
		}
		if total == 0 {
			continue
		}
		for b, bin := range t.bins {
			share, want := float64(counts[b][class])/total, float64(bin.size)/float64(placed)
			limit := 4 * math.Sqrt(want*(1-want)*squares[class]) / total
			if math.Abs(share-want) > limit {
				found = append(found, Imbalance{label, bin.subset.String(), counts[b][class], share, want})
			}
		}
	}
	return found
}
