package split

import (
	"errors"
	"math"
)

// spatial puts cells of the map into the bins.
//
// It compares several cellings, from few large cells to many small ones, and
// keeps the best balance (Valavi et al.: blockCV, 2019, and verde do so). All
// leak groups that touch a cell go with it, so with groups joined by the buffer
// the distance between subsets is at least the buffer by construction.
//
// Where that ties too much together (the chips of one scene lie edge to edge),
// footprints and chips join nothing; instead, items that lie within the buffer
// of a smaller subset, or overlap its items, are left out.
func (t *task) spatial() error {
	m, err := t.newSpatialIndex()
	if err != nil {
		return err
	}
	var first error
	if t.tied() == 0 {
		first = t.tooLarge(t.makeUnits(t.tree, t.trees, t.isFree, t.o.Seed))
		if first == nil {
			first = t.tryCells(m, false)
		}
		if first == nil {
			return nil
		}
	}
	placed := Kinds(0).With(Footprint).With(Chip)
	if placed&^t.o.Off != 0 {
		joined := t.grouping
		if t.grouping, err = t.group(&t.o, ^(t.o.Off | placed)); err != nil {
			return err
		}
		t.unbind()
		t.bind()
		if err = t.tryCells(m, true); err == nil {
			return nil
		}
		if first == nil {
			return err
		}
		t.grouping = joined
		t.unbind()
		t.bind()
	}
	return first
}

// tryCells places all free items by the best of several cellings; where
// exclude is set, items in the buffer zone are left out.
func (t *task) tryCells(m *spatialIndex, exclude bool) error {
	tries := t.o.Tries
	if tries == 0 {
		tries = 24
		if t.len() > 200_000 {
			tries = 8
		}
	}
	start := append([]int(nil), t.assigned...)
	var best []int
	score := math.Inf(1)
	var failed error
	celling := m.celling
	again := 0
	if m.maps() > 1 {
		celling = m.scattered
		if t.o.Tries == 0 {
			tries = 8 // they differ less than squares do
		}
	} else if len(t.bins) > 1 {
		again = min(tries, 8) // on the ellipsoid, where the squares of one plane do not do
	}
	for try := 0; try < tries+again; try++ {
		if try == tries {
			if best != nil && !t.misses(best) {
				break
			}
			celling = m.scattered
		}
		copy(t.assigned, start)
		f, cells := celling(try%tries, t)
		tree, trees := joinCells(t.tree, t.trees, f, cells)
		units := t.makeUnits(tree, trees, t.isFree, mix(t.o.Seed+uint64(try)))
		at := unplaced(len(units))
		t.distribute(units, at, 1)
		t.assignMembers(units, at)
		if exclude {
			m.exclude(t)
		}
		if err := t.checkSizes(units); err != nil {
			if failed == nil || try >= tries { // what smaller cells can do is nearer to what can be had
				failed = err
			}
			continue
		}
		if s := t.score(); s < score {
			best, score = append(best[:0], t.assigned...), s
		}
	}
	if best == nil {
		copy(t.assigned, start)
		if failed == nil {
			failed = errors.New("split by spatial: no items")
		}
		return failed
	}
	copy(t.assigned, best)
	return nil
}

// misses reports whether a bin of a placement holds more or less than its share
// by more than 2 % of the items, and by more than two of them: squares of a
// plane cut clusters that lie far apart too coarsely.
func (t *task) misses(place []int) bool {
	got, placed := make([]int, len(t.bins)), 0
	for _, b := range place {
		if b != nowhere {
			got[b]++
			placed++
		}
	}
	for b, bin := range t.bins {
		want := float64(bin.size) * float64(placed) / float64(t.len())
		if math.Abs(float64(got[b])-want) > max(2, 0.02*float64(placed)) {
			return true
		}
	}
	return false
}

// joinCells numbers the groups of items that a leak group or a cell joins.
func joinCells(tree []int32, trees int, cell []int32, cells int) ([]int32, int) {
	f := newForest(trees + cells)
	for i, c := range cell {
		f.union(tree[i], int32(trees)+c)
	}
	number, n := f.number()
	joined := make([]int32, len(tree))
	for i := range joined {
		joined[i] = number[tree[i]]
	}
	return joined, n
}

// score is how far a placement is from what is asked: the sum over bins of
// |share − target| of the items, the mean of the same over classes, and the
// share of items that were left out.
func (t *task) score() float64 {
	got, counts, placed := t.tallyBins()
	s := float64(t.len()-placed) / float64(t.len())
	sum := 0
	for _, b := range t.bins {
		sum += b.size
	}
	for b, bin := range t.bins {
		share := float64(bin.size) / float64(sum)
		s += math.Abs(float64(got[b])/float64(max(placed, 1)) - share)
	}
	if len(t.classes) > 1 {
		d := 0.0
		for class := range t.classes {
			total := 0
			for b := range counts {
				total += counts[b][class]
			}
			for b, bin := range t.bins {
				d += math.Abs(float64(counts[b][class])/float64(max(total, 1)) - float64(bin.size)/float64(sum))
			}
		}
		s += d / float64(len(t.classes))
	}
	return s
}

// tallyBins counts the items per bin, per bin and class, and altogether.
func (t *task) tallyBins() (got []int, counts [][]int, placed int) {
	got = make([]int, len(t.bins))
	counts = make([][]int, len(t.bins))
	for b := range counts {
		counts[b] = make([]int, len(t.classes))
	}
	for i, b := range t.assigned {
		if b == nowhere {
			continue
		}
		got[b]++
		placed++
		for _, c := range t.class[i] {
			counts[b][c]++
		}
	}
	return got, counts, placed
}

// tied returns the number of leak groups whose kept items lie in several bins.
func (t *task) tied() int {
	in := make(map[int32]int)
	ties := 0
	for i, b := range t.fixed {
		if b == nowhere {
			continue
		}
		switch old, seen := in[t.tree[i]]; {
		case !seen:
			in[t.tree[i]] = b
		case old != b && old != nowhere:
			in[t.tree[i]] = nowhere
			ties++
		}
	}
	return ties
}

// unbind takes back what bind placed.
func (t *task) unbind() {
	clear(t.held)
	for i, b := range t.fixed {
		t.assigned[i] = b
		if b != nowhere {
			t.held[b]++
		}
	}
}
