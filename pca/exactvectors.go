package pca

import (
	"math"

	"github.com/bandprep/bandprep/exact"
)

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
