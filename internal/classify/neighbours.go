package classify

import "math"

// Neighbours returns for each row of some the class that most of its k nearest
// rows of train have: Euclidean distance, the earlier row and the smaller class
// where there is a tie.
func Neighbours(train, some *Set, k int) []int {
	k = min(k, len(train.Y))
	out := make([]int, len(some.Y))
	at, distances := make([]int, k), make([]float64, k)
	votes := make([]int, train.Classes)
	for i := range out {
		x := some.Row(i)
		found := 0
		limit := math.Inf(1)
		for j := range train.Y {
			d := squared(x, train.Row(j), limit)
			if found == k && !(d < limit) {
				continue
			}
			if found < k {
				found++
			}
			p := found - 1
			for ; p > 0 && distances[p-1] > d; p-- {
				distances[p], at[p] = distances[p-1], at[p-1]
			}
			distances[p], at[p] = d, j
			if found == k {
				limit = distances[k-1]
			}
		}
		clear(votes)
		for _, j := range at[:found] {
			votes[train.Y[j]]++
		}
		for c, v := range votes {
			if v > votes[out[i]] {
				out[i] = c
			}
		}
	}
	return out
}

// squared returns the squared distance, or any number beyond the limit that it
// exceeds.
func squared(a, b []float64, limit float64) (sum float64) {
	b = b[:len(a)]
	for len(a) > 8 {
		for i := range 8 {
			d := a[i] - b[i]
			sum += float64(d * d)
		}
		if sum > limit {
			return sum
		}
		a, b = a[8:], b[8:]
	}
	for i, v := range a {
		d := v - b[i]
		sum += float64(d * d)
	}
	return sum
}
