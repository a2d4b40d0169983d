package split

import (
	"cmp"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/internal/words"
)

// An ImpossibleError says that the items allow no split as asked: leak groups
// are too large or too few, or all items are alike. Nothing is rebalanced in
// silence. Options that contradict themselves or the items are other errors.
type ImpossibleError struct {
	Reason string
	// Achievable are fractions of valid (of test where that failed), near the one
	// that was asked for, in ascending order, with which the split was tried and is
	// possible; or sizes of a fold, as whole leak groups give them.
	Achievable []float64
	of         Subset // whose fractions they are; None: of a fold
}

// tried leaves of the fractions that sums of sizes allow those with which the
// split is possible, to the digits that the message shows.
func tried(items []Item, o Options, err error) error {
	var e *ImpossibleError
	if !errors.As(err, &e) || e.of == None || o.Folds > 0 {
		return err
	}
	var possible []float64
	for _, f := range e.Achievable {
		f, _ = strconv.ParseFloat(shown(f), 64)
		if f <= 0 || f >= 1 || slices.Contains(possible, f) {
			continue
		}
		other := o
		if other.Valid = (Share{Fraction: f}); e.of == Test {
			other.Valid, other.Test = o.Valid, Share{Fraction: f}
		}
		if _, err := assign(items, other); err == nil {
			possible = append(possible, f)
		}
	}
	e.Achievable = possible
	return err
}

// shown is a fraction as messages show it.
func shown(f float64) string { return fmt.Sprintf("%.3g", f) }

func (e *ImpossibleError) Error() string {
	if len(e.Achievable) == 0 {
		return e.Reason
	}
	names := make([]string, len(e.Achievable))
	for i, f := range e.Achievable {
		names[i] = shown(f)
	}
	return e.Reason + "; achievable: " + strings.Join(names, ", ")
}

// impossible reports whether err says that the items allow no such split.
func impossible(err error) bool {
	var too *ImpossibleError
	return errors.As(err, &too)
}

// checkSizes compares what the bins hold with what they should: a unit must not be
// larger than every bin, no bin that shall hold something may be empty, and none
// may miss its size by more than half of it (or one item, if that is more).
// Sizes shrink in proportion where items were left out, which may be at most
// half of them. Nothing is judged where assignments were kept.
func (t *task) checkSizes(units []unit) error {
	if err := t.tooLarge(units); err != nil || t.anyKept() || len(units) == 0 {
		return err
	}
	got := make([]int, len(t.bins))
	placed := 0
	for _, b := range t.assigned {
		if b != nowhere {
			got[b]++
			placed++
		}
	}
	if 2*placed < t.len() {
		return &ImpossibleError{Reason: fmt.Sprintf("a buffer of %v leaves only %d of %s", t.o.Buffer, placed, words.Count(t.len(), "item", "items"))}
	}
	size := func(b bin) int { return int(int64(b.size) * int64(placed) / int64(t.len())) }
	for b, bin := range t.bins {
		want := size(bin)
		off := max(got[b]-want, want-got[b])
		if off > max(want/2, 1) || got[b] == 0 && bin.size > 0 {
			what := words.Count(len(units), "leak group gives", "leak groups give")
			if t.by == Spatial {
				what = words.Count(len(units), "cell gives", "cells give")
			}
			at := bin
			if at.subset == Train && at.fold < 0 {
				at = t.bins[0] // a smaller one is asked for by its size
			}
			return &ImpossibleError{
				Reason: fmt.Sprintf("%s shall hold %d of %s, but %s it %d",
					bin.name(), want, words.Count(placed, "item", "items"), what, got[b]),
				Achievable: t.achievable(units, at.size), of: at.of(),
			}
		}
	}
	return nil
}

// tooLarge returns an error if a unit of several items is larger than every
// bin.
func (t *task) tooLarge(units []unit) error {
	if len(units) == 0 || t.anyKept() {
		return nil
	}
	large := slices.MaxFunc(units, func(a, b unit) int { return cmp.Compare(a.size(), b.size()) })
	room := slices.MaxFunc(t.bins, func(a, b bin) int { return cmp.Compare(a.size, b.size) })
	if large.size() > 1 && large.size() > room.size {
		return &ImpossibleError{
			Reason: fmt.Sprintf("%d items (%s and %s) must stay together, but the largest part, %s, shall hold %d",
				large.size(), t.at(large.members[0]).ID, words.Count(large.size()-1, "other", "others"), room.name(), room.size),
			Achievable: t.achievable(units, t.bins[0].size), of: t.bins[0].of(),
		}
	}
	return nil
}

func (t *task) anyKept() bool {
	return slices.ContainsFunc(t.fixed, func(b int) bool { return b != nowhere })
}

// of returns the subset that a share names, None of a fold.
func (b bin) of() Subset {
	if b.fold >= 0 {
		return None
	}
	return b.subset
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
	slices.SortFunc(sizes, func(a, b int) int { return cmp.Compare(b, a) })
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
