package split

import (
	"fmt"
	"math"
	"slices"
)

// Result is an assignment and what is known about it. Slices of one entry per
// item stand in the order of the items.
type Result struct {
	By    Method   // the method that was used
	Split []Subset // subset per item
	Fold  []int    // fold per item, -1: none
	// Component is the number of the item's leak group; groups are numbered
	// in the order of their smallest IDs.
	Component []int
	// LeakGroup is a name of the leak group for a table: the smallest ID of
	// its items, empty where the item is alone. It leaves out what only places
	// tie (footprints, chips): they stand in the table themselves, and a split
	// by cells of the map separates them by leaving out what lies between.
	LeakGroup []string
	// LeftOut says why Split is None, empty where it is not.
	LeftOut []string
	// Unions are the pairs that joined leak groups: a spanning forest, not
	// every pair.
	Unions []Union
	// Crossing are the unions whose items lie in different parts; none but
	// where assignments were kept, or made by hash.
	Crossing []Union
	// Ties are the new items (indices) that tie parts together which an
	// earlier split keeps apart.
	Ties        []int
	Certificate Certificate
	// Warnings are whole sentences, each about something to look at.
	Warnings []string
	// Sentence says how the split was made.
	Sentence string
}

// task is one call of Assign on its way.
type task struct {
	*set
	o     Options
	by    Method
	fixed []int // position → bin that is given, or nowhere
	*grouping
	bins     []bin
	held     []int // bin → kept items
	assigned []int // position → bin, or nowhere
	warnings []string
	// chosenLast is set where a split by place follows from another's failure.
	chosenLast bool
}

// Assign puts every item into a subset. The result is a function of the set of
// items and the options only: not of their order, nor of anything else.
//
// It returns an [ImpossibleError] where leak groups are too large or too few
// for what is asked, and another error where options or items contradict
// themselves. Before it gives up it cuts chains of near duplicates at their
// weakest links, and, where it may choose the method and every item has a
// place, splits by place and leaves out what lies between the parts.
func Assign(items []Item, o Options) (*Result, error) {
	t, err := assign(items, o)
	if err != nil {
		return nil, tried(items, o, err)
	}
	return t.result()
}

// assign places the items.
func assign(items []Item, o Options) (*task, error) {
	t, err := newTask(items, o)
	if err != nil {
		return nil, err
	}
	err = t.attempt()
	if impossible(err) {
		err = t.cutChains(err)
	}
	if impossible(err) {
		err = t.leaveOut(err)
	}
	return t, err
}

// attempt groups the items and places them.
func (t *task) attempt() error {
	t.bins, t.warnings = nil, nil
	var err error
	if t.grouping, err = t.group(&t.o, ^t.o.Off); err != nil {
		return err
	}
	if err := t.prepare(); err != nil {
		return err
	}
	return t.assign()
}

// TrainOnly is the split for a caller that goes on where [Assign] found none:
// every item is train, and the first warning says why.
func TrainOnly(items []Item, o Options, why *ImpossibleError) (*Result, error) {
	o.By, o.Valid, o.Test, o.Folds, o.Previous = Random, Share{}, Share{}, 0, nil
	t, err := newTask(items, o)
	if err != nil {
		return nil, err
	}
	if err := t.attempt(); err != nil {
		return nil, err
	}
	t.warn("Everything is train, since no split is possible: %v.", why)
	return t.result()
}

func newTask(items []Item, o Options) (*task, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	t := &task{set: newSet(items), o: o, by: o.By}
	for i := 1; i < t.len(); i++ {
		if id := t.at(int32(i)).ID; id == t.at(int32(i-1)).ID {
			return nil, fmt.Errorf("two items have the ID %q", id)
		}
	}
	for i := range items {
		if b := items[i].Bounds; b != nil && !(b[0] <= b[2] && b[1] <= b[3] && b[2]-b[0] < math.Inf(1) && b[3]-b[1] < math.Inf(1)) {
			return nil, fmt.Errorf("item %s has impossible bounds %v", items[i].ID, *b)
		}
	}
	if t.by == Auto {
		t.by = choose(items, len(t.classes))
	}
	return t, t.checkMethod()
}

// choose returns the method that suits the items.
func choose(items []Item, classes int) Method {
	if slices.ContainsFunc(items, func(i Item) bool { return i.Folder != None }) {
		return Folder
	}
	if len(items) > 0 && !slices.ContainsFunc(items, func(i Item) bool { return i.Bounds == nil }) {
		return Spatial
	}
	if classes > 1 {
		return Stratified
	}
	return Random
}

// checkMethod returns an error where the items lack what the method needs.
func (t *task) checkMethod() error {
	lacks := func(what, remedy string, has func(*Item) bool) error {
		n, example := 0, ""
		for i := range int32(t.len()) {
			if it := t.at(i); !has(it) {
				if n == 0 {
					example = it.ID
				}
				n++
			}
		}
		if n == 0 {
			return nil
		}
		return fmt.Errorf("split by %v: %d of %d items have no %s, such as %s; %s", t.by, n, t.len(), what, example, remedy)
	}
	switch t.by {
	case Group:
		if !slices.ContainsFunc(t.items, func(i Item) bool { return i.Group != "" }) {
			return fmt.Errorf("split by group: no item has a group key")
		}
	case Hash:
		return lacks("group key and no content hash", "a path is no stable key",
			func(i *Item) bool { return i.Group != "" || i.Hash != [16]byte{} })
	case Temporal:
		return lacks("time", "leave them out or choose another method", func(i *Item) bool { return !i.Time.IsZero() })
	case Spatial:
		return lacks("place on the map", "leave them out or choose another method",
			func(i *Item) bool { return i.Bounds != nil || i.Scene != "" })
	case Folder, CSV:
		if !slices.ContainsFunc(t.items, func(i Item) bool { return i.Folder != None }) {
			return fmt.Errorf("split by %v: no item has a split yet", t.by)
		}
	}
	return nil
}
