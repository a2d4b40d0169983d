package stats

import (
	"math"
	"math/big"

	"github.com/bandprep/bandprep/exact"
)

// MeanStdDev returns mean and standard deviation of one band of the item, each
// the float64 nearest to its exact value for the sums that m holds; NaN where
// undefined. The divisor is the number of valid samples less ddof. It is a
// quick [Total.Summary] of one item, and where sums are beyond the range of
// float64, mean and standard deviation are NaN rather than an error.
func (m *Moments) MeanStdDev(band, ddof int) (mean, stddev float64) {
	n := m.Valid[band]
	if n == 0 || m.outOfRange(m.Sum[band]) || m.outOfRange(m.SumSquares[band]) {
		return math.NaN(), math.NaN()
	}
	mean, stddev = m.mean(band), math.NaN()
	d := n - int64(ddof)
	switch n, sum, squares, ok := m.int64Sums(band); {
	case d <= 0:
	case m.Min[band] == m.Max[band]:
		stddev = 0
	case ok:
		num := exact.Mul64(n, squares).Sub(exact.Mul64(sum, sum))
		if num.Hi < 0 {
			break // no samples have such sums
		}
		stddev = exact.SqrtQuoInt(num, n, d)
	default:
		num, exp := m.squaredDeviations(band)
		den := big.NewInt(n)
		stddev = exact.SqrtQuo(num, den.Mul(den, big.NewInt(d)), exp)
	}
	return mean, stddev
}

// mean returns the mean of a band that has valid samples.
func (m *Moments) mean(band int) float64 {
	const whole = 1 << 53
	if _, sum, _, ok := m.int64Sums(band); ok && max(sum, -sum) <= whole && m.Valid[band] <= whole {
		return float64(sum) / float64(m.Valid[band]) // rounded once
	}
	var sum exact.Float
	addSum(&sum, m.Sum[band], IntegerSums(m.Type), 1)
	return mean(&sum, m.Valid[band])
}

// int64Sums returns the number of valid samples of a band and their sums where
// those are integers of 64 bits, as those of samples of up to 16 bits are.
func (m *Moments) int64Sums(band int) (n, sum, squares int64, ok bool) {
	s, q := m.Sum[band].Int(), m.SumSquares[band].Int()
	return m.Valid[band], int64(s.Lo), int64(q.Lo), IntegerSums(m.Type) && s.IsInt64() && q.IsInt64()
}

// outOfRange reports whether a sum is too large to be told.
func (m *Moments) outOfRange(s exact.Sum) bool {
	if IntegerSums(m.Type) {
		return s.Int() == exact.MaxInt || s.Int() == exact.MinInt
	}
	t := s.Triple()
	return t.Hi-t.Hi != 0 || t.Mid-t.Mid != 0 || t.Lo-t.Lo != 0
}

// squaredDeviations returns n·Σx² − (Σx)² of a band, n times the sum of squared
// deviations from the mean, as num·2^exp, exactly for the sums that m holds, and
// never below 0.
func (m *Moments) squaredDeviations(band int) (num *big.Int, exp int) {
	var s, q exact.Float
	integer := IntegerSums(m.Type)
	addSum(&s, m.Sum[band], integer, 1)
	addSum(&q, m.SumSquares[band], integer, 1)
	return comoment(m.Valid[band], &s, &s, &q)
}
