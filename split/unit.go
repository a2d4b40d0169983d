package split

import (
	"cmp"
	"slices"

	"github.com/bandprep/bandprep/internal/geodesy"
)

// set is the items in the order of their IDs: what everything works on, so
// that the order of the input has no influence. Indices are int32; a set holds
// fewer than 2³¹ items.
type set struct {
	items []Item
	order []int32 // position → index in items
	// classes are the labels in order of name; an item without label is of
	// the class "" that is then the first.
	classes []string
	class   [][]int32 // position → classes, ascending
	near    *relation // once it was searched
	crops   *relation // once it was searched
	// piece is, where chains of near duplicates are cut, the piece of each
	// position; nil: nothing is cut.
	piece []int32
	// area is what positions cover on the ellipsoid, where asked is set; nil:
	// not known.
	area  []*geodesy.Area
	asked []bool
}

func (s *set) at(i int32) *Item { return &s.items[s.order[i]] }

func (s *set) len() int { return len(s.order) }

// unit is what is placed as one: the members of a leak group that are not kept
// where they are.
type unit struct {
	members []int32 // positions, ascending
	counts  []count // items per class, by class
	pixels  int64
	rank    uint64
}

type count struct{ class, n int32 }

func (u *unit) size() int { return len(u.members) }

// single reports whether u is one item of one class.
func (u *unit) single() bool { return len(u.members) == 1 && len(u.counts) == 1 }

// makeUnits gathers the free items of each tree, in the order of rank. A unit
// is ranked by the ID of its first member.
func (s *set) makeUnits(tree []int32, trees int, free func(i int32) bool, seed uint64) []unit {
	start := make([]int32, trees+1)
	for i, t := range tree {
		if free(int32(i)) {
			start[t+1]++
		}
	}
	n := 0
	for t := range trees {
		if start[t+1] > 0 {
			n++
		}
		start[t+1] += start[t]
	}
	members := make([]int32, start[trees])
	fill := slices.Clone(start[:trees])
	for i, t := range tree {
		if free(int32(i)) {
			members[fill[t]] = int32(i)
			fill[t]++
		}
	}
	units := make([]unit, 0, n)
	counts := make([]count, 0, len(members))
	for t := range trees {
		m := members[start[t]:start[t+1]:start[t+1]]
		if len(m) == 0 {
			continue
		}
		u := unit{members: m, rank: rank(seed, s.at(m[0]).ID)}
		counts, u.counts = s.count(counts, m)
		for _, i := range m {
			u.pixels += s.at(i).Pixels
		}
		units = append(units, u)
	}
	return sortUnits(units)
}

// sortUnits sorts by rank, then by the first member; units stand in the order of
// those already. Sorting keys moves less than sorting units.
func sortUnits(units []unit) []unit {
	type key struct {
		rank uint64
		at   int32
	}
	keys := make([]key, len(units))
	for u := range units {
		keys[u] = key{units[u].rank, int32(u)}
	}
	slices.SortFunc(keys, func(a, b key) int {
		switch {
		case a.rank < b.rank:
			return -1
		case a.rank > b.rank:
			return 1
		}
		return int(a.at - b.at)
	})
	sorted := make([]unit, len(units))
	for i, k := range keys {
		sorted[i] = units[k.at]
	}
	return sorted
}

// count appends the items per class of the members to arena and returns the
// part that was appended.
func (s *set) count(arena []count, members []int32) (grown, counts []count) {
	from := len(arena)
	for _, i := range members {
		for _, c := range s.class[i] {
			arena = append(arena, count{c, 1})
		}
	}
	if len(members) > 1 {
		part := arena[from:]
		slices.SortFunc(part, func(a, b count) int { return cmp.Compare(a.class, b.class) })
		kept := from
		for _, c := range part {
			if kept > from && arena[kept-1].class == c.class {
				arena[kept-1].n++
				continue
			}
			arena[kept] = c
			kept++
		}
		arena = arena[:kept]
	}
	return arena, arena[from:len(arena):len(arena)]
}

// newSet sorts the items and numbers their labels.
func newSet(items []Item) *set {
	s := &set{items: items, order: make([]int32, len(items)), class: make([][]int32, len(items))}
	for i := range s.order {
		s.order[i] = int32(i)
	}
	slices.SortFunc(s.order, func(a, b int32) int { return cmp.Compare(items[a].ID, items[b].ID) })
	number := map[string]int32{}
	for i := range items {
		if len(items[i].Labels) == 0 {
			number[""] = 0
		}
		for _, l := range items[i].Labels {
			number[l] = 0
		}
	}
	for l := range number {
		s.classes = append(s.classes, l)
	}
	slices.Sort(s.classes)
	for c, l := range s.classes {
		number[l] = int32(c)
	}
	arena := make([]int32, 0, len(items))
	for i := range s.order {
		from := len(arena)
		labels := s.at(int32(i)).Labels
		if len(labels) == 0 {
			arena = append(arena, number[""])
		}
		for _, l := range labels {
			arena = append(arena, number[l])
		}
		part := arena[from:]
		if len(part) > 1 {
			slices.Sort(part)
			part = slices.Compact(part)
			arena = arena[:from+len(part)]
		}
		s.class[i] = part[:len(part):len(part)]
	}
	return s
}
