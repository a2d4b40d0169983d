package pca

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// Options say what Fit does. The zero value fits three components (fewer
// where there are fewer bands) on the covariance.
type Options struct {
	// Components is k, the number of components to keep. 0 lets Variance
	// decide.
	Components int
	// Variance in (0, 1] keeps the fewest components that together explain
	// this share of the total variance. 0 keeps min(3, d). It is a mistake
	// to give it together with Components.
	Variance float64
	// Standardize divides each band by its standard deviation first, so
	// that the correlation decides instead of the covariance.
	Standardize bool
	// Whiten gives all components unit variance.
	Whiten bool
}

// ErrRange is the error, wrapped, where a mean, a variance or a covariance is
// not a finite float64.
var ErrRange = errors.New("beyond the range of float64")

// Validate says what is wrong with o for d bands.
func (o Options) Validate(d int) error {
	switch {
	case o.Components < 0:
		return fmt.Errorf("%d components", o.Components)
	case o.Components > d:
		return fmt.Errorf("%d components out of %d bands: there are at most as many components as bands", o.Components, d)
	case !(o.Variance >= 0 && o.Variance <= 1):
		return fmt.Errorf("share of variance %v: must be between 0 and 1", o.Variance)
	case o.Components > 0 && o.Variance > 0:
		return errors.New("the number of components and a share of variance exclude each other")
	}
	return nil
}

// Fit returns the principal components of data with the given mean [d] and
// covariance [d][d] over pixels that are valid in all bands; the caller chose
// the covariance's divisor, and variances keep it.
//
// The algorithm is the eigendecomposition of the symmetric covariance (or
// correlation) matrix (gonum's mat.EigenSym, LAPACK's dsyev), refined until all
// bits are determined: they are the same on every processor. Variances closer
// together than 2⁻⁴⁰ (9·10⁻¹³) of the largest count as equal: they get their
// mean, and their directions follow from the order of the bands. Variances of
// less than d·2⁻⁵² of the largest are rounding and become 0. Components of less
// than about 1e-8 of the largest variance depend on rounding of the covariance;
// an SVD of centred pixels would find more of them but needs all pixels in
// memory, and nobody projects onto them. A solver by random projection was
// refused since its result depends on a seed.
//
// Fit fails where the input is not finite or not symmetric, where no band
// varies, and, with Standardize, where a band is constant: its name is in the
// error. What else deserves attention is in the model's Warnings.
func Fit(bands []string, mean []float64, cov [][]float64, o Options) (*Model, error) {
	d := len(bands)
	if err := checkMoments(bands, mean, cov); err != nil {
		return nil, err
	}
	if err := o.Validate(d); err != nil {
		return nil, err
	}
	m := &Model{
		Type:   "pca",
		Bands:  append([]string(nil), bands...),
		Mean:   append([]float64(nil), mean...),
		Whiten: o.Whiten,
	}
	var err error
	if m.Scale, err = scaleOf(bands, mean, cov, o.Standardize); err != nil {
		return nil, err
	}
	s, total, err := scaled(cov, m.Scale)
	if err != nil {
		return nil, err
	}
	e, err := solve(s)
	if err != nil {
		return nil, err
	}
	k := o.componentCount(e.values, total)
	e.refine(k)
	values := e.values
	m.setComponents(e.vectors[:k], values[:k], total)
	m.TotalVariance = total
	m.ResidualVariance = e.residualVariance(k)
	rank := rankOf(values)
	if o.Whiten && rank < k {
		return nil, fmt.Errorf("the %d bands span only %d dimensions: component %d has no variance and cannot be whitened", d, rank, rank+1)
	}
	m.Warnings = fitWarnings(bands, cov, values, k, rank, o)
	return m, nil
}

// scaleOf returns what the bands are divided by.
func scaleOf(bands []string, mean []float64, cov [][]float64, standardize bool) ([]float64, error) {
	scale := make([]float64, len(bands))
	for i := range scale {
		scale[i] = 1
		if standardize {
			if scale[i] = math.Sqrt(cov[i][i]); scale[i] == 0 {
				return nil, fmt.Errorf("band %s is constant (%v in every pixel) and cannot be standardized: leave it out", bands[i], mean[i])
			}
		}
	}
	return scale, nil
}

// scaled returns the covariance of scaled bands, and its trace.
func scaled(cov [][]float64, scale []float64) (s *mat.SymDense, total float64, err error) {
	d := len(scale)
	s = mat.NewSymDense(d, nil)
	for i := range d {
		for j := i; j < d; j++ {
			s.SetSym(i, j, cov[i][j]/scale[i]/scale[j])
		}
		total += s.At(i, i)
	}
	switch {
	case total == 0:
		err = errors.New("no band varies: there are no components to find")
	case !finite(total):
		err = fmt.Errorf("%w: total variance %v", ErrRange, total)
	}
	return s, total, err
}

// setComponents sets the components and what they explain of total.
func (m *Model) setComponents(components [][]float64, values []float64, total float64) {
	m.Components = components
	for _, v := range values {
		m.ExplainedVariance = append(m.ExplainedVariance, v)
		m.ExplainedVarianceRatio = append(m.ExplainedVarianceRatio, v/total)
	}
}

// componentCount returns how many components to keep.
func (o Options) componentCount(values []float64, total float64) int {
	if o.Components > 0 {
		return o.Components
	}
	if o.Variance == 0 {
		return min(3, len(values))
	}
	sum := 0.0
	for i, v := range values {
		// A share of 1 must not ask for components that hold rounding only.
		if sum += v; sum >= (o.Variance-1e-12)*total {
			return i + 1
		}
	}
	return len(values)
}

func checkMoments(bands []string, mean []float64, cov [][]float64) error {
	d := len(bands)
	if d == 0 {
		return errors.New("no bands")
	}
	if len(mean) != d || len(cov) != d {
		return fmt.Errorf("%d bands, but %d means and %d rows of covariance", d, len(mean), len(cov))
	}
	for i, row := range cov {
		if len(row) != d {
			return fmt.Errorf("row %d of the covariance has %d columns instead of %d", i+1, len(row), d)
		}
		if !finite(mean[i]) || !finite(row[i]) {
			return fmt.Errorf("%w: band %s has mean %v and variance %v", ErrRange, bands[i], mean[i], row[i])
		}
		if row[i] < 0 {
			return fmt.Errorf("band %s: mean %v and variance %v", bands[i], mean[i], row[i])
		}
	}
	for i, row := range cov {
		for j, c := range row {
			if !finite(c) {
				return fmt.Errorf("%w: covariance %v of bands %s and %s", ErrRange, c, bands[i], bands[j])
			}
			if limit := math.Sqrt(cov[i][i]) * math.Sqrt(cov[j][j]); math.Abs(c-cov[j][i]) > 1e-9*limit {
				return fmt.Errorf("covariance of bands %s and %s is %v one way and %v the other", bands[i], bands[j], c, cov[j][i])
			}
		}
	}
	return nil
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
