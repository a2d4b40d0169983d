package pca

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/bandprep/bandprep/exact"
)

var errNoConvergence = errors.New("the eigenvalues of the covariance did not converge")

// solve returns the eigenvalues of s in descending order, none negative, and
// the eigenvectors as rows with their sign fixed. Their last bits depend on the
// processor.
func solve(s *mat.SymDense) (*spectrum, error) {
	var e mat.EigenSym
	if !e.Factorize(s, true) {
		return nil, errNoConvergence
	}
	ascending := e.Values(nil)
	var v mat.Dense
	e.VectorsTo(&v)
	d := len(ascending)
	r := new(spectrum)
	for i := d - 1; i >= 0; i-- {
		if !finite(ascending[i]) {
			return nil, fmt.Errorf("%w: variance %v", ErrRange, ascending[i])
		}
		r.solved, r.values = append(r.solved, ascending[i]), append(r.values, max(ascending[i], 0))
		vector := mat.Col(nil, i, &v)
		fixSign(vector)
		r.vectors = append(r.vectors, vector)
		row := make([]float64, d)
		for j := range row {
			row[j] = s.At(d-1-i, j)
		}
		r.matrix = append(r.matrix, row)
	}
	return r, nil
}

// residualVariance returns the part of the total variance that the first k
// components, which are refined, leave: the trace less their variances.
func (s *spectrum) residualVariance(k int) float64 {
	if k == len(s.values) {
		return 0
	}
	var rest exact.Float
	for i := range s.matrix {
		rest.Add(s.matrix[i][i])
	}
	for _, v := range s.values[:k] {
		rest.Add(-v)
	}
	if v := rest.Float64(); v > roundingOf(s.values) {
		return v
	}
	return 0
}

// fixSign makes the element of largest magnitude positive; of elements that
// differ by rounding only, the first counts.
func fixSign(v []float64) {
	largest := 0.0
	for _, x := range v {
		largest = max(largest, math.Abs(x))
	}
	for _, x := range v {
		if math.Abs(x) < largest*(1-1e-10) {
			continue
		}
		if x < 0 {
			for i := range v {
				v[i] = -v[i]
			}
		}
		return
	}
}

// roundingOf returns the variance up to which values, in descending order, are
// rounding of the largest.
func roundingOf(values []float64) float64 { return values[0] * (float64(len(values)) * 0x1p-52) }

// rankOf counts the eigenvalues, in descending order, that are more than
// rounding of the largest.
func rankOf(values []float64) int {
	limit := roundingOf(values)
	rank := 0
	for rank < len(values) && values[rank] > limit {
		rank++
	}
	return rank
}
