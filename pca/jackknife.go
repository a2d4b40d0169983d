package pca

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"gonum.org/v1/gonum/mat"
)

// jackknifeGroups is the largest number of groups that are left out in turn.
const jackknifeGroups = 50

// Errors are standard errors of what the components explain, rounded to nine
// digits, since the last ones depend on the processor.
type Errors struct {
	Groups   int       // groups of items that were left out in turn
	Variance []float64 // of ExplainedVariance, [k]
	Ratio    []float64 // of ExplainedVarianceRatio, [k]
}

// StandardErrors returns how much the explained variances would change with
// other items of the same kind, from the scatter of each item that m was
// fitted on. Pixels of one image resemble each other, so items are resampled,
// never pixels.
//
// It is the delete-a-group jackknife (Quenouille, Tukey; Kott 2001): item i
// belongs to group i mod min(items, 50), the fit is repeated without each
// group, and the variance is (G−1)/G times the sum of squared deviations. A
// bootstrap was refused since it needs a seed and hundreds of passes over the
// items. Components are matched by their order.
func StandardErrors(m *Model, items []Scatter) (Errors, error) {
	if m.Type != "pca" {
		return Errors{}, fmt.Errorf("no standard errors for a model of type %q", m.Type)
	}
	var with []Scatter
	for _, s := range items {
		if s.N == 0 {
			continue
		}
		if err := s.check(len(m.Bands)); err != nil {
			return Errors{}, err
		}
		with = append(with, s)
	}
	if len(with) < 2 {
		return Errors{}, errors.New("standard errors need at least two items")
	}
	groups := make([]Scatter, min(len(with), jackknifeGroups))
	for i, s := range with {
		groups[i%len(groups)] = Pool(groups[i%len(groups)], s)
	}
	k := len(m.Components)
	e := Errors{Groups: len(groups)}
	var variance, ratio [][]float64 // [group][k]
	for _, rest := range leaveOneOut(groups) {
		fit, err := fitVariances(m.Bands, rest, m.standardized())
		if err != nil {
			return Errors{}, fmt.Errorf("without some of the items: %w", err)
		}
		variance = append(variance, fit.values[:k])
		ratio = append(ratio, fit.ratios[:k])
	}
	for c := range k {
		e.Variance = append(e.Variance, round9(jackknifeError(variance, c)))
		e.Ratio = append(e.Ratio, round9(jackknifeError(ratio, c)))
	}
	return e, nil
}

// variances are those of all components, and their shares of the total.
type variances struct{ values, ratios []float64 }

// fitVariances returns what [Fit] would, unrefined and without the vectors.
func fitVariances(bands []string, data Scatter, standardize bool) (v variances, err error) {
	if err := checkMoments(bands, data.Mean, data.Cov); err != nil {
		return v, err
	}
	scale, err := scaleOf(bands, data.Mean, data.Cov, standardize)
	if err != nil {
		return v, err
	}
	s, total, err := scaled(data.Cov, scale)
	if err != nil {
		return v, err
	}
	var e mat.EigenSym
	if !e.Factorize(s, false) {
		return v, errNoConvergence
	}
	v.values = e.Values(nil)
	slices.Reverse(v.values)
	for i := range v.values {
		v.values[i] = max(v.values[i], 0)
		v.ratios = append(v.ratios, v.values[i]/total)
	}
	return v, nil
}

// round9 rounds x to nine significant digits.
func round9(x float64) float64 {
	r, err := strconv.ParseFloat(strconv.FormatFloat(x, 'e', 8, 64), 64)
	if err != nil {
		return x
	}
	return r
}

// leaveOneOut returns the pool of all groups but the i-th, for every i. It
// merges what lies before and after, since subtracting would cancel.
func leaveOneOut(groups []Scatter) []Scatter {
	n := len(groups)
	after := make([]Scatter, n+1)
	for i := n - 1; i >= 0; i-- {
		after[i] = Pool(groups[i], after[i+1])
	}
	rest := make([]Scatter, n)
	var before Scatter
	for i, g := range groups {
		rest[i] = Pool(before, after[i+1])
		before = Pool(before, g)
	}
	return rest
}

// jackknifeError returns the jackknife standard error of column c.
func jackknifeError(rows [][]float64, c int) float64 {
	n := float64(len(rows))
	mean, sum := 0.0, 0.0
	for _, r := range rows {
		mean += r[c] / n
	}
	for _, r := range rows {
		sum += float64((r[c] - mean) * (r[c] - mean))
	}
	return math.Sqrt(sum * (n - 1) / n)
}

// standardized reports whether the model divides by standard deviations.
func (m *Model) standardized() bool {
	for _, s := range m.Scale {
		if s != 1 {
			return true
		}
	}
	return false
}

// Warning names neighbouring components whose variances differ by less than
// their standard error: with other items they may mix or change places (the
// rule of North, Bell, Cahalan and Moeng, 1982). It is "" where there are
// none.
func (e Errors) Warning(m *Model) string {
	var pairs []string
	for c := 1; c < len(e.Variance); c++ {
		if m.ExplainedVariance[c-1]-m.ExplainedVariance[c] < max(e.Variance[c-1], e.Variance[c]) {
			pairs = append(pairs, fmt.Sprintf("%d and %d", c, c+1))
		}
	}
	if len(pairs) == 0 {
		return ""
	}
	return fmt.Sprintf("components %s are no further apart than their standard errors: with other images they may mix", strings.Join(pairs, ", "))
}
