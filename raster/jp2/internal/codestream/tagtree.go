package codestream

import "math"

// A node of a tag tree (T.800 B.10.2): its value is at least low, and exactly
// value where that is known.
type node struct{ value, low uint32 }

const unknown = math.MaxUint32

// treeSize is the number of nodes of a tag tree over w×h leaves.
func treeSize(w, h int) int {
	n := w * h
	for w > 1 || h > 1 {
		w, h = (w+1)/2, (h+1)/2
		n += w * h
	}
	return n
}

// decodeTree reads on until it is known whether the leaf at x, y of a tree
// over w×h leaves has a value below limit.
func decodeTree(nodes []node, w, h, x, y int, limit uint32, r *bitReader) bool {
	// Offsets of the nodes above the leaf, from the leaf up.
	var path [33]int
	at, depth := 0, 0
	for {
		path[depth] = at + y>>depth*w + x>>depth
		if w <= 1 && h <= 1 {
			break
		}
		at += w * h
		w, h = (w+1)/2, (h+1)/2
		depth++
	}
	low := uint32(0)
	for ; depth >= 0; depth-- {
		n := &nodes[path[depth]]
		low = max(low, n.low)
		for low < limit && low < n.value {
			if r.bit() == 1 {
				n.value = low
			} else {
				low++
			}
		}
		n.low = low
	}
	return nodes[path[0]].value < limit
}
