package split

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bandprep/bandprep/internal/words"
)

// result writes down what was placed.
func (t *task) result() (*Result, error) {
	r := &Result{
		By:        t.by,
		Split:     make([]Subset, t.len()),
		Fold:      make([]int, t.len()),
		Component: make([]int, t.len()),
		LeftOut:   make([]string, t.len()),
		Unions:    t.unions,
	}
	for i, b := range t.assigned {
		k := t.order[i]
		r.Fold[k] = -1
		r.Component[k] = int(t.tree[i])
		if b == nowhere {
			r.LeftOut[k] = t.whyLeftOut()
			continue
		}
		r.Split[k], r.Fold[k] = t.bins[b].subset, t.bins[b].fold
	}
	var err error
	if r.LeakGroup, err = t.leakGroups(); err != nil {
		return nil, err
	}
	t.certify(r)
	t.caution(r)
	r.Sentence = t.sentence(&r.Certificate)
	r.Warnings = t.warnings
	return r, nil
}

// whyLeftOut is the reason of an item that no part holds.
func (t *task) whyLeftOut() string {
	if t.o.Buffer.Value > 0 {
		return fmt.Sprintf("overlaps an item of another part or lies within %v of it", t.o.Buffer)
	}
	return "overlaps an item of another part"
}

// leakGroups names the leak groups, without what only places tie.
func (t *task) leakGroups() ([]string, error) {
	g := t.grouping
	if slices.ContainsFunc(g.unions, func(u Union) bool { return places.Has(u.Kind) }) {
		var err error
		if g, err = t.group(&t.o, ^(t.o.Off | places)); err != nil {
			return nil, err
		}
	}
	first, size := make([]int32, g.trees), make([]int32, g.trees)
	for i, tree := range g.tree {
		if size[tree] == 0 {
			first[tree] = int32(i)
		}
		size[tree]++
	}
	names := make([]string, t.len())
	for i, tree := range g.tree {
		if size[tree] > 1 {
			names[t.order[i]] = t.at(first[tree]).ID
		}
	}
	return names, nil
}

// sentence says the choice, and what came out, in one sentence.
func (t *task) sentence(c *Certificate) string {
	var b strings.Builder
	if len(t.bins) == 1 {
		fmt.Fprintf(&b, "Everything is train: %s", words.Count(c.Items, "item", "items"))
	} else {
		fmt.Fprintf(&b, "Split %s, seed %d: ", t.how(), t.o.Seed)
		for i, bin := range t.bins {
			if i > 0 {
				b.WriteString(", ")
			}
			fmt.Fprintf(&b, "%s %s", words.Number(c.Parts[i].Items), bin.name())
		}
	}
	if c.Excluded > 0 {
		fmt.Fprintf(&b, ", %s left out", words.Number(c.Excluded))
	}
	if c.Groups < c.Items {
		fmt.Fprintf(&b, "; %s kept whole", words.Count(c.Groups, "leak group", "leak groups"))
	}
	b.WriteString(".")
	return b.String()
}

func (t *task) how() string {
	why := ""
	if t.o.By == Auto {
		switch t.by {
		case Spatial:
			why = " (every item is georeferenced)"
			if t.chosenLast {
				why = " (leak groups are too large for another split)"
			}
		case Random:
			why = " (there are no labels)"
		}
	}
	switch t.by {
	case Stratified:
		return fmt.Sprintf("stratified by %d labels", len(t.classes))
	case Random:
		return "at random" + why
	case Spatial:
		return "by cells of the map" + why
	case Temporal:
		return "by time"
	case Folder:
		return "as the folders say"
	case CSV:
		return "as the CSV says"
	}
	return "by " + t.by.String()
}
