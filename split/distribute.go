package split

import (
	"math"
	"slices"
)

// assign puts every free item into a bin.
func (t *task) assign() error {
	t.bind()
	switch {
	case len(t.bins) == 1:
		for i := range t.assigned {
			t.assigned[i] = 0
		}
		return nil
	case t.by == Hash:
		t.placeByHash()
		return nil
	case t.by == Spatial:
		return t.spatialOrStrips()
	}
	units := t.makeUnits(t.tree, t.trees, t.isFree, t.o.Seed)
	if t.by == Temporal {
		at := unplaced(len(units))
		t.inTime(units, at)
		t.assignMembers(units, at)
		return t.checkSizes(units)
	}
	start := slices.Clone(t.assigned)
	var err error
	for _, weight := range [...]float64{1, 10} { // sizes matter more if classes leave a part empty
		copy(t.assigned, start)
		at := unplaced(len(units))
		t.distribute(units, at, weight)
		t.assignMembers(units, at)
		if err = t.checkSizes(units); err == nil {
			return nil
		}
	}
	return err
}

func (t *task) isFree(i int32) bool { return t.assigned[i] == nowhere }

// distribute fills the bins by the method; sizes is the weight of their sizes
// beside that of a class.
func (t *task) distribute(units []unit, at []int, sizes float64) {
	if t.by != Random && len(t.classes) > 1 {
		b := t.balance(units)
		b.sizes = sizes
		if t.by != Spatial { // which compares many cellings instead
			b.budget = 500_000
		}
		stratify(units, at, b)
		return
	}
	fillByRank(units, at, t.bins, slices.Clone(t.held))
}

// balance returns what the kept items hold, expecting the units.
func (t *task) balance(units []unit) *balance {
	b := newBalance(t.bins, len(t.classes))
	for i, bin := range t.assigned {
		if bin == nowhere {
			continue
		}
		_, counts := t.count(nil, []int32{int32(i)})
		pixels := t.at(int32(i)).Pixels
		b.expect(counts, 1, pixels)
		b.put(bin, counts, 1, pixels, 1)
	}
	if t.anyKept() {
		b.closeFull()
	}
	for u := range units {
		b.expect(units[u].counts, units[u].size(), units[u].pixels)
	}
	return b
}

func unplaced(n int) []int {
	at := make([]int, n)
	for i := range at {
		at[i] = nowhere
	}
	return at
}

// assignMembers writes the bins of units to their members.
func (t *task) assignMembers(units []unit, at []int) {
	for u := range units {
		for _, i := range units[u].members {
			t.assigned[i] = at[u]
		}
	}
}

// bind puts the free items of a leak group that is partly kept into the bin
// that keeps most of it, of equal ones the first.
func (t *task) bind() {
	kept := map[int32][]int{} // leak group → bin → kept items
	for i, b := range t.fixed {
		if b == nowhere {
			continue
		}
		tree := t.tree[i]
		if kept[tree] == nil {
			kept[tree] = make([]int, len(t.bins))
		}
		kept[tree][b]++
	}
	for i := range t.assigned {
		if n := kept[t.tree[i]]; n != nil && t.fixed[i] == nowhere {
			b := slices.Index(n, slices.Max(n))
			t.assigned[i] = b
			t.held[b]++
		}
	}
}

// placeByHash places each free item by its own key: the hash as a fraction of
// 2⁶⁴ is valid from 0 on, test up to 1, train between; folds cut what is not
// test into equal parts.
func (t *task) placeByHash() {
	for i := range t.assigned {
		if t.assigned[i] != nowhere {
			continue
		}
		it := t.at(int32(i))
		key := "content " + string(it.Hash[:])
		if it.Group != "" {
			key = "group " + it.Group
		}
		u := float64(rank(t.o.Seed, key)>>11) / (1 << 53)
		t.assigned[i] = t.binAt(u)
	}
}

// binAt returns the bin of a place u in 0 … 1.
func (t *task) binAt(u float64) int {
	valid, test := t.o.Valid.Fraction, t.o.Test.Fraction
	switch {
	case u >= 1-test:
		return t.binOf(Test, -1)
	case t.o.Folds > 0:
		fold := int(math.Floor(u / (1 - test) * float64(t.o.Folds)))
		return t.binOf(None, min(fold, t.o.Folds-1))
	case u < valid:
		return t.binOf(Valid, -1)
	}
	return t.binOf(Train, -1)
}
