package split

import (
	"cmp"
	"math"
	"slices"
)

// rect is smallest x, smallest y, largest x, largest y.
type rect = [4]float64

// rtree is a static R-tree packed by sort-tile-recursive (Leutenegger, Lopez,
// Edgington: STR, 1997): leaves of up to fan rectangles, level upon level of
// boxes over up to fan nodes each.
type rtree struct {
	id     []int32 // entry → index of the rectangle
	leaf   []rect  // entry → rectangle
	levels [][]rect
}

const fan = 16

func newRTree(rects []rect) *rtree {
	t := &rtree{id: make([]int32, len(rects)), leaf: make([]rect, len(rects))}
	for i := range t.id {
		t.id[i] = int32(i)
	}
	by := func(axis int) func(a, b int32) int {
		return func(a, b int32) int {
			return cmp.Or(cmp.Compare(rects[a][axis]+rects[a][axis+2], rects[b][axis]+rects[b][axis+2]), cmp.Compare(a, b))
		}
	}
	slices.SortFunc(t.id, by(0))
	leaves := (len(rects) + fan - 1) / fan
	slab := fan * int(math.Ceil(math.Sqrt(float64(leaves))))
	for part := range slices.Chunk(t.id, max(slab, 1)) {
		slices.SortFunc(part, by(1))
	}
	for e, i := range t.id {
		t.leaf[e] = rects[i]
	}
	for below := t.leaf; len(below) > 1 || len(t.levels) == 0 && len(below) > 0; {
		var level []rect
		for part := range slices.Chunk(below, fan) {
			box := part[0]
			for _, r := range part[1:] {
				box = rect{min(box[0], r[0]), min(box[1], r[1]), max(box[2], r[2]), max(box[3], r[3])}
			}
			level = append(level, box)
		}
		t.levels = append(t.levels, level)
		below = level
	}
	return t
}

// visit descends into every box that enter admits and calls yield for the
// rectangles below that enter admits.
func (t *rtree) visit(enter func(rect) bool, yield func(id int32, r rect)) {
	if len(t.levels) > 0 {
		t.descend(len(t.levels)-1, 0, enter, yield)
	}
}

func (t *rtree) descend(level, node int, enter func(rect) bool, yield func(id int32, r rect)) {
	if level < 0 {
		if enter(t.leaf[node]) {
			yield(t.id[node], t.leaf[node])
		}
		return
	}
	if !enter(t.levels[level][node]) {
		return
	}
	below := len(t.leaf)
	if level > 0 {
		below = len(t.levels[level-1])
	}
	for child := node * fan; child < min((node+1)*fan, below); child++ {
		t.descend(level-1, child, enter, yield)
	}
}
