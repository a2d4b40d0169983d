package split

import (
	"cmp"
	"math"
	"slices"

	"github.com/bandprep/bandprep/internal/geodesy"
)

// ballTree is a static tree over areas on the ellipsoid (Omohundro: Five
// balltree construction algorithms, 1989, by the median of the longest axis):
// unlike rectangles of longitude and latitude, balls know no antimeridian and
// no pole.
type ballTree struct {
	id     []int32
	centre [][3]float64 // by id
	radius []float64
	nodes  []ballNode
}

type ballNode struct {
	centre      [3]float64
	radius      float64
	from, to    int32 // entries of id
	left, right int32 // nodes; 0: a leaf
}

const leafBalls = 8

func newBallTree(areas []*geodesy.Area) *ballTree {
	t := &ballTree{id: make([]int32, len(areas)), centre: make([][3]float64, len(areas)), radius: make([]float64, len(areas))}
	for i, a := range areas {
		t.id[i] = int32(i)
		t.centre[i], t.radius[i] = a.Centre()
	}
	if len(areas) > 0 {
		t.build(0, int32(len(areas)))
	}
	return t
}

// build makes the node of some entries and returns its number.
func (t *ballTree) build(from, to int32) int32 {
	n := int32(len(t.nodes))
	t.nodes = append(t.nodes, ballNode{from: from, to: to})
	part := t.id[from:to]
	low, high := extent(part, t.centre)
	node := ballNode{from: from, to: to}
	for k := range 3 {
		node.centre[k] = (low[k] + high[k]) / 2
	}
	for _, i := range part {
		node.radius = max(node.radius, between(node.centre, t.centre[i])+t.radius[i])
	}
	if len(part) > leafBalls {
		axis := longestAxis(low, high)
		slices.SortFunc(part, func(a, b int32) int {
			return cmp.Or(cmp.Compare(t.centre[a][axis], t.centre[b][axis]), cmp.Compare(a, b))
		})
		mid := (from + to) / 2
		node.left = t.build(from, mid)
		node.right = t.build(mid, to)
	}
	t.nodes[n] = node
	return n
}

// extent returns the box of the points of some indices.
func extent(index []int32, points [][3]float64) (low, high [3]float64) {
	low, high = points[index[0]], points[index[0]]
	for _, i := range index {
		for k := range 3 {
			low[k], high[k] = min(low[k], points[i][k]), max(high[k], points[i][k])
		}
	}
	return low, high
}

func longestAxis(low, high [3]float64) int {
	axis := 0
	for k := range 3 {
		if high[k]-low[k] > high[axis]-low[axis] {
			axis = k
		}
	}
	return axis
}

func between(a, b [3]float64) float64 {
	x, y, z := a[0]-b[0], a[1]-b[1], a[2]-b[2]
	return math.Sqrt(float64(x*x) + float64(y*y) + float64(z*z))
}

// visit descends into every ball that enter admits and calls yield for the
// areas below that enter admits.
func (t *ballTree) visit(enter func(centre [3]float64, radius float64) bool, yield func(id int32)) {
	if len(t.nodes) > 0 {
		t.descend(0, enter, yield)
	}
}

func (t *ballTree) descend(n int32, enter func([3]float64, float64) bool, yield func(id int32)) {
	node := &t.nodes[n]
	if !enter(node.centre, node.radius) {
		return
	}
	if node.left == 0 {
		for _, i := range t.id[node.from:node.to] {
			if enter(t.centre[i], t.radius[i]) {
				yield(i)
			}
		}
		return
	}
	t.descend(node.left, enter, yield)
	t.descend(node.right, enter, yield)
}
