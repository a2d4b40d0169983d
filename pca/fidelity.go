package pca

import "math"

// Fidelity says how well the components describe a group of pixels, from its
// [Scatter] alone: no pixel is read again.
type Fidelity struct {
	// Band [d] is the root mean square error of each band after projection
	// and reconstruction, in stored values.
	Band []float64
	// Outside is the share of the mean squared distance from the model's
	// mean, in units of its scale, that the components do not reproduce.
	// It is NaN where all pixels equal the mean.
	Outside float64
	// Expected is Outside of the data that the model was fitted on, and
	// Excess the mean squared error divided by the error there. They are NaN
	// where the model does not record its TotalVariance; Excess is infinite
	// where the components lost nothing of the data they were fitted on.
	Expected, Excess float64
}

// Fidelity returns how well the components describe s. With the residual
// projector Q = I − RC, where C are the components and R reconstructs, and the
// second moments M about the model's mean, the squared errors are the diagonal
// of QMQᵀ.
func (m *Model) Fidelity(s Scatter) (Fidelity, error) {
	d := len(m.Bands)
	if err := s.check(d); err != nil {
		return Fidelity{}, err
	}
	moments, q := m.momentsAbout(s), m.residual()
	f := Fidelity{Band: make([]float64, d), Expected: math.NaN(), Excess: math.NaN()}
	lost, total := 0.0, 0.0
	for b := range d {
		e := 0.0
		for i, row := range moments {
			e += float64(q[b][i] * dot(row, q[b]))
		}
		e = max(e, 0) // rounding
		f.Band[b] = math.Sqrt(e) * m.Scale[b]
		lost += e
		total += moments[b][b]
	}
	f.Outside = lost / total
	if m.TotalVariance > 0 {
		f.Expected = m.ResidualVariance / m.TotalVariance
		f.Excess = lost / m.ResidualVariance
	}
	return f, nil
}

// Drifted reports whether s lies so far outside of the components that the
// model should be fitted again: errors with more than twice the standard
// deviation of those it was made with, and more than 1 % of the energy.
func (f Fidelity) Drifted() bool { return f.Excess > 4 && f.Outside > 0.01 }

// residual returns Q = I − RC, [d][d].
func (m *Model) residual() [][]float64 {
	d := len(m.Bands)
	r := m.reconstruction()
	q := make([][]float64, d)
	for b := range d {
		q[b] = make([]float64, d)
		q[b][b] = 1
		for c, row := range m.Components {
			for i, loading := range row {
				q[b][i] -= float64(r[b][c] * loading)
			}
		}
	}
	return q
}

// Cumulative returns the share of the total variance that the first
// components, 1 to k of them, explain together.
func (m *Model) Cumulative() []float64 {
	sums := make([]float64, len(m.ExplainedVarianceRatio))
	sum := 0.0
	for i, r := range m.ExplainedVarianceRatio {
		sum += r
		sums[i] = sum
	}
	return sums
}
