package manifest

import (
	"fmt"
	"math"
	"math/big"

	"github.com/bandprep/bandprep/exact"
)

// checker holds rows that were read against what measuring can give. Whoever
// adds rows up can then rely on it that no variance is negative and no sum
// leaves its type.
type checker struct {
	kind    SumKind
	rows    int
	total   float64 // of all rows
	squares float64 // of all rows and bands
}

// Largest sums of all rows together.
const (
	maxTotal  = 1 << 62
	maxInt    = 1 << 126
	maxFloats = math.MaxFloat64 / 4
)

// row returns what is wrong with the next row.
func (c *checker) row(r *Row) error {
	if err := c.check(r); err != nil {
		return fmt.Errorf("%w: row %d (%.80q): %w", errDamaged, c.rows, r.ID, err)
	}
	c.rows++
	return nil
}

func (c *checker) check(r *Row) error {
	if r.Width < 0 || r.Height < 0 || r.Bands < 0 || r.Bytes < 0 || r.Fold < -1 || r.Grade < 0 || r.Grade > 9 {
		return fmt.Errorf("a negative size, fold or grade, or a grade above 9")
	}
	n := len(r.Valid)
	for _, list := range [...]struct {
		name     string
		have     int
		nullable bool
	}{
		{"mean", len(r.Mean), r.Mean == nil}, {"stddev", len(r.StdDev), r.StdDev == nil},
		{"minimum", len(r.Minimum), false}, {"maximum", len(r.Maximum), false},
		{"sum", len(r.Sum), false}, {"sum_squares", len(r.SumSquares), false}, {"sum_complete", len(r.SumComplete), false},
	} {
		if list.have != n && !list.nullable {
			return fmt.Errorf("%s of %d bands, valid of %d", list.name, list.have, n)
		}
	}
	if len(r.SumProducts) != n*(n+1)/2 && r.SumProducts != nil {
		return fmt.Errorf("%d products of %d bands", len(r.SumProducts), n)
	}
	if r.Histogram != nil && (n == 0 || len(r.Histogram)%n != 0) {
		return fmt.Errorf("a histogram of %d bins for %d bands", len(r.Histogram), n)
	}
	if c.total += float64(r.Total); r.Total < 0 || r.Complete < 0 || r.Complete > r.Total || c.total > maxTotal {
		return fmt.Errorf("%d samples, %d pixels complete", r.Total, r.Complete)
	}
	if r.SumProducts != nil && !c.products(r) {
		return fmt.Errorf("products that no bands can have")
	}
	for b := range n {
		if err := c.band(r, b); err != nil {
			return fmt.Errorf("band %d: %w", b+1, err)
		}
		if r.Histogram != nil && !counts(r.Histogram[b*len(r.Histogram)/n:(b+1)*len(r.Histogram)/n], r.Valid[b]) {
			return fmt.Errorf("band %d: a histogram that %d samples cannot have", b+1, r.Valid[b])
		}
	}
	return nil
}

// counts reports whether a histogram counts so many samples.
func counts(bins []int64, samples int64) bool {
	for _, n := range bins {
		if n < 0 || n > samples {
			return false
		}
		samples -= n
	}
	return samples == 0
}

func (c *checker) band(r *Row, b int) error {
	n, low, high := r.Valid[b], r.Minimum[b], r.Maximum[b]
	switch {
	case n < 0 || n > r.Total:
		return fmt.Errorf("%d of %d samples valid", n, r.Total)
	case n == 0 && (low == low || high == high):
		return fmt.Errorf("extremes of no sample")
	case n > 0 && (!(low <= high) || math.IsInf(low, 0) || math.IsInf(high, 0)):
		return fmt.Errorf("minimum %g, maximum %g", low, high)
	}
	if !c.sums(n, low, high, r.Sum[b], r.SumSquares[b]) {
		return fmt.Errorf("sums that %d samples from %g to %g cannot have", n, low, high)
	}
	c.squares += math.Abs(c.float(r.SumSquares[b]))
	if limit := [...]float64{maxInt, maxInt, maxFloats}[c.kind]; c.squares > limit {
		return fmt.Errorf("sums beyond %g", limit)
	}
	// In a band without valid samples, pixels count as complete by the others.
	if n == 0 || r.SumProducts == nil {
		return nil
	}
	if at := b*len(r.Valid) - b*(b-1)/2; !c.sums(r.Complete, low, high, r.SumComplete[b], r.SumProducts[at]) {
		return fmt.Errorf("complete sums that %d pixels from %g to %g cannot have", r.Complete, low, high)
	}
	return nil
}

// sums reports whether n samples between low and high can have that sum and
// sum of squares: n·low ≤ s ≤ n·high and s² ≤ n·q, by Cauchy and Schwarz.
func (c *checker) sums(n int64, low, high float64, s, q exact.Sum) bool {
	sum, squares := c.float(s), c.float(q)
	if n == 0 {
		return sum == 0 && squares == 0
	}
	slack := 1e-9 * max(math.Abs(low), math.Abs(high)) * float64(n)
	if !c.finite(s) || !c.finite(q) || sum < low*float64(n)-slack || sum > high*float64(n)+slack {
		return false
	}
	if most := squares * float64(n); float64(sum*sum) < most*(1-1e-9) && most <= math.MaxFloat64 {
		return true // by far
	}
	left, right := c.big(s), c.big(q)
	left.Mul(left, left)
	right.Mul(right, new(big.Float).SetInt64(n))
	// Sums of floats are rounded to 159 bits, and to nothing below the smallest
	// float64: s² may be larger by that.
	if c.kind == SumsTriple {
		if low == high {
			right.Add(right, new(big.Float).SetMantExp(left, -140))
		}
		right.Add(right, new(big.Float).SetMantExp(big.NewFloat(float64(n)), -1074))
	}
	return left.Cmp(right) <= 0
}

// products reports whether the products of two bands are possible beside their
// squares.
func (c *checker) products(r *Row) bool {
	n := len(r.Valid)
	square := func(b int) float64 { // with what is below the smallest float64
		return c.float(r.SumProducts[b*n-b*(b-1)/2]) + float64(r.Complete)*0x1p-1074
	}
	at := 0
	for i := range n {
		for j := i; j < n; j++ {
			most := math.Sqrt(square(i)) * math.Sqrt(square(j)) * (1 + 1e-9)
			if p := r.SumProducts[at]; !c.finite(p) || !(math.Abs(c.float(p)) <= most) {
				return false
			}
			at++
		}
	}
	return true
}

// finite reports whether a sum is a number in the form in which it is written:
// each part of three at most the last bit of the one before it.
func (c *checker) finite(s exact.Sum) bool {
	if c.kind != SumsTriple {
		return true
	}
	t := s.Triple()
	return t.Hi-t.Hi == 0 && math.Abs(t.Mid) <= 0x1p-52*math.Abs(t.Hi) && math.Abs(t.Lo) <= 0x1p-52*math.Abs(t.Mid)
}

// float returns a sum rounded to float64.
func (c *checker) float(s exact.Sum) float64 {
	if c.kind == SumsTriple {
		return s.Triple().Hi
	}
	return s.Int().Float64()
}

// big returns a sum as it is.
func (c *checker) big(s exact.Sum) *big.Float {
	const wide = 4200 // bits from the largest to the smallest float64, squared
	if c.kind != SumsTriple {
		return new(big.Float).SetPrec(wide).SetInt(s.Int().Big())
	}
	t := s.Triple()
	f := new(big.Float).SetPrec(wide).SetFloat64(t.Hi)
	f.Add(f, big.NewFloat(t.Mid))
	return f.Add(f, big.NewFloat(t.Lo))
}
