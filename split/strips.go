package split

import (
	"cmp"
	"slices"
)

// spatialOrStrips splits by cells of the map; where they leave out too much,
// since many small cells have long borders, by one strip of each plane per part.
func (t *task) spatialOrStrips() error {
	err := t.spatial()
	if !impossible(err) || t.o.Off&places == places {
		return err
	}
	if t.strips() == nil {
		return nil
	}
	return err
}

// strips places the items by strips across each plane, one per part, whose
// sizes are those of the parts. A leak group goes where most of it lies; items
// that overlap another part, or lie within the buffer of it, are left out. Of
// the two directions the one that comes nearer to what is asked is taken.
func (t *task) strips() error {
	m, err := t.newSpatialIndex()
	if err != nil {
		return err
	}
	joined := t.grouping
	if t.grouping, err = t.group(&t.o, ^(t.o.Off | places)); err != nil {
		return err
	}
	t.unbind()
	t.bind()
	units := t.makeUnits(t.tree, t.trees, t.isFree, t.o.Seed)
	start := slices.Clone(t.assigned)
	var best []int
	var score float64
	var failed error
	for axis := range 2 {
		copy(t.assigned, start)
		strip := t.cutStrips(m, axis)
		at := unplaced(len(units))
		votes := make([]int, len(t.bins))
		for u := range units {
			clear(votes)
			for _, i := range units[u].members {
				votes[strip[i]]++
			}
			at[u] = slices.Index(votes, slices.Max(votes))
		}
		t.assignMembers(units, at)
		m.exclude(t)
		if err := t.checkSizes(units); err != nil {
			failed = err
			continue
		}
		if s := t.score(); best == nil || s < score {
			best, score = slices.Clone(t.assigned), s
		}
	}
	if best == nil {
		t.grouping = joined
		t.unbind()
		t.bind()
		return failed
	}
	copy(t.assigned, best)
	return nil
}

// cutStrips returns the bin of each position. Items are sorted by their centres
// along an axis; items with the same centre are not parted.
func (t *task) cutStrips(m *spatialIndex, axis int) []int {
	strip := make([]int, t.len())
	sizes := make([]int, len(t.bins))
	for b, bin := range t.bins {
		sizes[b] = bin.size
	}
	for _, s := range m.planes {
		order := make([]int, len(s.at))
		for k := range order {
			order[k] = k
		}
		centre := func(k int) float64 { return s.rects[k][axis] + s.rects[k][axis+2] }
		slices.SortFunc(order, func(a, b int) int {
			return cmp.Or(cmp.Compare(centre(a), centre(b)), cmp.Compare(a, b))
		})
		b, end := -1, 0
		parts := apportion(len(order), sizes)
		for k, o := range order {
			for k >= end && (k == 0 || centre(o) > centre(order[k-1])) {
				b++
				end += parts[b]
			}
			strip[s.at[o]] = b
		}
	}
	return strip
}

// leaveOut tries again after a failed attempt by place, where the method is
// free and every item has one. It returns the first error where that fails too.
func (t *task) leaveOut(first error) error {
	if t.o.By != Auto || t.by == Spatial || t.by == Folder {
		return first
	}
	for i := range int32(t.len()) {
		if _, ok := somewhere(t.at(i)); !ok {
			return first
		}
	}
	by := t.by
	t.by, t.chosenLast = Spatial, true
	err := t.attempt()
	if impossible(err) {
		t.by, t.chosenLast = by, false
		return first
	}
	return err
}
