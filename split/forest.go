package split

// forest is a union-find over the items in order of ID. The root of a tree is
// its smallest element, so that the trees do not depend on the order of unions.
type forest []int32

func newForest(n int) forest {
	f := make(forest, n)
	for i := range f {
		f[i] = int32(i)
	}
	return f
}

func (f forest) find(i int32) int32 {
	for f[i] != i {
		f[i] = f[f[i]]
		i = f[i]
	}
	return i
}

// union joins the trees of i and j and reports whether they were two.
func (f forest) union(i, j int32) bool {
	i, j = f.find(i), f.find(j)
	if i == j {
		return false
	}
	f[max(i, j)] = min(i, j)
	return true
}

// number returns for every element the number of its tree; trees are numbered
// from 0 in the order of their smallest elements.
func (f forest) number() (tree []int32, trees int) {
	tree = make([]int32, len(f))
	for i := range f {
		root := f.find(int32(i))
		if root == int32(i) {
			tree[i] = int32(trees)
			trees++
		} else {
			tree[i] = tree[root]
		}
	}
	return tree, trees
}
