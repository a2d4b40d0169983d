package split

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
)

// An ImpossibleError says that leak groups are too large or too few for what
// was asked. Nothing is rebalanced in silence.
type ImpossibleError struct {
	Reason string
	// Achievable are fractions of valid, or of a fold, near the one that was
	// asked for, in ascending order.
	Achievable []float64
}

func (e *ImpossibleError) Error() string {
	if len(e.Achievable) == 0 {
		return e.Reason
	}
	names := make([]string, len(e.Achievable))
	for i, f := range e.Achievable {
		names[i] = fmt.Sprintf("%.3g", f)
	}
	return e.Reason + "; achievable: " + strings.Join(names, ", ")
}

// judge compares what the bins hold with what they should.
func (t *task) judge(units []unit) error {
	if slices.ContainsFunc(t.keep, func(b int) bool { return b != nowhere }) || len(units) == 0 {
		return nil
	}
	got := make([]int, len(t.bins))
	for _, b := range t.place {
		if b != nowhere {
			got[b]++
		}
	}
	large := slices.MaxFunc(units, func(a, b unit) int { return a.size() - b.size() })
	room := slices.MaxFunc(t.bins, func(a, b bin) int { return a.size - b.size })
	if large.size() > 1 && large.size() > room.size {
		return &ImpossibleError{
			Reason: fmt.Sprintf("%s (%s and %s) must stay together, but the largest part, %s, shall hold %d",
				plural(large.size(), "item", "items"), t.at(large.members[0]).ID, plural(large.size()-1, "other", "others"), room.name(), room.size),
			Achievable: t.achievable(units, t.bins[0].size),
		}
	}
	for b, bin := range t.bins {
		off := got[b] - bin.size
		if off < 0 {
			off = -off
		}
		if off > max(bin.size/2, 1) || got[b] == 0 && bin.size > 0 {
			return &ImpossibleError{
				Reason: fmt.Sprintf("%s shall hold %d of %d items, but the %s allow %d",
					bin.name(), bin.size, t.len(), plural(len(units), "leak group", "leak groups"), got[b]),
				Achievable: t.achievable(units, bin.size),
			}
		}
	}
	return nil
}

func (b bin) name() string {
	if b.fold >= 0 {
		return fmt.Sprintf("fold %d", b.fold)
	}
	return b.subset.String()
}

// achievable returns the fractions next to a size that whole units can make
// up: two below and two above, from the largest thousand units.
func (t *task) achievable(units []unit, size int) []float64 {
	sizes := make([]int, len(units))
	for u := range units {
		sizes[u] = units[u].size()
	}
	slices.Sort(sizes)
	slices.Reverse(sizes)
	reach, shifted := big.NewInt(1), new(big.Int)
	for _, s := range sizes[:min(len(sizes), 1000)] {
		reach.Or(reach, shifted.Lsh(reach, uint(s)))
	}
	var found []float64
	add := func(n int) { found = append(found, float64(n)/float64(t.len())) }
	for n, left := size, 2; n > 0 && left > 0; n-- {
		if reach.Bit(n) == 1 {
			add(n)
			left--
		}
	}
	for n, left := size+1, 2; n < t.len() && left > 0; n++ {
		if reach.Bit(n) == 1 {
			add(n)
			left--
		}
	}
	slices.Sort(found)
	return found
}
