package split

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bandprep/bandprep/internal/words"
)

// caution adds the warnings that the result gives rise to.
func (t *task) caution(r *Result) {
	c := &r.Certificate
	if c.Crossing > 0 {
		example := ""
		if len(r.Crossing) > 0 {
			u := r.Crossing[0]
			example = fmt.Sprintf(", such as %s and %s (%v)", t.items[u.A].ID, t.items[u.B].ID, u.Kind)
		}
		t.warn("%s in more than one part%s: earlier assignments, folders and hashes are never moved.",
			words.Count(c.Crossing, "leak group lies", "leak groups lie"), example)
	}
	if c.Ties > 0 {
		t.warn("%s parts together that an earlier split keeps apart, such as %s.",
			words.Count(c.Ties, "new item ties", "new items tie"), t.items[r.Ties[0]].ID)
	}
	if c.Cut != nil {
		t.warn("A chain of near duplicates ties more items than a part can hold and is cut at its weakest links: %s in different parts, %s (%s and %s).",
			words.Count(c.Cut.Pairs+c.Cut.Crops, "pair lies", "pairs lie"), c.Cut.nearest(), c.Cut.A, c.Cut.B)
	}
	if c.Excluded > 0 {
		t.warn("%s within the buffer, or overlap another part, and are left out.", words.Count(c.Excluded, "item lies", "items lie"))
	}
	placed := slices.Contains(t.fixed, nowhere) // where folders place every item, nothing was asked
	for b, p := range c.Parts {
		if off := max(p.Items-p.Target, p.Target-p.Items); off > 1 && off*10 > p.Target && c.Excluded == 0 && t.by != Hash && placed {
			t.warn("%s holds %s instead of %d.", t.bins[b].name(), words.Count(p.Items, "item", "items"), p.Target)
		}
	}
	t.cautionPlaces(c)
	t.cautionLabels()
}

func (t *task) cautionPlaces(c *Certificate) {
	if t.by != Spatial && len(t.bins) > 1 {
		for _, n := range c.MapDistance {
			t.warn("Items have places, and the split does not look at them: parts come within %.4g %s of each other (%s and %s). Neighbours are alike; a spatial split keeps them apart.",
				n.Distance, n.Unit, n.A, n.B)
		}
	}
	pairs := t.unknownOnMap()
	if pairs == 0 {
		return
	}
	systems := map[string]int{}
	for i := range t.items {
		if t.items[i].Bounds != nil {
			systems[t.items[i].CRS]++
		}
	}
	var names []string
	for crs, n := range systems {
		names = append(names, fmt.Sprintf("%q: %s", crs, words.Count(n, "item", "items")))
	}
	slices.Sort(names)
	t.warn("%d coordinate systems (%s): whether items of them overlap is not known for %s.",
		len(names), strings.Join(names[:min(len(names), 5)], ", "), words.Count(pairs, "pair", "pairs"))
}

// cautionLabels names labels that cannot be in every part.
func (t *task) cautionLabels() {
	if len(t.classes) < 2 || len(t.bins) < 2 {
		return
	}
	groups := make([]int, len(t.classes))
	seen := make(map[[2]int32]bool)
	for i, classes := range t.class {
		for _, c := range classes {
			if key := [2]int32{t.tree[i], c}; groups[c] < len(t.bins) && !seen[key] {
				seen[key] = true
				groups[c]++
			}
		}
	}
	var few []string
	for c, n := range groups {
		if n < len(t.bins) {
			few = append(few, fmt.Sprintf("%q (%d)", t.classes[c], n))
		}
	}
	if len(few) > 0 {
		more := ""
		if len(few) > 5 {
			more = fmt.Sprintf(" and %d more", len(few)-5)
		}
		t.warn("%s too few leak groups to be in every part: %s%s.",
			words.Count(len(few), "label has", "labels have"), strings.Join(few[:min(len(few), 5)], ", "), more)
	}
}
