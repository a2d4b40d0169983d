package split

import (
	"cmp"
	"slices"
)

// inTime puts units into the bins in the order of time: train before valid
// before test, or fold after fold before test. A unit counts at its latest
// item, so nothing in train is later than the cut; units that end at the same
// time are not parted. Each cut is the one nearest to the size that is asked.
func (t *task) inTime(units []unit, at []int) {
	ends := make([]int64, len(units))
	order := make([]int, len(units))
	for u := range units {
		order[u] = u
		for k, i := range units[u].members {
			if e := t.at(i).Time.UnixNano(); k == 0 || e > ends[u] {
				ends[u] = e
			}
		}
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(ends[a], ends[b]), cmp.Compare(a, b)) })
	bins := t.binsInTime()
	next, done, cut := 0, 0, 0
	for k, b := range bins {
		cut += max(t.bins[b].size-t.held[b], 0)
		for next < len(order) {
			block, n := next, 0
			for block < len(order) && ends[order[block]] == ends[order[next]] {
				n += units[order[block]].size()
				block++
			}
			if k < len(bins)-1 && done+n-cut > cut-done {
				break
			}
			for ; next < block; next++ {
				at[order[next]] = b
			}
			done += n
		}
	}
}

// binsInTime returns the bins from the past to the future.
func (t *task) binsInTime() []int {
	var bins []int
	for b, bin := range t.bins {
		if bin.fold >= 0 {
			bins = append(bins, b)
		}
	}
	for _, s := range [...]Subset{Train, Valid, Test} {
		if b := t.binOf(s, -1); b != nowhere {
			bins = append(bins, b)
		}
	}
	return bins
}
