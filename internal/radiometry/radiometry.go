// Package radiometry finds items of a dataset whose samples mean something else than
// those of the others: a block of items that is scaled, or shifted by a constant.
//
//  1. Each item is what its rows tell: mean, standard deviation, minimum and maximum
//     of each band.
//  2. For each kind of mistake there is one number of an item that tells a block from
//     the others by a gap. Numbers of honest sets, and of seasons, are spread: there is
//     no such gap between two groups of at least a twentieth of the items.
//  3. A gap is a mistake only where all bands agree with it: what a constant does to
//     the means it does to the minima, and leaves standard deviations alone.
//
// Where doubt is possible nothing is said.
package radiometry

import (
	"math"
	"slices"
	"strconv"
)

// Item is the statistics of one item, by band, in one unit.
type Item struct{ Mean, StdDev, Min, Max []float64 }

// Block is items that differ from the others.
type Block struct {
	Items    []int  // indices
	Sentence string // what they look like, without their number
}

// leastItems is how many items it takes to tell which of them are odd.
const leastItems = 10

// Find returns the block of items that differs in the plainest way, or nil. All items
// have the same bands, and valid samples in each.
func Find(items []Item) *Block {
	if len(items) < leastItems {
		return nil
	}
	for _, find := range []func([]Item) *Block{scaled, shifted} {
		if b := find(items); b != nil {
			slices.Sort(b.Items)
			return b
		}
	}
	return nil
}

// least is the size from which items are a block and no outliers.
func least(n int) int { return max(3, (n+19)/20) }

// groups are two groups of items on the sides of a gap.
type groups struct {
	low, high []int
	gap       float64
}

// divide finds the widest gap between values that leaves a block on either side.
func divide(values []float64) (g groups) {
	order := make([]int, len(values))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case values[a] < values[b]:
			return -1
		case values[a] > values[b]:
			return 1
		}
		return 0
	})
	k, at := least(len(values)), 0
	for i := k; i <= len(order)-k; i++ {
		if gap := values[order[i]] - values[order[i-1]]; gap > g.gap {
			g.gap, at = gap, i
		}
	}
	g.low, g.high = order[:at], order[at:]
	return g
}

// odd returns the smaller group, and whether it is the upper one.
func (g *groups) odd() (items []int, upper bool) {
	if len(g.high) <= len(g.low) {
		return slices.Clone(g.high), true
	}
	return slices.Clone(g.low), false
}

// median returns the median of a value of some items.
func median(items []int, of func(i int) float64) float64 { return quantile(items, of, 0.5) }

func quantile(items []int, of func(i int) float64, q float64) float64 {
	list := make([]float64, len(items))
	for k, i := range items {
		list[k] = of(i)
	}
	slices.Sort(list)
	return list[min(int(q*float64(len(list))), len(list)-1)]
}

// spread is the distance of the quartiles.
func spread(items []int, of func(i int) float64) float64 {
	return quantile(items, of, 0.75) - quantile(items, of, 0.25)
}

func average(list []float64) float64 {
	sum := 0.0
	for _, v := range list {
		sum += v
	}
	return sum / float64(len(list))
}

// Thresholds of scaled and shifted items.
const (
	leastFactor = 8   // between the deviations of scaled items and the others, at the gap
	agreement   = 2.5 // up to which maxima follow that factor
	leastShift  = 0.5 // of the standard deviation within items
)

// scaled finds items whose values are a multiple of those of the others, as 0 to 1
// among 0 to 10,000.
func scaled(items []Item) *Block {
	deviation := make([]float64, len(items))
	for i := range items {
		deviation[i] = math.Log(average(items[i].StdDev))
	}
	g := divide(deviation)
	if g.gap < math.Log(leastFactor) {
		return nil
	}
	byDeviation := median(g.high, func(i int) float64 { return deviation[i] }) - median(g.low, func(i int) float64 { return deviation[i] })
	largest := func(i int) float64 { return math.Log(math.Max(slices.Max(items[i].Max), 1e-300)) }
	byMaximum := median(g.high, largest) - median(g.low, largest)
	if math.Abs(byDeviation-byMaximum) > math.Log(agreement) {
		return nil
	}
	odd, upper := g.odd()
	factor := math.Exp((byDeviation + byMaximum) / 2)
	if upper {
		return &Block{odd, "their values are about " + short(factor) + " times those of the others"}
	}
	return &Block{odd, "their values are about 1/" + short(factor) + " of those of the others"}
}

// shifted finds items to whose values a constant was added, as since baseline 04.00 of
// Sentinel-2.
func shifted(items []Item) *Block {
	floor := make([]float64, len(items))
	all := make([]int, len(items))
	for i := range items {
		floor[i], all[i] = slices.Min(items[i].Min), i
	}
	g := divide(floor)
	within := median(all, func(i int) float64 { return average(items[i].StdDev) })
	at := func(i int) float64 { return floor[i] }
	if g.gap < leastShift*within || g.gap < 3*math.Max(spread(g.low, at), spread(g.high, at)) {
		return nil
	}
	shift := median(g.high, at) - median(g.low, at)
	var above, below []float64
	for b := range items[0].Mean {
		differ := func(of func(i int) float64) float64 { return median(g.high, of) - median(g.low, of) }
		minimum := differ(func(i int) float64 { return items[i].Min[b] })
		mean := differ(func(i int) float64 { return items[i].Mean[b] })
		ratio := median(g.high, func(i int) float64 { return items[i].StdDev[b] }) / median(g.low, func(i int) float64 { return items[i].StdDev[b] })
		if math.Abs(minimum-shift) > 0.35*shift || math.Abs(mean-shift) > 0.6*shift || !(ratio > 0.6 && ratio < 1/0.6) {
			return nil
		}
		above = append(above, median(g.high, func(i int) float64 { return items[i].Mean[b] }))
		below = append(below, median(g.low, func(i int) float64 { return items[i].Mean[b] }))
	}
	if !alike(above, below) {
		return nil
	}
	odd, upper := g.odd()
	if upper {
		return &Block{odd, "about " + short(shift) + " was added to their values in all bands"}
	}
	return &Block{odd, "about " + short(shift) + " was taken from their values in all bands"}
}

// alike reports whether two profiles rise and fall together: Pearson's correlation is
// positive. Those of items that were inverted do not. Two bands tell nothing.
func alike(x, y []float64) bool {
	mx, my, xy := average(x), average(y), 0.0
	for i := range x {
		xy += float64((x[i] - mx) * (y[i] - my))
	}
	return len(x) < 3 || xy > 0
}

// short writes two digits of a number.
func short(v float64) string {
	two, _ := strconv.ParseFloat(strconv.FormatFloat(v, 'e', 1, 64), 64)
	return strconv.FormatFloat(two, 'f', -1, 64)
}
