package table

import (
	"slices"

	"github.com/bandprep/bandprep/exact"
	"github.com/bandprep/bandprep/manifest"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/stats"
)

// Row is an item as the manifest keeps it: identity, split, and sufficient
// statistics. Everything after measuring is arithmetic over rows.
type Row struct {
	manifest.Row
	Type   raster.SampleType
	inFile int64 // where its products lie in the temporary file; 0: nowhere
}

// SetMoments sets the statistics of the row.
func (r *Row) SetMoments(m *stats.Moments) {
	r.Valid, r.Total = m.Valid, m.Pixels
	r.Minimum, r.Maximum = m.Min, m.Max
	r.Sum, r.SumSquares = m.Sum, m.SumSquares
	r.Complete, r.SumComplete, r.SumProducts = m.Complete, m.SumComplete, m.SumProducts
	if slices.Equal(r.SumComplete, r.Sum) { // where every sample counts: one copy suffices
		r.SumComplete = r.Sum
	}
}

// MeanStdDev returns mean and standard deviation, divisor n, of every band.
func MeanStdDev(m *stats.Moments) (mean, stddev []float64) {
	mean, stddev = make([]float64, m.Bands), make([]float64, m.Bands)
	for b := range m.Bands {
		mean[b], stddev[b] = m.MeanStdDev(b, 0)
	}
	return mean, stddev
}

// Moments returns the statistics that the row keeps.
func (r *Row) Moments() stats.Moments {
	m := stats.Moments{
		Type: r.Type, Bands: len(r.Valid), Pixels: r.Total, Valid: r.Valid, Min: r.Minimum, Max: r.Maximum,
		Complete: r.Complete, Sum: r.Sum, SumSquares: r.SumSquares, SumComplete: r.SumComplete, SumProducts: r.SumProducts,
	}
	for b, n := range r.Valid {
		if n == 0 {
			if m.Dead == nil {
				m.Dead = make([]bool, len(r.Valid))
			}
			m.Dead[b] = true
		}
	}
	return m
}

// sum is an exact sum.
type sum = exact.Sum

// sumKind chooses how a manifest stores such sums.
func sumKind(m *stats.Moments) manifest.SumKind {
	if !stats.IntegerSums(m.Type) {
		return manifest.SumsTriple
	}
	for _, list := range [...][]exact.Sum{m.Sum, m.SumSquares, m.SumProducts} {
		for _, s := range list {
			if !s.Int().IsInt64() {
				return manifest.SumsDecimal
			}
		}
	}
	return manifest.SumsInt64
}
