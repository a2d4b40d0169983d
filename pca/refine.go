package pca

import (
	"math"
	"math/big"

	"github.com/bandprep/bandprep/exact"
)

// Solvers differ in their last bits from processor to processor. So what the
// solver found is a start only: each component that is kept is corrected until
// it is the eigenvector of the given matrix to about 2⁻¹⁰⁰, and then rounded
// once. The correction is Newton's step in the solver's basis, with residuals
// summed exactly (J. J. Dongarra, C. B. Moler, J. H. Wilkinson, "Improving the
// accuracy of computed eigenvalues and eigenvectors", 1983; T. Ogita, K.
// Aishima, "Iterative refinement for symmetric eigenvalue decomposition", 2018).
//
// Variances that lie closer together than clusterGap of the largest have no
// directions of their own that rounding of the covariance would leave alone.
// They are settled by a rule: all get their mean, and their directions are, one
// after the other, that of the band which their common space holds most of (of
// equal ones the first), made orthogonal to those before.
const (
	clusterGap = 0x1p-40
	settled    = 0x1p-95 // a correction that is no longer worth another step
	maxSteps   = 60
	loadingBit = 0x1p-76 // loadings are multiples of it
)

// spectrum is an eigendecomposition.
type spectrum struct {
	matrix  [][]float64 // [d][d], symmetric
	solved  []float64   // [d] descending, as the solver found them
	values  []float64   // [d] none negative
	vectors [][]float64 // [d] rows
}

// space is what the vectors of one cluster span.
type space struct {
	x   [][]exact.Double // an orthonormal basis
	rho []exact.Double   // whose sum is that of the variances
}

// refine replaces the first k values and vectors by refined ones. Values that
// are rounding of the largest become 0.
func (s *spectrum) refine(k int) {
	zero := roundingOf(s.values)
	solver := *s
	s.values, s.vectors = append([]float64(nil), s.values...), append([][]float64(nil), s.vectors...)
	for from := 0; from < k; {
		to := solver.clusterEnd(from)
		value, vectors := solver.refineGroup(from, to, min(to, k)-from)
		if value <= zero {
			value = 0
		}
		for i, v := range vectors {
			s.values[from+i], s.vectors[from+i] = value, v
		}
		from = to
	}
	for i := k; i < len(s.values); i++ {
		s.values[i] = min(s.values[i], s.values[i-1]) // the solver's, beside refined ones
	}
}

// clusterEnd returns where the cluster that begins at from ends.
func (s *spectrum) clusterEnd(from int) int {
	to := from + 1
	for to < len(s.solved) && s.solved[to-1]-s.solved[to] <= clusterGap*s.values[0] {
		to++
	}
	return to
}

// refineGroup returns the mean of the values from … to−1, and the first n vectors of
// their common space. A space of more than half of the dimensions is what the
// others leave.
func (s *spectrum) refineGroup(from, to, n int) (value float64, vectors [][]float64) {
	var sum exact.Float
	var x [][]exact.Double
	d := len(s.values)
	if 2*(to-from) > d {
		for i, row := range s.matrix {
			sum.Add(row[i])
		}
		for at := 0; at < d; {
			end := s.clusterEnd(at)
			if at != from {
				other := s.refineSpace(at, end)
				for _, v := range other.rho {
					sum.Add(-v.Hi)
					sum.Add(-v.Lo)
				}
				x = append(x, other.x...)
			}
			at = end
		}
		x = canonical(x, d, n, true)
	} else {
		own := s.refineSpace(from, to)
		for _, v := range own.rho {
			sum.AddDouble(v)
		}
		if x = own.x; len(x) > 1 {
			x = canonical(x, d, n, false)
		}
	}
	for _, v := range x {
		row := make([]float64, d)
		for b := range v {
			row[b] = onGrid(nearest(v[b]))
		}
		fixSign(row)
		vectors = append(vectors, row)
	}
	num, exp := sum.Big()
	return nearest(exact.QuoDouble(num, big.NewInt(int64(to-from)), exp)), vectors
}

// refineSpace corrects the space of the vectors from … to−1 until it is
// invariant.
func (s *spectrum) refineSpace(from, to int) space {
	c := space{make([][]exact.Double, to-from), make([]exact.Double, to-from)}
	for i := range c.x {
		c.rho[i].Hi = s.solved[from+i]
		for _, v := range s.vectors[from+i] {
			c.x[i] = append(c.x[i], exact.Double{Hi: v})
		}
	}
	before := 1.0
	for range maxSteps {
		largest := s.step(c.x, c.rho, from, to)
		if largest < settled || largest < before/2 && largest*(largest/before) < settled { // the next one would be
			break
		}
		before = largest
	}
	return c
}

// step corrects the vectors x and the values rho of the cluster from … to−1 and
// returns the largest coefficient of the correction.
func (s *spectrum) step(x [][]exact.Double, rho []exact.Double, from, to int) float64 {
	largest := 0.0
	corrections := make([][]float64, len(x))
	for i := range x {
		rest, own := s.residual(x, i, rho[i])
		u := make([]float64, len(rest))
		for j, v := range s.vectors {
			if j >= from && j < to {
				continue
			}
			c := dot(v, rest) / (rho[i].Hi - s.solved[j])
			largest = max(largest, math.Abs(c))
			addScaled(u, c, v)
		}
		for l := range x {
			c := -product(x[l], x[i], l == i) / 2
			largest = max(largest, math.Abs(c))
			for b, v := range x[l] {
				u[b] += float64(c * v.Hi)
			}
		}
		corrections[i] = u
		rho[i] = plus(rho[i], own)
	}
	for i, u := range corrections {
		for b, c := range u {
			x[i][b] = plus(x[i][b], c)
		}
	}
	return largest
}

// residual returns what A·x_i leaves beside the cluster's own vectors x, each
// element rounded once, and the part of it along x_i beyond rho.
func (s *spectrum) residual(x [][]exact.Double, i int, rho exact.Double) (rest []float64, own float64) {
	sums := make([]exact.Float, len(s.matrix))
	rest = make([]float64, len(sums))
	for b, row := range s.matrix {
		f := &sums[b]
		for t, a := range row {
			if a != 0 {
				addTimes(f, a, x[i][t])
			}
		}
		addTimes(f, -rho.Hi, x[i][b])
		addTimes(f, -rho.Lo, x[i][b])
		rest[b] = f.Float64()
	}
	along := make([]float64, len(x))
	for l := range x {
		for b, v := range x[l] {
			along[l] += float64(v.Hi * rest[b])
		}
	}
	for b := range sums {
		for l := range x {
			addTimes(&sums[b], -along[l], x[l][b])
		}
		rest[b] = sums[b].Float64()
	}
	return rest, along[i]
}
