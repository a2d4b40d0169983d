package stats

import (
	"errors"
	"fmt"
	"math"
	"math/big"

	"github.com/bandprep/bandprep/exact"
	"github.com/bandprep/bandprep/raster"
)

// ErrRange is the error, wrapped, where a sum of samples or of their products
// is beyond the range of float64 or of 128 bits. Such an item can be skipped.
var ErrRange = errors.New("a sum of samples or of their products is beyond the range of float64 or of 128 bits")

// Validate says why m cannot be the moments of any samples: counts that
// contradict each other, extremes or sums that no samples between the extremes
// have. It returns an error that wraps [ErrRange] where a sum is too large to
// be told. Sums that come from a file are to be validated before they are
// used.
func (m *Moments) Validate() error {
	if err := m.checkLengths(); err != nil {
		return err
	}
	if err := m.checkCounts(); err != nil {
		return err
	}
	if err := m.checkSums(); err != nil {
		return err
	}
	return m.CheckRange()
}

// checkLengths refuses moments whose lists do not fit the bands.
func (m *Moments) checkLengths() error {
	n := m.Bands
	if len(m.Valid) != n || len(m.Min) != n || len(m.Max) != n || len(m.Sum) != n || len(m.SumSquares) != n || len(m.SumComplete) != n ||
		m.Dead != nil && len(m.Dead) != n || m.SumProducts != nil && len(m.SumProducts) != Pairs(n) {
		return fmt.Errorf("stats: moments of %d bands with lists of other lengths", n)
	}
	return nil
}

// CheckRange returns an error that wraps [ErrRange] where a sum is too large to be
// told. It is what moments that were measured, and not read from a file, need.
func (m *Moments) CheckRange() error {
	if !m.mayLeaveRange() {
		return nil
	}
	for _, list := range [][]exact.Sum{m.Sum, m.SumSquares, m.SumComplete, m.SumProducts} {
		for _, s := range list {
			if m.outOfRange(s) {
				return fmt.Errorf("stats: %w", ErrRange)
			}
		}
	}
	return nil
}

// mayLeaveRange reports whether samples of m's type can have sums that are too
// large to be told. Those of integers of up to 32 bits always fit.
func (m *Moments) mayLeaveRange() bool { return !IntegerSums(m.Type) || m.Type.Bits() >= 64 }

// checkCounts refuses counts and extremes that no samples have.
func (m *Moments) checkCounts() error {
	if m.Bands < 1 || m.Type == raster.Unknown || m.Type > raster.Float64 {
		return fmt.Errorf("stats: moments of %d bands of %s", m.Bands, m.Type)
	}
	if m.Pixels < 0 || m.Complete < 0 || m.Complete > m.Pixels {
		return fmt.Errorf("stats: %d complete pixels of %d", m.Complete, m.Pixels)
	}
	low, high := m.Type.Range()
	dead := 0
	for b := range m.Bands {
		n, from, to := m.Valid[b], m.Min[b], m.Max[b]
		switch {
		case n < 0 || n > m.Pixels:
			return fmt.Errorf("stats: band %d has %d valid samples of %d", b+1, n, m.Pixels)
		case m.dead(b):
			if dead++; n > 0 {
				return fmt.Errorf("stats: band %d is dead but has %d valid samples", b+1, n)
			}
		case n < m.Complete:
			return fmt.Errorf("stats: band %d has %d valid samples in %d complete pixels", b+1, n, m.Complete)
		}
		if n == 0 {
			if !math.IsNaN(from) || !math.IsNaN(to) {
				return fmt.Errorf("stats: band %d has extremes %v and %v but no valid sample", b+1, from, to)
			}
			continue
		}
		if !(low <= from && from <= to && to <= high) {
			return fmt.Errorf("stats: band %d of %s has extremes %v and %v", b+1, m.Type, from, to)
		}
		if m.Type.IsInteger() && (from != math.Trunc(from) || to != math.Trunc(to)) {
			return fmt.Errorf("stats: band %d of %s has extremes %v and %v, which are not whole", b+1, m.Type, from, to)
		}
	}
	if m.Dead != nil && dead == 0 {
		return errors.New("stats: a list of dead bands that names none")
	}
	return nil
}

func (m *Moments) dead(band int) bool { return m.Dead != nil && m.Dead[band] }

// checkSums refuses sums that no samples between the extremes have: with n
// samples x, n·min ≤ Σx ≤ n·max, (Σx)² ≤ n·Σx² and Σx² ≤ n·max|x|²; for two
// bands, (Σxy)² ≤ Σx²·Σy². Sums beyond the range are left to [Moments.CheckRange].
func (m *Moments) checkSums() error {
	for b := range m.Bands {
		n, complete := m.Valid[b], m.Complete
		if m.dead(b) {
			complete = 0
		}
		sum, squares, some := m.numeral(m.Sum[b]), m.numeral(m.SumSquares[b]), m.numeral(m.SumComplete[b])
		largest := numeral{m: new(big.Int)}
		if n > 0 {
			largest = numeralOf(max(math.Abs(m.Min[b]), math.Abs(m.Max[b])))
		}
		switch {
		case !m.between(sum, n, b) || !m.between(some, complete, b):
			return fmt.Errorf("stats: the sum of band %d does not lie between its extremes", b+1)
		case !sum.squared().atMost(squares.loosened(m.Type).timesInt(n)):
			return fmt.Errorf("stats: the sum of squares of band %d is too small for its sum: the variance would be negative", b+1)
		case !squares.atMost(largest.squared().timesInt(n).loosened(m.Type)):
			return fmt.Errorf("stats: the sum of squares of band %d is too large for its extremes", b+1)
		}
		if m.SumProducts == nil {
			continue
		}
		own := m.numeral(m.SumProducts[Pair(b, b, m.Bands)])
		switch {
		case !own.atMost(squares.loosened(m.Type)):
			return fmt.Errorf("stats: the squares of band %d add up to more in complete pixels than in all", b+1)
		case !some.squared().atMost(own.loosened(m.Type).timesInt(complete)):
			return fmt.Errorf("stats: the sum of squares of band %d in complete pixels is too small for their sum: the variance would be negative", b+1)
		}
	}
	return m.checkProducts()
}

func (m *Moments) checkProducts() error {
	if m.SumProducts == nil {
		return nil
	}
	squares := make([]numeral, m.Bands)
	for b := range squares {
		squares[b] = m.numeral(m.SumProducts[Pair(b, b, m.Bands)]).loosened(m.Type)
	}
	for i := range m.Bands {
		for j := i + 1; j < m.Bands; j++ {
			p := m.numeral(m.SumProducts[Pair(i, j, m.Bands)])
			if !p.squared().atMost(squares[i].times(squares[j])) {
				return fmt.Errorf("stats: the sum of products of bands %d and %d is too large for their squares", i+1, j+1)
			}
		}
	}
	return nil
}

// between reports whether the sum of n samples of a band lies between n times
// its extremes.
func (m *Moments) between(sum numeral, n int64, band int) bool {
	if n == 0 {
		return sum.beyond || sum.m.Sign() == 0
	}
	low, high := numeralOf(m.Min[band]).timesInt(n), numeralOf(m.Max[band]).timesInt(n)
	return low.atMost(sum) && sum.atMost(high)
}

// numeral is the number m·2^exp, or one beyond the range, of which nothing is
// known.
type numeral struct {
	m      *big.Int
	exp    int
	beyond bool
}

func (m *Moments) numeral(s exact.Sum) numeral {
	if m.mayLeaveRange() && m.outOfRange(s) {
		return numeral{m: new(big.Int), beyond: true}
	}
	var f exact.Float
	addSum(&f, s, IntegerSums(m.Type), 1)
	v, exp := f.Big()
	return numeral{m: v, exp: exp}
}

func numeralOf(x float64) numeral {
	var f exact.Float
	f.Add(x)
	v, exp := f.Big()
	return numeral{m: v, exp: exp}
}

func (a numeral) times(b numeral) numeral {
	return numeral{new(big.Int).Mul(a.m, b.m), a.exp + b.exp, a.beyond || b.beyond}
}

func (a numeral) squared() numeral { return a.times(a) }

func (a numeral) timesInt(n int64) numeral {
	return numeral{new(big.Int).Mul(a.m, big.NewInt(n)), a.exp, a.beyond}
}

// atMost reports whether a ≤ b, as far as that is known.
func (a numeral) atMost(b numeral) bool {
	if a.beyond || b.beyond {
		return true
	}
	if a.exp < b.exp {
		return a.m.Cmp(new(big.Int).Lsh(b.m, uint(b.exp-a.exp))) <= 0
	}
	return new(big.Int).Lsh(a.m, uint(a.exp-b.exp)).Cmp(b.m) <= 0
}

// loosened returns a number that is larger by what rounding a sum of floats to
// three float64 may have taken away: 2⁻¹⁵⁰ of it and one smallest float64,
// below which products vanish. Sums of integers are not rounded.
func (a numeral) loosened(t raster.SampleType) numeral {
	if IntegerSums(t) || a.beyond {
		return a
	}
	const tiny, part = -1074, 150
	m, exp := a.m, a.exp
	if to := min(exp-part, tiny); to < exp {
		m, exp = new(big.Int).Lsh(m, uint(exp-to)), to
	}
	loose := new(big.Int).Rsh(m, part)
	loose.Add(loose, m)
	return numeral{m: loose.Add(loose, new(big.Int).Lsh(big.NewInt(1), uint(tiny-exp))), exp: exp}
}
