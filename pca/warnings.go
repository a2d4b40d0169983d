package pca

import (
	"fmt"
	"strings"
)

// dominant is the share of the total variance above which one band decides
// the components alone.
const dominant = 0.9

// nearlyEqual is the relative distance below which the variances of two
// neighbouring components count as equal.
const nearlyEqual = 0.01

// fitWarnings lists what makes components misleading: one band that dominates,
// bands that depend on each other, directions that are arbitrary.
func fitWarnings(bands []string, cov [][]float64, values []float64, k, rank int, o Options) []string {
	var w []string
	d := len(bands)
	total := 0.0
	for i := range d {
		total += cov[i][i]
	}
	for i := range d {
		if d > 1 && !o.Standardize && cov[i][i] > dominant*total {
			w = append(w, fmt.Sprintf("band %s alone holds %.1f %% of the total variance: the first component is nearly that band; use --standardize, or leave it out with --bands", bands[i], 100*cov[i][i]/total))
		}
		if cov[i][i] == 0 {
			w = append(w, fmt.Sprintf("band %s is constant: it adds nothing to any component", bands[i]))
		}
	}
	if rank < d {
		w = append(w, fmt.Sprintf("the %d bands span only %d dimensions: components beyond %d have no variance", d, rank, rank))
	}
	if pairs := nearlyEqualPairs(values, min(k, rank-1)); len(pairs) > 0 {
		w = append(w, equalWarning(pairs))
	}
	return w
}

func equalWarning(pairs []string) string {
	return fmt.Sprintf("components %s explain nearly the same variance: what they span together is determined, their directions in it are not", strings.Join(pairs, ", "))
}

// nearlyEqualPairs names up to five pairs of neighbours among the first k
// components, and the one after, whose variances differ by less than 1 %.
func nearlyEqualPairs(values []float64, k int) []string {
	var pairs []string
	for i := range k {
		if values[i]-values[i+1] >= nearlyEqual*values[i] {
			continue
		}
		if len(pairs) == 5 {
			return append(pairs, "…")
		}
		pairs = append(pairs, fmt.Sprintf("%d and %d", i+1, i+2))
	}
	return pairs
}
