package pca

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// Separation says what the components keep of the differences between
// classes. Components follow variance, and classes may differ where there is
// little of it.
type Separation struct {
	// Between is the share of the between-class scatter (the spread of the
	// class means around their mean, weighted by pixels, in units of the
	// model's scale) that lies in the components.
	Between float64
	// Fisher is the trace of W⁻¹B in the components and FisherAll that of
	// all bands, with B the scatter between and W that within classes: the
	// separation of the classes in units of their own spread. Directions
	// in which no class varies are left out. Both are rounded to nine digits,
	// since the last ones depend on the processor.
	Fisher, FisherAll float64
}

// Separation returns what the components keep of the differences between
// classes, at least two of which must have pixels.
func (m *Model) Separation(classes []Scatter) (Separation, error) {
	d := len(m.Bands)
	var with []Scatter
	for _, c := range classes {
		if c.N == 0 {
			continue
		}
		if err := c.check(d); err != nil {
			return Separation{}, err
		}
		with = append(with, c)
	}
	if len(with) < 2 {
		return Separation{}, errors.New("fewer than two classes have pixels")
	}
	all := Pool(with...)
	within, between := mat.NewSymDense(d, nil), mat.NewSymDense(d, nil)
	for _, c := range with {
		share := float64(c.N) / float64(all.N)
		for i := range d {
			for j := i; j < d; j++ {
				unit := share / m.Scale[i] / m.Scale[j]
				off := float64((c.Mean[i] - all.Mean[i]) * (c.Mean[j] - all.Mean[j]))
				within.SetSym(i, j, within.At(i, j)+float64(unit*c.Cov[i][j]))
				between.SetSym(i, j, between.At(i, j)+float64(unit*off))
			}
		}
	}
	s := Separation{Between: m.keptShare(between)}
	var err error
	if s.FisherAll, err = fisher(within, between); err != nil {
		return s, err
	}
	s.Fisher, err = fisher(m.projectScatter(within), m.projectScatter(between))
	return s, err
}

// Warning says in words what is lost, or "".
func (s Separation) Warning() string {
	switch {
	case s.FisherAll > 0 && s.Fisher < 0.5*s.FisherAll:
		return fmt.Sprintf("the components keep %.0f %% of what separates the classes (%.0f %% of the scatter between them): keep more components, or use all bands", 100*s.Fisher/s.FisherAll, 100*s.Between)
	case s.Between < 0.9:
		return fmt.Sprintf("the components keep %.0f %% of the scatter between the classes: keep more components, or use all bands", 100*s.Between)
	}
	return ""
}

// keptShare returns the share of a scatter's trace that survives projection and
// reconstruction; NaN where the trace is 0.
func (m *Model) keptShare(s *mat.SymDense) float64 {
	q := m.residual()
	lost, total := 0.0, 0.0
	for b := range q {
		for i := range q {
			for j := range q {
				lost += float64(float64(q[b][i]*s.At(i, j)) * q[b][j])
			}
		}
		total += s.At(b, b)
	}
	return math.Min(1-lost/total, 1)
}

// projectScatter returns C·s·Cᵀ, the scatter of the components.
func (m *Model) projectScatter(s *mat.SymDense) *mat.SymDense {
	d, k := len(m.Bands), len(m.Components)
	out := mat.NewSymDense(k, nil)
	row := make([]float64, d)
	for a := range k {
		for i := range d {
			row[i] = 0
			for j := range d {
				row[i] += float64(m.Components[a][j] * s.At(j, i))
			}
		}
		for b := a; b < k; b++ {
			out.SetSym(a, b, dot(row, m.Components[b]))
		}
	}
	return out
}

// fisher returns the trace of W⁻¹B over the directions in which W is more than
// rounding.
func fisher(within, between *mat.SymDense) (float64, error) {
	e, err := solve(within)
	if err != nil {
		return 0, err
	}
	sum := 0.0
	for c := range rankOf(e.values) {
		v := mat.NewVecDense(len(e.values), e.vectors[c])
		sum += mat.Inner(v, between, v) / e.values[c]
	}
	return round9(sum), nil
}
