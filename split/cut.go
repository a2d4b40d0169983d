package split

import (
	"fmt"
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
// the largest part first, then of the smallest, then half of that.
func (t *task) cutChains(first error) error {
	if t.o.near() < 0 || len(t.bins) < 2 || t.by == Hash {
		return first
	}
	large, small := t.bins[0].size, t.len()
	for _, b := range t.bins {
		large = max(large, b.size)
		if b.size > 0 {
			small = min(small, b.size)
		}
	}
	r, links := t.links()
	for _, size := range slices.Compact([]int{large, small, (small + 1) / 2}) {
		piece, cut, err := t.pieces(r, links, size)
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

// links returns the near duplicates by distance, and behind the farthest the
// crops, the weakest evidence.
func (t *task) links() (*relation, [][]link) {
	r := t.nearDuplicates(&t.o)
	links := make([][]link, t.o.near()+2)
	r.neighbours(nil, func(c, d int32, distance float64) {
		n := uint8(distance)
		links[n] = append(links[n], link{c, d, n})
	})
	last := len(links) - 1
	crops := t.cropRelation(&t.o)
	crops.each(func(a, b int32) {
		links[last] = append(links[last], link{r.class[a], r.class[b], uint8(last)})
	})
	return r, links
}

// pieces joins the items by every kind that is on, near duplicates only up to
// pieces of a size, and reports whether that parts a chain. By place, overlaps
// join nothing, since items between the parts can be left out.
func (t *task) pieces(r *relation, links [][]link, size int) (piece []int32, cut bool, err error) {
	on := ^t.o.Off &^ Kinds(0).With(Near).With(Crop)
	if t.by == Spatial {
		on &^= places
	}
	strong, err := t.group(&t.o, on)
	if err != nil {
		return nil, false, err
	}
	chains := t.chains(strong, r, links, size)
	f := newForest(strong.trees)
	held := make([]int, strong.trees) // root → items
	for _, tree := range strong.tree {
		held[tree]++
	}
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
	for distance, pairs := range links {
		for _, l := range pairs {
			a, b := r.first[l.c], r.first[l.d]
			bound := t.len()
			if distance > 0 && chains[strong.tree[a]] {
				bound = size
			}
			join(a, b, bound)
		}
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
func (t *task) chains(strong *grouping, r *relation, links [][]link, size int) []bool {
	f := newForest(strong.trees)
	for i, c := range r.class {
		if c >= 0 {
			f.union(strong.tree[r.first[c]], strong.tree[i])
		}
	}
	for _, pairs := range links {
		for _, l := range pairs {
			f.union(strong.tree[r.first[l.c]], strong.tree[r.first[l.d]])
		}
	}
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
			if d := t.o.hashDistance(it.PHash, t.at(start[g]).PHash); d > most[g] {
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
	Pairs    int    `json:"pairs"`           // of different hashes within the radius, in different parts
	Distance int    `json:"distance"`        // of the nearest of them, in bits
	Crops    int    `json:"crops,omitempty"` // pairs of which one shows a part of the other
	A        string `json:"a"`               // IDs of the nearest pair, else of the first crop
	B        string `json:"b"`
}

// nearest says what the pair named is.
func (c *Cut) nearest() string {
	if c.Pairs == 0 {
		return "such as an image and a part of it"
	}
	return fmt.Sprintf("the nearest %d bits apart", c.Distance)
}

// certifyCut looks for near duplicates in different parts, where chains were
// cut.
func (t *task) certifyCut() *Cut {
	if t.piece == nil {
		return nil
	}
	cut := new(Cut)
	r := t.nearDuplicates(&t.o)
	r.neighbours(nil, func(c, d int32, distance float64) {
		a, b := min(r.first[c], r.first[d]), max(r.first[c], r.first[d])
		if t.assigned[a] == t.assigned[b] || t.assigned[a] == nowhere || t.assigned[b] == nowhere {
			return
		}
		cut.Pairs++
		n := Cut{Pairs: cut.Pairs, Distance: int(distance), A: t.at(a).ID, B: t.at(b).ID}
		if cut.Pairs == 1 || n.Distance < cut.Distance ||
			n.Distance == cut.Distance && (n.A < cut.A || n.A == cut.A && n.B < cut.B) {
			*cut = n
		}
		cut.Pairs = n.Pairs
	})
	t.cropRelation(&t.o).each(func(a, b int32) {
		if t.assigned[a] == t.assigned[b] || t.assigned[a] == nowhere || t.assigned[b] == nowhere {
			return
		}
		if cut.Crops++; cut.Pairs == 0 && cut.Crops == 1 {
			cut.A, cut.B = t.at(a).ID, t.at(b).ID
		}
	})
	if cut.Pairs+cut.Crops == 0 {
		return nil
	}
	return cut
}

// hashDistance is the Hamming distance of two hashes in the orientation that
// brings them nearest.
func (o *Options) hashDistance(g, h uint64) int {
	d := bits.OnesCount64(g ^ h)
	for _, turn := range o.Orientations {
		d = min(d, bits.OnesCount64(turn(g)^h), bits.OnesCount64(g^turn(h)))
	}
	return d
}
