package pca

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// FitNoise returns minimum noise fractions: components by descending ratio of
// signal and noise to noise, instead of by variance, which suits striped or
// noisy images. Mean [d] and cov [d][d] are as for [Fit]; noise [d][d] is the
// covariance of the noise alone, such as half the covariance of differences
// between horizontal neighbours.
//
// The generalized eigenproblem cov·v = λ·noise·v is solved by whitening the
// noise first (Green, Berman, Switzer and Craig, 1988; Lee, Woodyatt and
// Berman, 1990). ExplainedVariance is λ: the variance of a component whose
// noise has variance 1. The result does not depend on the scale of the bands,
// so Standardize is refused; Whiten gives components unit variance.
//
// Besides what makes Fit fail, FitNoise fails where the noise has no inverse:
// a band without noise is named.
func FitNoise(bands []string, mean []float64, cov, noise [][]float64, o Options) (*Model, error) {
	d := len(bands)
	if err := checkMoments(bands, mean, cov); err != nil {
		return nil, err
	}
	if err := checkMoments(bands, mean, noise); err != nil {
		return nil, fmt.Errorf("noise: %w", err)
	}
	if err := o.Validate(d); err != nil {
		return nil, err
	}
	if o.Standardize {
		return nil, errors.New("minimum noise fractions do not depend on the scale of the bands: nothing to standardize")
	}
	f, err := whitener(bands, noise)
	if err != nil {
		return nil, err
	}
	signal := mat.NewSymDense(d, nil)
	for i := range d {
		for j := i; j < d; j++ {
			signal.SetSym(i, j, inner(f[i], cov, f[j]))
		}
	}
	total := 0.0
	for i := range d {
		total += signal.At(i, i)
	}
	switch {
	case total == 0:
		return nil, errors.New("no band varies: there are no components to find")
	case !finite(total):
		return nil, fmt.Errorf("%w: total variance %v", ErrRange, total)
	}
	e, err := solve(signal)
	if err != nil {
		return nil, err
	}
	k := o.componentCount(e.values, total)
	e.refine(k)
	values, vectors := e.values, e.vectors
	m := &Model{Type: "mnf", Bands: append([]string(nil), bands...), Mean: append([]float64(nil), mean...), Whiten: o.Whiten}
	for i := range d {
		m.Scale = append(m.Scale, 1)
		m.TotalVariance += cov[i][i]
	}
	if !finite(m.TotalVariance) {
		return nil, fmt.Errorf("%w: total variance %v", ErrRange, m.TotalVariance)
	}
	if rank := rankOf(values); o.Whiten && rank < k {
		return nil, fmt.Errorf("the %d bands span only %d dimensions: component %d has no variance and cannot be whitened", d, rank, rank+1)
	}
	for c := range k {
		row := make([]float64, d)
		for i, v := range vectors[c] {
			for b := range d {
				row[b] += float64(v * f[i][b])
			}
		}
		fixSign(row)
		vectors[c] = row
	}
	m.setComponents(vectors[:k], values[:k], total)
	m.Inverse = make([][]float64, d)
	for b := range d {
		for _, row := range m.Components {
			m.Inverse[b] = append(m.Inverse[b], dot(noise[b], row))
		}
	}
	for _, q := range m.residual() {
		m.ResidualVariance += max(inner(q, cov, q), 0)
	}
	if pairs := nearlyEqualPairs(values, min(k, d-1)); len(pairs) > 0 {
		m.Warnings = append(m.Warnings, equalWarning(pairs))
	}
	return m, nil
}

// whitener returns rows that turn noise into uncorrelated noise of variance 1.
func whitener(bands []string, noise [][]float64) ([][]float64, error) {
	d := len(bands)
	s := mat.NewSymDense(d, nil)
	for i := range d {
		if noise[i][i] == 0 {
			return nil, fmt.Errorf("band %s has no noise: leave it out", bands[i])
		}
		for j := i; j < d; j++ {
			s.SetSym(i, j, noise[i][j])
		}
	}
	e, err := solve(s)
	if err != nil {
		return nil, err
	}
	e.refine(d)
	values, vectors := e.values, e.vectors
	if rank := rankOf(values); rank < d {
		return nil, fmt.Errorf("the noise of the %d bands spans only %d dimensions: leave out bands that are combinations of others", d, rank)
	}
	for i, row := range vectors {
		for j := range row {
			row[j] /= math.Sqrt(values[i])
		}
	}
	return vectors, nil
}

// inner returns aᵀ·s·b.
func inner(a []float64, s [][]float64, b []float64) float64 {
	sum := 0.0
	for i, row := range s {
		sum += float64(a[i] * dot(row, b))
	}
	return sum
}
