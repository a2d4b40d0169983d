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

// canonical returns the first n vectors that the rule for clusters names for
// the space of the orthonormal x of d elements, or for what it leaves.
func canonical(x [][]exact.Double, d, n int, complement bool) [][]exact.Double {
	sign := 1.0
	left := make([]float64, d) // of each band, the square of its part in the space that is not taken yet
	if complement {
		sign = -1
		for b := range left {
			left[b] = 1
		}
	}
	for b := range left {
		for _, v := range x {
			left[b] += float64(sign * float64(v[b].Hi*v[b].Hi))
		}
	}
	var out [][]exact.Double
	for range n {
		pivot, most := 0, 0.0
		for _, v := range left {
			most = max(most, v)
		}
		for left[pivot] < most*(1-1e-10) {
			pivot++
		}
		v := make([]exact.Double, d)
		for t := range v {
			var f exact.Float
			if complement && t == pivot {
				f.Add(1)
			}
			for _, u := range x {
				addProduct(&f, u[t], u[pivot], sign)
			}
			for _, u := range out {
				addProduct(&f, u[t], u[pivot], -1)
			}
			v[t] = f.Round()
		}
		normalize(v)
		for b := range left {
			left[b] -= float64(v[b].Hi * v[b].Hi)
		}
		out = append(out, v)
	}
	return out
}

// normalize gives v the length 1.
func normalize(v []exact.Double) {
	length := 1 / math.Sqrt(product(v, v, false))
	for b := range v {
		var f exact.Float
		addTimes(&f, length, v[b])
		v[b] = f.Round()
	}
	for range 3 {
		excess := product(v, v, true)
		for b := range v {
			v[b] = plus(v[b], float64(-excess/2*v[b].Hi))
		}
	}
}

// product returns the product of a and b, less 1 if so asked, rounded once.
func product(a, b []exact.Double, lessOne bool) float64 {
	var f exact.Float
	for i := range a {
		addProduct(&f, a[i], b[i], 1)
	}
	if lessOne {
		f.Add(-1)
	}
	return f.Float64()
}

// addProduct adds sign·a·b.
func addProduct(f *exact.Float, a, b exact.Double, sign float64) {
	addTimes(f, sign*a.Hi, b)
	addTimes(f, sign*a.Lo, b)
}

// addTimes adds c·x.
func addTimes(f *exact.Float, c float64, x exact.Double) {
	f.AddProduct(c, x.Hi)
	if x.Lo != 0 {
		f.AddProduct(c, x.Lo)
	}
}

// plus returns x + c, nearly: the error is 2⁻¹⁰⁵ of the sum where c is small.
func plus(x exact.Double, c float64) exact.Double {
	hi := x.Hi + c
	t := hi - x.Hi
	lo := (x.Hi - (hi - t)) + (c - t) + x.Lo
	sum := hi + lo
	return exact.Double{Hi: sum, Lo: lo - (sum - hi)}
}

func addScaled(u []float64, c float64, v []float64) {
	for b := range u {
		u[b] += float64(c * v[b])
	}
}

// nearest rounds x once. What lies halfway between two float64, up to 2⁻³⁰ of
// their distance, becomes the even one, as an exact tie does: 3·0.1 is one.
func nearest(x exact.Double) float64 {
	if x.Lo == 0 {
		return x.Hi
	}
	next := math.Nextafter(x.Hi, math.Copysign(math.Inf(1), x.Lo))
	if math.Abs(x.Lo/(next-x.Hi)-0.5) > 0x1p-30 || math.Float64bits(x.Hi)&1 == 0 {
		return x.Hi
	}
	return next
}

// onGrid rounds a loading to a multiple of loadingBit, so that what should be 0
// is. Loadings above 2⁻²⁴ are such multiples already.
func onGrid(x float64) float64 {
	const magic = 0x1.8p52 * loadingBit
	if math.Abs(x) < 0x1p-24 {
		return x + magic - magic
	}
	return x
}
