package split

// bin is one place that units are put into: a subset, or a fold.
type bin struct {
	subset Subset
	fold   int // -1: none
	size   int // items that it shall hold
}

// Bins stand in the order in which they are filled; the last takes what is
// left: valid, test, train; or test, fold 0, fold 1, ….

// nowhere is the bin of a unit that is not placed.
const nowhere = -1

// fillByRank puts units, which stand in the order of rank, into bins. held is what
// each bin holds already. Each bin but the last takes units in the order of
// rank (test: in the reverse order, so that growth of one subset does not push
// the other) wherever one fits, then one more, the smallest that is left, if
// that comes nearer to the size. So a bin misses its size by at most half of
// the smallest unit that is left.
//
// Folds are all of one size: what is left is shared anew before each of them.
func fillByRank(units []unit, at []int, bins []bin, held []int) {
	left := 0
	for u := range units {
		if at[u] == nowhere {
			left += units[u].size()
		}
	}
	for b := range bins[:len(bins)-1] {
		want := bins[b].size - held[b]
		if bins[b].fold >= 0 {
			want = shareAnew(left, held[b:])
		}
		left -= fillBin(units, at, b, bins[b].subset == Test, want)
	}
	for u := range units {
		if at[u] == nowhere {
			at[u] = len(bins) - 1
		}
	}
}

// shareAnew returns how many of the items that are left go to the first of
// several bins of one size, given what they hold.
func shareAnew(left int, held []int) int {
	total := left
	for _, h := range held {
		total += h
	}
	return (total+len(held)-1)/len(held) - held[0]
}

// fillBin returns how many items it placed.
func fillBin(units []unit, at []int, b int, descending bool, want int) int {
	got := 0
	smallest := nowhere
	for i := range units {
		u := i
		if descending {
			u = len(units) - 1 - i
		}
		n := units[u].size()
		switch {
		case at[u] != nowhere:
		case got+n <= want:
			at[u] = b
			got += n
		case smallest == nowhere || n < units[smallest].size():
			smallest = u
		}
		if got == want {
			return got
		}
	}
	if short := want - got; short > 0 && smallest != nowhere {
		over := units[smallest].size() - short
		if over < short || over == short && got == 0 {
			at[smallest] = b
			got += units[smallest].size()
		}
	}
	return got
}

// quotas cuts every row of n into the bins: the result has the rows' sums and
// the columns' sums size, whose total must be that of n. Bin after bin, the
// rows' exact shares of what is left are rounded by largest remainder, ties
// going to the first row. An entry is less than 1 away from its share in the
// first bin and less than 2 in the others.
func quotas(n []int, size []int) [][]int {
	q := make([][]int, len(n))
	left := make([]int64, len(n))
	total := int64(0)
	for r := range n {
		q[r] = make([]int, len(size))
		left[r] = int64(n[r])
		total += left[r]
	}
	rest := make([]int64, len(n))
	for b, sz := range size {
		if total == 0 {
			break
		}
		want := min(int64(sz), total)
		open := want
		for r := range n {
			whole := left[r] * want / total
			rest[r] = left[r] * want % total
			q[r][b] = int(whole)
			open -= whole
		}
		total -= want
		for _, r := range largest(rest, int(open)) {
			q[r][b]++
		}
		for r := range n {
			left[r] -= int64(q[r][b])
		}
	}
	return q
}
