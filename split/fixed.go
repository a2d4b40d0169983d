package split

import (
	"fmt"

	"github.com/bandprep/bandprep/internal/words"
)

// fixedParts is what is decided before anything is placed.
type fixedParts struct {
	split []Subset // by position; None: free
	fold  []int
	have  [4]int // items per subset
}

// fixedAssignments gathers the assignments to keep: those of an earlier run, and those
// of folders where the method keeps folders.
func (t *task) fixedAssignments() (*fixedParts, error) {
	s := &fixedParts{split: make([]Subset, t.len()), fold: make([]int, t.len())}
	for i := range s.fold {
		s.fold[i] = -1
	}
	if t.by == Folder || t.by == CSV {
		for i := range s.split {
			s.split[i] = t.at(int32(i)).Folder
		}
	}
	if err := t.keepPrevious(s); err != nil {
		return nil, err
	}
	if t.by == Folder || t.by == CSV {
		t.freeTrain(s)
	}
	for _, subset := range s.split {
		s.have[subset]++
	}
	return s, nil
}

// keepPrevious keeps what an earlier run assigned.
func (t *task) keepPrevious(s *fixedParts) error {
	for _, p := range t.o.Previous {
		if p.Split > Test || p.Fold < -1 {
			return fmt.Errorf("earlier assignment of %s: no such split %v, fold %d", p.ID, p.Split, p.Fold)
		}
		if p.Split != None && (p.Fold >= 0) != (t.o.Folds > 0 && p.Split != Test) || p.Fold >= max(t.o.Folds, 1) {
			return fmt.Errorf("earlier assignment of %s: %v, fold %d does not fit %d folds; ask for the folds of the earlier run", p.ID, p.Split, p.Fold, t.o.Folds)
		}
	}
	known := recognize(t.o.Previous)
	for i := range s.split {
		if k, ok := known(t.at(int32(i))); ok && t.o.Previous[k].Split != None {
			s.split[i], s.fold[i] = t.o.Previous[k].Split, t.o.Previous[k].Fold
		}
	}
	return nil
}

// freeTrain frees the items of train folders where a subset is asked for that
// no folder gives and every item has a folder: it is cut from train. What shares
// a leak group with an item of another folder stays.
func (t *task) freeTrain(s *fixedParts) {
	var have [4]int
	mixed := make([]bool, t.trees)
	for i, subset := range s.split {
		have[subset]++
		if subset > Train {
			mixed[t.tree[i]] = true
		}
	}
	lacks := !t.o.Valid.zero() && have[Valid] == 0 || !t.o.Test.zero() && have[Test] == 0
	cut := t.o.Folds > 0 || lacks && have[None] == 0
	if !cut || len(t.o.Previous) > 0 {
		return
	}
	for i, subset := range s.split {
		folded := t.o.Folds > 0 && (subset == Train || subset == Valid)
		if folded || subset == Train && !mixed[t.tree[i]] {
			s.split[i] = None
		}
	}
}

// prepare decides the bins and which items stay where they are.
func (t *task) prepare() error {
	s, err := t.fixedAssignments()
	if err != nil {
		return err
	}
	// A subset that stands and is not asked for keeps its size; shares are
	// of the items outside of it.
	n := t.len()
	valid, test := t.o.Valid, t.o.Test
	if test.zero() {
		n -= s.have[Test]
	}
	if valid.zero() && t.o.Folds == 0 {
		n -= s.have[Valid]
	}
	size, err := sizes(n, valid, test)
	if err != nil {
		return err
	}
	size[1], size[2] = max(size[1], s.have[Valid]), max(size[2], s.have[Test])
	size[0] = max(t.len()-size[1]-size[2], 0)
	for i, share := range [3]Share{1: valid, 2: test} {
		if !share.zero() && size[i] == 0 && t.by != Hash && t.len() > 0 {
			t.warn("%s too few for %v %v: it stays empty.", words.Count(t.len(), "item is", "items are"), Subset(i+1), share)
		}
	}
	t.makeBins(size)
	if t.o.Folds > t.trees && t.by != Hash && t.by != Spatial { // bins are there, so that chains can be cut
		return &ImpossibleError{Reason: fmt.Sprintf("%d folds, but only %s", t.o.Folds, words.Count(t.trees, "leak group", "leak groups"))}
	}
	t.fixed = make([]int, t.len())
	t.assigned = make([]int, t.len())
	t.held = make([]int, len(t.bins))
	for i, subset := range s.split {
		t.fixed[i] = t.binOf(subset, s.fold[i])
		t.assigned[i] = t.fixed[i]
		if t.fixed[i] != nowhere {
			t.held[t.fixed[i]]++
		}
	}
	return nil
}

// makeBins makes the bins in the order in which they are filled. A subset of
// size zero has none, but by hash, which does not count.
func (t *task) makeBins(size [3]int) {
	valid := size[1] > 0 || t.by == Hash && !t.o.Valid.zero()
	test := size[2] > 0 || t.by == Hash && !t.o.Test.zero()
	if t.o.Folds == 0 {
		if valid {
			t.bins = append(t.bins, bin{Valid, -1, size[1]})
		}
		if test {
			t.bins = append(t.bins, bin{Test, -1, size[2]})
		}
		t.bins = append(t.bins, bin{Train, -1, size[0]})
		return
	}
	if test {
		t.bins = append(t.bins, bin{Test, -1, size[2]})
	}
	rest := size[0] + size[1]
	for f := range t.o.Folds {
		subset := Train
		if f == 0 {
			subset = Valid
		}
		n := rest / t.o.Folds
		if f < rest%t.o.Folds {
			n++
		}
		t.bins = append(t.bins, bin{subset, f, n})
	}
}

// binOf returns the bin of a subset and fold, or nowhere.
func (t *task) binOf(subset Subset, fold int) int {
	for b, bin := range t.bins {
		if bin.fold == fold && (fold >= 0 || bin.subset == subset) {
			return b
		}
	}
	return nowhere
}

func (t *task) warn(format string, args ...any) {
	t.warnings = append(t.warnings, fmt.Sprintf(format, args...))
}
