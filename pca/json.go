package pca

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
)

// maxModelBytes bounds what Read takes: a full model of 1000 bands is about
// 25 MB.
const maxModelBytes = 64 << 20

// Write writes m as one JSON object with the shortest digits that read back
// to the same numbers.
func (m *Model) Write(w io.Writer) error {
	if err := m.Validate(); err != nil {
		return err
	}
	data, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	_, err = w.Write(append(data, '\n'))
	return err
}

// Read reads a model that Write wrote and validates it.
func Read(r io.Reader) (*Model, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxModelBytes+1))
	if err != nil {
		return nil, err
	}
	if len(data) > maxModelBytes {
		return nil, fmt.Errorf("not a PCA model: more than %d bytes", maxModelBytes)
	}
	m := new(Model)
	if err := json.Unmarshal(data, m); err != nil {
		return nil, fmt.Errorf("not a PCA model: %w", err)
	}
	if err := m.Validate(); err != nil {
		return nil, fmt.Errorf("PCA model: %w", err)
	}
	return m, nil
}

// Validate says what is wrong with m: shapes that do not fit, numbers that are
// not finite, components that are not orthonormal or not in order.
func (m *Model) Validate() error {
	d, k := len(m.Bands), len(m.Components)
	switch {
	case m.Type != "pca" && m.Type != "mnf":
		return fmt.Errorf("type %q instead of \"pca\" or \"mnf\"", m.Type)
	case (m.Type == "mnf") != (len(m.Inverse) > 0):
		return fmt.Errorf("type %q with %d rows of the inverse", m.Type, len(m.Inverse))
	case d == 0 || k == 0 || k > d:
		return fmt.Errorf("%d bands and %d components", d, k)
	case len(m.Mean) != d || len(m.Scale) != d:
		return fmt.Errorf("%d bands, but %d means and %d scales", d, len(m.Mean), len(m.Scale))
	case len(m.ExplainedVariance) != k || len(m.ExplainedVarianceRatio) != k:
		return fmt.Errorf("%d components, but %d variances and %d ratios", k, len(m.ExplainedVariance), len(m.ExplainedVarianceRatio))
	}
	for i := range d {
		if !finite(m.Mean[i]) || !finite(m.Scale[i]) || m.Scale[i] <= 0 {
			return fmt.Errorf("band %s: mean %v, scale %v", m.Bands[i], m.Mean[i], m.Scale[i])
		}
	}
	for i, v := range m.ExplainedVariance {
		r := m.ExplainedVarianceRatio[i]
		switch {
		case !finite(v) || v < 0 || !(r >= 0 && r <= 1+1e-9):
			return fmt.Errorf("component %d explains variance %v, ratio %v", i+1, v, r)
		case i > 0 && v > m.ExplainedVariance[i-1]:
			return fmt.Errorf("component %d explains more than component %d", i+1, i)
		case m.Whiten && v == 0:
			return fmt.Errorf("component %d is to be whitened but has no variance", i+1)
		}
	}
	if !finite(m.TotalVariance) || !finite(m.ResidualVariance) || m.TotalVariance < 0 || m.ResidualVariance < 0 {
		return fmt.Errorf("total variance %v, residual variance %v", m.TotalVariance, m.ResidualVariance)
	}
	if err := m.checkComponents(); err != nil {
		return err
	}
	return m.checkOutput()
}

// checkComponents says whether the components, applied to what they
// reconstruct, give themselves back; for PCA that they are orthonormal.
func (m *Model) checkComponents() error {
	for i, row := range m.Components {
		if len(row) != len(m.Bands) {
			return fmt.Errorf("component %d has %d loadings for %d bands", i+1, len(row), len(m.Bands))
		}
	}
	for i, row := range m.Inverse {
		if len(row) != len(m.Components) || len(m.Inverse) != len(m.Bands) {
			return fmt.Errorf("row %d of the %d rows of the inverse has %d columns", i+1, len(m.Inverse), len(row))
		}
	}
	inverse := m.reconstruction()
	for i, row := range m.Components {
		for j := range m.Components {
			product, want := 0.0, 0.0
			for b, loading := range row {
				product += float64(loading * inverse[b][j])
			}
			if i == j {
				want = 1
			}
			if !(math.Abs(product-want) <= 1e-9) {
				return fmt.Errorf("components %d and %d are not orthonormal: their product is %v", i+1, j+1, product)
			}
		}
	}
	return nil
}

func (m *Model) checkOutput() error {
	if m.Output == nil {
		return nil
	}
	k := len(m.Components)
	if len(m.Output.Low) != k || len(m.Output.High) != k {
		return errors.New("output limits do not fit the components")
	}
	for i, low := range m.Output.Low {
		if high := m.Output.High[i]; !finite(low) || !finite(high) || low >= high {
			return fmt.Errorf("output limits of component %d are %v and %v", i+1, low, high)
		}
	}
	return nil
}

func dot(a, b []float64) float64 {
	sum := 0.0
	for i, x := range a {
		sum += float64(x * b[i])
	}
	return sum
}
