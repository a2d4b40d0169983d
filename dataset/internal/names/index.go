package names

import (
	"slices"
	"strings"
)

// Index finds files by what their paths below a root start with.
type Index struct {
	keys []key
}

type key struct {
	root int32
	rel  string
	at   int32
}

// NewIndex returns the index of n files, of which path says where they lie.
func NewIndex(n int, path func(i int) (root int32, rel string)) *Index {
	x := &Index{keys: make([]key, n)}
	for i := range x.keys {
		root, rel := path(i)
		x.keys[i] = key{root, rel, int32(i)}
	}
	slices.SortFunc(x.keys, key.compare)
	return x
}

func (k key) compare(o key) int {
	if k.root != o.root {
		return int(k.root - o.root)
	}
	return strings.Compare(k.rel, o.rel)
}

// Below calls yield with the files below a root whose paths start with a prefix, in
// the order of their paths.
func (x *Index) Below(root int32, prefix string, yield func(i int32, rel string)) {
	from, _ := slices.BinarySearchFunc(x.keys, key{root: root, rel: prefix}, key.compare)
	for _, k := range x.keys[from:] {
		if k.root != root || !strings.HasPrefix(k.rel, prefix) {
			return
		}
		yield(k.at, k.rel)
	}
}

// Find returns the file of a path, or −1.
func (x *Index) Find(root int32, rel string) int32 {
	if at, ok := slices.BinarySearchFunc(x.keys, key{root: root, rel: rel}, key.compare); ok {
		return x.keys[at].at
	}
	return -1
}
