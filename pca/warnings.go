package pca

import "fmt"

// dominant is the share of the total variance above which one band decides
// the components alone.
const dominant = 0.9

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
	for i := range min(k, rank-1) {
		if gap := values[i] - values[i+1]; gap < nearlyEqual*values[i] {
			w = append(w, fmt.Sprintf("components %d and %d explain nearly the same variance (%.6g and %.6g): the plane that they span is determined, their directions in it are not", i+1, i+2, values[i], values[i+1]))
		}
	}
	return w
}
