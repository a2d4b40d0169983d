package split

import (
	"cmp"
	"slices"
)

// Union is one reason why two items must not be parted.
type Union struct {
	A, B int // indices of the items; A has the smaller ID
	Kind Kind
	// Distance is the Hamming distance of near duplicates, the map distance
	// of footprints (0: they overlap), the seconds between times; else 0.
	Distance float64
}

// pair is a Union of positions in the set.
type pair struct {
	a, b     int32
	distance float64
}

// leaks finds the pairs of one kind and calls yield for enough of them that
// joining them joins everything that the kind joins. Where all is set, yield
// also gets a nearest partner of the item in each other part that part tells
// apart, which is what an audit asks for.
func (s *set) chain(key func(i int32) (string, bool), yield func(pair)) {
	first := map[string]int32{}
	for i := range int32(s.len()) {
		k, ok := key(i)
		if !ok {
			continue
		}
		if f, seen := first[k]; seen {
			yield(pair{a: f, b: i})
		} else {
			first[k] = i
		}
	}
}

func (s *set) sameGroup(yield func(pair)) {
	s.chain(func(i int32) (string, bool) { g := s.at(i).Group; return g, g != "" }, yield)
}

// content is what exact duplicates share.
type content struct {
	hash   [16]byte
	window [4]int
}

func (i *Item) content() (content, bool) {
	return content{i.Hash, i.Window}, i.Hash != [16]byte{}
}

func (s *set) exact(yield func(pair)) {
	first := make(map[content]int32, s.len())
	for i := range int32(s.len()) {
		c, ok := s.at(i).content()
		if !ok {
			continue
		}
		if f, seen := first[c]; seen {
			yield(pair{a: f, b: i})
		} else {
			first[c] = i
		}
	}
}

// group joins the items by every kind that is on and records the unions that
// joined two trees.
func (s *set) group(o *Options) (forest, []Union, error) {
	f := newForest(s.len())
	var unions []Union
	for k := range kinds {
		if o.Off.Has(k) {
			continue
		}
		err := s.pairs(k, o, func(p pair) {
			if f.union(p.a, p.b) {
				unions = append(unions, s.union(k, p))
			}
		})
		if err != nil {
			return nil, nil, err
		}
	}
	return f, unions, nil
}

func (s *set) union(k Kind, p pair) Union {
	a, b := min(p.a, p.b), max(p.a, p.b)
	return Union{int(s.order[a]), int(s.order[b]), k, p.distance}
}

func (s *set) pairs(k Kind, o *Options, yield func(pair)) error {
	switch k {
	case SameGroup:
		s.sameGroup(yield)
	case Exact:
		s.exact(yield)
	}
	return nil
}

// sortUnions puts unions into the order of their items.
func sortUnions(u []Union) {
	slices.SortFunc(u, func(x, y Union) int {
		return cmp.Or(cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B), cmp.Compare(x.Kind, y.Kind))
	})
}
