package split

import (
	"fmt"
	"math"
	"strings"
)

// result writes down what was placed.
func (t *task) result() (*Result, error) {
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
	t.certify(&r.Certificate)
	r.Sentence = t.sentence(&r.Certificate)
	r.Warnings = t.warnings
	return r, nil
}

func (t *task) certify(c *Certificate) {
	c.Items, c.Groups = t.len(), t.trees
	c.Merged = map[Kind]int{}
	for _, u := range t.unions {
		c.Merged[u.Kind]++
	}
	for _, b := range t.bins {
		c.Parts = append(c.Parts, Part{Split: b.subset.String(), Fold: b.fold, Target: b.size})
	}
	counts := make([][]int, len(t.bins))
	for b := range counts {
		counts[b] = make([]int, len(t.classes))
	}
	in := make([]int, t.trees) // leak group → 1 + its only bin, or -1
	items := make([]int, t.trees)
	for i, b := range t.place {
		tree := t.tree[i]
		items[tree]++
		c.Largest = max(c.Largest, items[tree])
		if b == nowhere {
			continue
		}
		p := &c.Parts[b]
		p.Items++
		p.Pixels += t.at(int32(i)).Pixels
		for _, class := range t.class[i] {
			counts[b][class]++
		}
		switch in[tree] {
		case 0:
			in[tree] = b + 1
			p.Groups++
		case b + 1, -1:
		default:
			in[tree] = -1
			c.Crossing++
		}
	}
	t.certifyLabels(c, counts)
}

func (t *task) certifyLabels(c *Certificate, counts [][]int) {
	if len(t.classes) < 2 {
		return
	}
	for class, label := range t.classes {
		total := 0
		for b := range counts {
			total += counts[b][class]
		}
		for b, bin := range t.bins {
			n := counts[b][class]
			if c.Parts[b].Labels == nil {
				c.Parts[b].Labels = map[string]int{}
			}
			c.Parts[b].Labels[label] = n
			if total > 0 {
				c.Imbalance += math.Abs(float64(n)/float64(total) - float64(bin.size)/float64(max(c.Items, 1)))
			}
		}
	}
}

// sentence says the choice, and what came out, in one sentence.
func (t *task) sentence(c *Certificate) string {
	var b strings.Builder
	switch {
	case len(t.bins) == 1:
		fmt.Fprintf(&b, "Everything is train: %s", plural(c.Items, "item", "items"))
	default:
		fmt.Fprintf(&b, "Split %s, seed %d: ", t.how(), t.o.Seed)
		for i, p := range c.Parts {
			if i > 0 {
				b.WriteString(", ")
			}
			fmt.Fprintf(&b, "%d %s", p.Items, t.bins[i].name())
		}
	}
	if n := c.Items - c.Groups; n > 0 {
		fmt.Fprintf(&b, "; %d items in %s", c.Items, plural(c.Groups, "leak group", "leak groups"))
	}
	b.WriteString(".")
	return b.String()
}

func (t *task) how() string {
	switch t.by {
	case Stratified:
		return fmt.Sprintf("stratified by %d labels", len(t.classes))
	case Random:
		return "at random"
	case Folder:
		return "as the folders say"
	case CSV:
		return "as the CSV says"
	}
	return "by " + t.by.String()
}
