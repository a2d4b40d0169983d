package split

import (
	"fmt"
	"strings"

	"github.com/bandprep/bandprep/internal/words"
)

// result writes down what was placed.
func (t *task) result() *Result {
	r := &Result{
		By:        t.by,
		Split:     make([]Subset, t.len()),
		Fold:      make([]int, t.len()),
		Component: make([]int, t.len()),
		Unions:    t.unions,
	}
	for i, b := range t.place {
		k := t.order[i]
		r.Fold[k] = -1
		r.Component[k] = int(t.tree[i])
		if b != nowhere {
			r.Split[k], r.Fold[k] = t.bins[b].subset, t.bins[b].fold
		}
	}
	t.certify(r)
	t.caution(r)
	r.Sentence = t.sentence(&r.Certificate)
	r.Warnings = t.warnings
	return r
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
