package split

import (
	"cmp"
	"slices"
)

// largest returns the indices of the n largest values, of equal ones the first.
func largest(values []int64, n int) []int {
	index := make([]int, len(values))
	for i := range index {
		index[i] = i
	}
	slices.SortStableFunc(index, func(a, b int) int { return cmp.Compare(values[b], values[a]) })
	return index[:n]
}
