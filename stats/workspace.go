package stats

import "sync"

// workspace is the memory that adding a block takes beside the sums. It is
// lent to one Add at a time, so that the many accumulators of a row of chips
// hold their sums only.
type workspace struct {
	filter  validityFilter
	gram    gram
	pivots  []int64 // [bands]
	sums    []int64 // [planes] of the gram
	dots    []int64 // products of all pairs of planes
	v       []int64 // [bands][chunk] fixed-point samples
	in      []fixedBand
	inexact []bool // [chunk]
}

var workspaces = sync.Pool{New: func() any { return new(workspace) }}

func grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}
