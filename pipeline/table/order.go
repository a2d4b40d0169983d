package table

import (
	"cmp"
	"slices"
)

// OrderByID returns the numbers from 0 to n in the order of their ids.
func OrderByID(n int, id func(i int) string) []int32 {
	order, ids := make([]int32, n), make([]string, n)
	for i := range ids {
		order[i], ids[i] = int32(i), id(i)
	}
	slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(ids[a], ids[b]) })
	return order
}
