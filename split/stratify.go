package split

import (
	"cmp"
	"slices"
)

// balance is what the bins hold of every class while units are placed.
type balance struct {
	bins   []bin
	share  []float64 // per bin, of all items
	total  []int     // items per class
	items  int
	pixels int64
	have   [][]int // bin → class → items
	held   []int   // bin → items
	weight []int64 // bin → pixels
	// open are the bins that may take units: not those that kept items fill,
	// such as a test folder that nobody asked to grow.
	open   []int
	sizes  float64 // weight of the number of items in the cost; a class has 1
	budget int     // moves and swaps to try after the first search, about
}

func newBalance(bins []bin, classes int) *balance {
	b := &balance{
		bins:   bins,
		share:  make([]float64, len(bins)),
		total:  make([]int, classes),
		have:   make([][]int, len(bins)),
		held:   make([]int, len(bins)),
		weight: make([]int64, len(bins)),
	}
	sum := 0
	for _, bin := range bins {
		sum += bin.size
	}
	for i, bin := range bins {
		b.share[i] = float64(bin.size) / float64(max(sum, 1))
		b.have[i] = make([]int, classes)
		b.open = append(b.open, i)
	}
	return b
}

// closeFull closes the bins that are full. At least one stays open.
func (b *balance) closeFull() {
	var open []int
	for i, bin := range b.bins {
		if b.held[i] < bin.size {
			open = append(open, i)
		}
	}
	if len(open) > 0 {
		b.open = open
	}
}

// expect adds items that are to be balanced, wherever they go.
func (b *balance) expect(counts []count, items int, pixels int64) {
	for _, c := range counts {
		b.total[c.class] += int(c.n)
	}
	b.items += items
	b.pixels += pixels
}

// put adds sign times the items to a bin.
func (b *balance) put(bin int, counts []count, items int, pixels int64, sign int) {
	for _, c := range counts {
		b.have[bin][c.class] += sign * int(c.n)
	}
	b.held[bin] += sign * items
	b.weight[bin] += int64(sign) * pixels
}

func (b *balance) putUnit(bin int, u *unit, sign int) {
	b.put(bin, u.counts, u.size(), u.pixels, sign)
}

// stratify puts units, which stand in the order of rank, into the bins of b so
// that every bin has its share of every class.
//
// Units of several items or classes go first, by iterative stratification
// (Sechidis, Tsoumakas, Vlahavas: On the stratification of multi-label data,
// 2011): the class with the fewest units left, its largest unit first, into
// the bin that lacks most of the class, then most of all items. The
// paper's random choice among the last ties is the order of the bins here.
// Single items of one class then fill what the classes lack, by rank, so that
// growth moves few of them. At last [balance.improve] moves and swaps units.
func stratify(units []unit, at []int, b *balance) {
	size := make([]int, len(b.bins))
	for i, bin := range b.bins {
		size[i] = bin.size
	}
	quota := quotas(b.total, apportion(sum(b.total), size))
	grouped := b.placeGroups(units, at)
	b.placeSingles(units, at, quota)
	if grouped {
		b.improve(units, at)
	}
}

func (b *balance) placeGroups(units []unit, at []int) bool {
	byClass := make([][]int32, len(b.total))
	open := 0
	for u := range units {
		if at[u] == nowhere && !units[u].single() {
			open++
			for _, c := range units[u].counts {
				byClass[c.class] = append(byClass[c.class], int32(u))
			}
		}
	}
	if open == 0 {
		return false
	}
	left := make([]int, len(byClass))
	for c := range byClass {
		left[c] = len(byClass[c])
	}
	for open > 0 {
		class := nowhere
		for c, n := range left {
			if n > 0 && (class == nowhere || n < left[class]) {
				class = c
			}
		}
		of := func(u int32) int32 {
			i, _ := slices.BinarySearchFunc(units[u].counts, int32(class), func(c count, k int32) int { return cmp.Compare(c.class, k) })
			return units[u].counts[i].n
		}
		slices.SortStableFunc(byClass[class], func(x, y int32) int { return cmp.Compare(of(y), of(x)) })
		for _, u := range byClass[class] {
			if at[u] != nowhere {
				continue
			}
			at[u] = b.neediest(class)
			b.putUnit(at[u], &units[u], 1)
			for _, c := range units[u].counts {
				left[c.class]--
			}
			open--
		}
	}
	return true
}

// neediest returns the bin that lacks most items of the class.
func (b *balance) neediest(class int) int {
	best := nowhere
	var bestClass, bestAll float64
	for _, i := range b.open {
		lackClass := float64(b.share[i]*float64(b.total[class])) - float64(b.have[i][class])
		lackAll := float64(b.share[i]*float64(b.items)) - float64(b.held[i])
		if best == nowhere || lackClass > bestClass || lackClass == bestClass && lackAll > bestAll {
			best, bestClass, bestAll = i, lackClass, lackAll
		}
	}
	return best
}

// placeSingles cuts the single items of every class, by rank, into parts of
// the sizes that the bins still lack.
func (b *balance) placeSingles(units []unit, at []int, quota [][]int) {
	byClass := make([][]int32, len(b.total))
	for u := range units {
		if at[u] == nowhere {
			c := units[u].counts[0].class
			byClass[c] = append(byClass[c], int32(u))
		}
	}
	for c, list := range byClass {
		lack := make([]int, len(b.bins))
		for _, i := range b.open {
			lack[i] = max(quota[c][i]-b.have[i][c], 0)
		}
		if sum(lack) == 0 { // of this class, but not of all items
			for _, i := range b.open {
				lack[i] = max(b.bins[i].size-b.held[i], 0)
			}
		}
		low, high := 0, len(list)
		for i, n := range apportion(len(list), lack) {
			part := list[low : low+n]
			if b.bins[i].subset == Test {
				part = list[high-n : high]
				high -= n
			} else {
				low += n
			}
			for _, u := range part {
				at[u] = i
				b.putUnit(i, &units[u], 1)
			}
		}
	}
}

// apportion cuts n into parts in proportion to the sizes, by largest
// remainder; where all sizes are zero the last part takes everything.
func apportion(n int, size []int) []int {
	parts := make([]int, len(size))
	total := int64(sum(size))
	if total == 0 {
		parts[len(parts)-1] = n
		return parts
	}
	rest := make([]int64, len(size))
	open := n
	for i, s := range size {
		parts[i] = int(int64(n) * int64(s) / total)
		rest[i] = int64(n) * int64(s) % total
		open -= parts[i]
	}
	for _, i := range largest(rest, open) {
		parts[i]++
	}
	return parts
}

func sum(values []int) int {
	s := 0
	for _, v := range values {
		s += v
	}
	return s
}
