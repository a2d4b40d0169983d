package split

import (
	"math/bits"
	"slices"
)

// cutChains tries again after a failed attempt, with chains of near duplicates
// cut at their weakest links. Where no chain is longer than a part, or nothing
// that it does helps, it returns the first error.
//
// A chain is a leak group that near duplicates tie although some of its items
// are farther apart than the radius; a group in which all are alike is none, and
// is never cut. Links are joined from the nearest to the farthest (Kruskal's
// algorithm) as long as a piece is not larger than a part, so what stays apart
// are the weakest links; equal hashes always stay together. The size is that of
// the largest part first, then of smaller ones.
func (t *task) cutChains(first error) error {
	if t.o.near() < 0 || len(t.bins) < 2 || t.by == Hash {
		return first
	}
	var sizes []int
	for _, b := range t.bins {
		sizes = append(sizes, b.size, (b.size+1)/2)
	}
	slices.Sort(sizes)
	slices.Reverse(sizes)
	for _, size := range slices.Compact(sizes) {
		piece, cut, err := t.pieces(size)
		if err != nil {
			return err
		}
		if !cut {
			continue
		}
		t.piece = piece
		if err := t.attempt(); !impossible(err) {
			return err
		}
		t.piece = nil
	}
	return first
}

// pieces joins the items by every kind that is on, near duplicates only up to
// pieces of a size, and reports whether that parts a chain. By place, overlaps
// join nothing, since items between the parts can be left out.
func (t *task) pieces(size int) (piece []int32, cut bool, err error) {
	on := ^t.o.Off &^ Kinds(0).With(Near)
	if t.by == Spatial {
		on &^= places
	}
	strong, err := t.group(&t.o, on)
	if err != nil {
		return nil, false, err
	}
	chains := t.chains(strong, size)
	f := newForest(strong.trees)
	held := make([]int, strong.trees) // root → items
	for _, tree := range strong.tree {
		held[tree]++
	}
	r := t.relateNear(t.o.near(), t.o.Mirror)
	join := func(a, b int32, bound int) {
		a, b = f.find(strong.tree[a]), f.find(strong.tree[b])
		if a == b {
			return
		}
		n := held[a] + held[b]
		if n > bound {
			cut = true
			return
		}
		f.union(a, b)
		held[min(a, b)] = n
	}
	for i, c := range r.class {
		if c >= 0 {
			join(r.first[c], int32(i), t.len())
		}
	}
	for radius := range t.o.near() + 1 {
		t.relateNear(radius, t.o.Mirror).neighbours(nil, func(c, d int32, distance float64) {
			if int(distance) < radius {
				return
			}
			a, b := r.first[c], r.first[d]
			bound := t.len()
			if chains[strong.tree[a]] {
				bound = size
			}
			join(a, b, bound)
		})
	}
	number, _ := f.number()
	piece = make([]int32, t.len())
	for i, tree := range strong.tree {
		piece[i] = number[tree]
	}
	return piece, cut, nil
}

// chains marks the trees of strong that belong to a chain of more than size
// items.
func (t *task) chains(strong *grouping, size int) []bool {
	r := t.relateNear(t.o.near(), t.o.Mirror)
	f := newForest(strong.trees)
	for i, c := range r.class {
		if c >= 0 {
			f.union(strong.tree[r.first[c]], strong.tree[i])
		}
	}
	r.neighbours(nil, func(c, d int32, _ float64) {
		f.union(strong.tree[r.first[c]], strong.tree[r.first[d]])
	})
	number, n := f.number()
	held := make([]int, n)
	start := slices.Repeat([]int32{nowhere}, n) // group → an item with a hash
	far := make([]bool, n)
	// An item is compared with the first of its group, then with the one that
	// is farthest from it: where neither is beyond the radius, all are alike as
	// far as a bound needs it.
	for pass := range 2 {
		next, most := slices.Clone(start), make([]int, n)
		for i, tree := range strong.tree {
			g := number[tree]
			if pass == 0 {
				held[g]++
			}
			it := t.at(int32(i))
			if !it.HasPHash {
				continue
			}
			if start[g] == nowhere {
				start[g], next[g] = int32(i), int32(i)
			}
			if d := bits.OnesCount64(it.PHash ^ t.at(start[g]).PHash); d > most[g] {
				next[g], most[g] = int32(i), d
			}
		}
		for g, d := range most {
			far[g] = far[g] || d > t.o.near()
		}
		start = next
	}
	chain := make([]bool, strong.trees)
	for tree, g := range number {
		chain[tree] = far[g] && held[g] > size
	}
	return chain
}

// Cut is what was parted to cut chains of near duplicates.
type Cut struct {
	Pairs    int    `json:"pairs"`    // of different hashes within the radius, in different parts
	Distance int    `json:"distance"` // of the nearest of them, in bits
	A        string `json:"a"`        // their IDs
	B        string `json:"b"`
}

// certifyCut looks for near duplicates in different parts, where chains were
// cut.
func (t *task) certifyCut() *Cut {
	if t.piece == nil {
		return nil
	}
	cut := new(Cut)
	r := t.relateNear(t.o.near(), t.o.Mirror)
	r.neighbours(nil, func(c, d int32, distance float64) {
		a, b := min(r.first[c], r.first[d]), max(r.first[c], r.first[d])
		if t.place[a] == t.place[b] || t.place[a] == nowhere || t.place[b] == nowhere {
			return
		}
		cut.Pairs++
		n := Cut{cut.Pairs, int(distance), t.at(a).ID, t.at(b).ID}
		if cut.Pairs == 1 || n.Distance < cut.Distance ||
			n.Distance == cut.Distance && (n.A < cut.A || n.A == cut.A && n.B < cut.B) {
			*cut = n
		}
		cut.Pairs = n.Pairs
	})
	if cut.Pairs == 0 {
		return nil
	}
	return cut
}
