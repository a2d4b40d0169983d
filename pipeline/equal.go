package pipeline

import (
	"math"
	"math/big"

	"github.com/bandprep/bandprep/internal/exact"
	"github.com/bandprep/bandprep/stats"
)

// EqualWeights are constants to which every image contributes alike, however
// many pixels it has: those of pixels drawn by first drawing an image.
//
//	mean     = Σ meanᵢ / k
//	variance = Σ varianceᵢ / k + Σ (meanᵢ − mean)² / k
//
// over the k images with a valid sample in the band, divisor n.
type EqualWeights struct {
	bands []equalBand
}

// equalBand sums over images, exactly, so that their order has no influence.
type equalBand struct {
	images                 int64
	mean, square, variance exact.Float
}

// Add counts an image of a set with so many bands.
func (e *EqualWeights) Add(m *stats.Moments, bands int) {
	for len(e.bands) < bands {
		e.bands = append(e.bands, equalBand{})
	}
	mean, stddev := meanStdDev(m)
	for b := range bands {
		at := min(b, m.Bands-1) // grey beside RGB
		if m.Valid[at] == 0 {
			continue
		}
		x := &e.bands[b]
		x.images++
		x.mean.Add(mean[at])
		x.square.AddSquare(mean[at])
		x.variance.AddSquare(stddev[at])
	}
}

// Set replaces mean and standard deviation of the summary.
func (e *EqualWeights) Set(s *stats.Summary) {
	for b := range e.bands {
		s.Bands[b].Mean, s.Bands[b].StdDev = e.bands[b].constants()
	}
}

func (x *equalBand) constants() (mean, stddev float64) {
	if x.images == 0 {
		return math.NaN(), math.NaN()
	}
	k := new(big.Rat).SetInt64(x.images)
	m := new(big.Rat).Quo(rational(&x.mean), k)
	between := new(big.Rat).Quo(rational(&x.square), k)
	between.Sub(between, new(big.Rat).Mul(m, m))
	variance := new(big.Rat).Quo(rational(&x.variance), k)
	variance.Add(variance, between)
	mean, _ = m.Float64()
	v, _ := variance.Float64()
	return mean, math.Sqrt(max(v, 0))
}

// rational returns the exact value of a sum.
func rational(f *exact.Float) *big.Rat {
	m, exp := f.Big()
	r := new(big.Rat).SetInt(m)
	p := new(big.Int).Lsh(big.NewInt(1), uint(max(exp, -exp)))
	if exp < 0 {
		return r.Quo(r, new(big.Rat).SetInt(p))
	}
	return r.Mul(r, new(big.Rat).SetInt(p))
}
