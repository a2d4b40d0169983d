package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"text/tabwriter"

	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/split"
)

// printCertificate prints what a split guarantees.
func printCertificate(w io.Writer, c *derive.Certificate) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "part\titems\tshare\tleak groups\t")
	parts := slices.Clone(c.Parts)
	slices.SortStableFunc(parts, func(a, b split.Part) int {
		return cmp.Or(cmp.Compare(a.Fold, b.Fold), cmp.Compare(slices.Index(derive.Splits, a.Split), slices.Index(derive.Splits, b.Split)))
	})
	for _, p := range parts {
		name := p.Split
		if p.Fold >= 0 {
			name = fmt.Sprintf("fold %d", p.Fold)
		}
		fmt.Fprintf(t, "%s\t%s\t%.1f %%\t%s\t\n", name, words.Number(p.Items), 100*float64(p.Items)/float64(max(c.Items, 1)), words.Number(p.Groups))
	}
	t.Flush()
	fmt.Fprintf(w, "leak groups: %s, crossing parts: %d\n", words.Number(c.Groups), c.Crossing)
	for _, kind := range slices.Sorted(maps.Keys(c.Merged)) {
		if n := c.Merged[kind]; n > 0 {
			fmt.Fprintf(w, "kept together (%s): %d\n", kind, n)
		}
	}
	if c.Excluded > 0 {
		fmt.Fprintf(w, "left out: %s\n", words.Count(c.Excluded, "item", "items"))
	}
	for _, n := range c.MapDistance {
		fmt.Fprintf(w, "nearest on the map: %s\n", nearest(&n))
	}
	if c.HashDistance != nil {
		fmt.Fprintf(w, "nearest in looks: %s\n", nearest(c.HashDistance))
	}
	if worst := worstBalance(c.Balance); worst != nil {
		fmt.Fprintf(w, "largest difference of pixels to train: %s in %s, %.3f standard deviations (p = %.3g)\n",
			worst.Band, worst.Split, float64(worst.MeanShift), float64(worst.MeanP))
	}
}

func nearest(n *split.Nearest) string {
	return fmt.Sprintf("%.6g %s (%s and %s)", n.Distance, n.Unit, oneLine(n.A), oneLine(n.B))
}

func worstBalance(list []derive.Balance) *derive.Balance {
	var worst *derive.Balance
	for i := range list {
		b := &list[i]
		if b.MeanShift == b.MeanShift && (worst == nil || b.MeanShift*b.MeanShift > worst.MeanShift*worst.MeanShift) {
			worst = b
		}
	}
	return worst
}
