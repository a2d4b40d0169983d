package split

import "slices"

// Duplicates returns the groups of exact duplicates (equal content hash and
// window) and of near duplicates: items that chains of perceptual hashes within
// the radius connect, or of crops, where not all of a group are exact duplicates
// of each other. Of the options, Near, Orientations and Crops count. Groups hold
// indices of items; groups and members are in the order of IDs.
func Duplicates(items []Item, o Options) (exact, near [][]int) {
	s := newSet(items)
	o = Options{Near: o.Near, Orientations: o.Orientations, Crops: o.Crops}
	same := s.gather(s.mustGroup(&o, Kinds(0).With(Exact)))
	for _, g := range s.gather(s.mustGroup(&o, Kinds(0).With(Exact).With(Near).With(Crop))) {
		first, _ := items[g[0]].content()
		for _, i := range g[1:] {
			if c, ok := items[i].content(); !ok || c != first {
				near = append(near, g)
				break
			}
		}
	}
	return same, near
}

// mustGroup joins by kinds that cannot fail.
func (s *set) mustGroup(o *Options, on Kinds) *grouping {
	g, err := s.group(o, on)
	if err != nil {
		panic(err)
	}
	return g
}

// gather returns the trees of two items or more.
func (s *set) gather(by *grouping) [][]int {
	members := make([][]int, by.trees)
	for i, t := range by.tree {
		members[t] = append(members[t], int(s.order[i]))
	}
	var groups [][]int
	for _, m := range members {
		if len(m) > 1 {
			groups = append(groups, m)
		}
	}
	return groups
}

// Conflicts returns those of the groups whose items differ in their labels.
func Conflicts(items []Item, groups [][]int) [][]int {
	s := newSet(items)
	at := make([]int, len(items)) // index → position
	for i, k := range s.order {
		at[k] = i
	}
	var found [][]int
	for _, g := range groups {
		for _, i := range g[1:] {
			if !slices.Equal(s.class[at[i]], s.class[at[g[0]]]) {
				found = append(found, g)
				break
			}
		}
	}
	return found
}
