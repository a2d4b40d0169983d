package split

// Union is one reason why two items must not be parted.
type Union struct {
	A, B int // indices of the items; A has the smaller ID
	Kind Kind
	// Distance is the Hamming distance of near duplicates, the map distance
	// of footprints (0: they overlap), the seconds between times; else 0.
	Distance float64
}

// grouping is the leak groups of a set.
type grouping struct {
	tree   []int32 // position → leak group
	trees  int
	unions []Union // that joined two trees
	// skipped is how many pairs were not compared, at most, by kind.
	skipped [kinds]int64
}

// group joins the items by every kind that is on.
func (s *set) group(o *Options, on Kinds) (*grouping, error) {
	f := newForest(s.len())
	g := new(grouping)
	for k := range kinds {
		if !on.Has(k) {
			continue
		}
		r, err := s.relate(k, o)
		if err != nil {
			return nil, err
		}
		join := func(a, b int32, distance float64) {
			if (k == Near || k == Crop) && s.piece != nil && s.piece[a] != s.piece[b] {
				return
			}
			if f.union(a, b) {
				g.unions = append(g.unions, s.union(k, a, b, distance))
			}
		}
		for i, c := range r.class {
			if c >= 0 {
				join(r.first[c], int32(i), 0)
			}
		}
		if r.neighbours != nil {
			r.neighbours(nil, func(c, d int32, distance float64) { join(r.first[c], r.first[d], distance) })
			g.skipped[k] += r.skipped
		}
	}
	g.tree, g.trees = f.number()
	return g, nil
}

func (s *set) union(k Kind, a, b int32, distance float64) Union {
	a, b = min(a, b), max(a, b)
	return Union{int(s.order[a]), int(s.order[b]), k, distance}
}
