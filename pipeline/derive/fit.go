package derive

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/pca"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/stats"
)

// FitOptions say how a model is fitted. The zero value fits three principal
// components.
type FitOptions struct {
	pca.Options
	// Noise is the covariance of the noise of all bands: minimum noise fractions
	// are fitted instead of principal components. Nil: principal components.
	Noise [][]float64
}

// Fitted is a model and what is known of it.
type Fitted struct {
	Model     *pca.Model
	Items     int
	Pixels    int64      // complete ones, that it was fitted on
	Diagnosis *Diagnosis // nil where the items are too many to keep what it needs
	Warnings  []string
}

// fit fits a model on the covariance of the complete pixels that s summarizes
// and returns it with the indices of the bands that it uses. Bands without a
// valid sample are left out; a warning says so.
func fit(s *stats.Summary, bands []string, o FitOptions) (*pca.Model, []int, []string, error) {
	if s.Covariance == nil && s.Complete > 0 {
		return nil, nil, nil, errors.New("PCA: no covariance was kept")
	}
	var use []int
	var dead []string
	for b := range bands {
		if s.Bands[b].Valid > 0 {
			use = append(use, b)
		} else {
			dead = append(dead, bands[b])
		}
	}
	var warnings []string
	if len(dead) > 0 {
		warnings = append(warnings, fmt.Sprintf("%s left out of the PCA: %s", words.Count(len(dead), "band has no valid sample and is", "bands have no valid sample and are"), strings.Join(dead, ", ")))
	}
	if s.Complete == 0 {
		return nil, nil, warnings, errors.New("PCA: no pixel is valid in all bands")
	}
	names := make([]string, len(use))
	for i, b := range use {
		names[i] = bands[b]
	}
	mean, cov := selectBands(use, s.CompleteMean, s.Covariance)
	var m *pca.Model
	var err error
	if o.Noise != nil {
		_, noise := selectBands(use, s.CompleteMean, o.Noise)
		m, err = pca.FitNoise(names, mean, cov, noise, o.Options)
	} else {
		m, err = pca.Fit(names, mean, cov, o.Options)
	}
	return m, use, warnings, err
}

// selectBands returns the mean and covariance of some bands.
func selectBands(use []int, mean []float64, cov [][]float64) ([]float64, [][]float64) {
	m, c := make([]float64, len(use)), make([][]float64, len(use))
	for i, a := range use {
		m[i], c[i] = mean[a], make([]float64, len(use))
		for j, b := range use {
			c[i][j] = cov[a][b]
		}
	}
	return m, c
}

// fitting adds up the items that a model is fitted on.
type fitting struct {
	totals *Totals
	items  []labelled
	floats int // in the scatters of the items
	many   bool
	n      int
}

func (f *fitting) add(id, label string, m stats.Moments) error {
	f.n++
	if f.floats += m.Bands * (m.Bands + 1); f.floats > scatterFloats {
		f.many, f.items = true, nil
	}
	if !f.many {
		s := itemScatter(&m)
		if m.Dead != nil { // a band may be dead in all items
			alive := aliveBands(m.Dead)
			if rest := m.Select(alive); len(alive) > 0 {
				s = widen(itemScatter(&rest), alive, m.Bands)
			}
		}
		f.items = append(f.items, labelled{id, label, s})
	}
	return f.totals.Add(id, m)
}

// widen spreads a scatter of some bands over all; the others are undefined.
func widen(s pca.Scatter, at []int, bands int) pca.Scatter {
	if s.N == 0 {
		return s
	}
	w := pca.Scatter{N: s.N, Mean: undefined(bands)}
	for range bands {
		w.Cov = append(w.Cov, undefined(bands))
	}
	for i, a := range at {
		w.Mean[a] = s.Mean[i]
		for j, b := range at {
			w.Cov[a][b] = s.Cov[i][j]
		}
	}
	return w
}

// fit fits the model and diagnoses it.
func (f *fitting) fit(t *table.Table, ddof int, o FitOptions) (*Fitted, error) {
	sum := f.totals.Summary(ddof)
	r := &Fitted{Items: f.n, Pixels: sum.Complete, Warnings: lackingWarning(&sum, f.totals)}
	m, use, warnings, err := fit(&sum, t.Bands, o)
	r.Warnings = append(r.Warnings, warnings...)
	if err != nil {
		return r, err
	}
	m.SampleType, m.Divisor = t.Type.String(), sum.Divisor
	m.Output = m.NormalOutput()
	r.Model, r.Warnings = m, append(r.Warnings, m.Warnings...)
	if f.many {
		return r, nil
	}
	items := make([]labelled, 0, len(f.items))
	for _, it := range f.items {
		if it.scatter.N > 0 {
			it.scatter.Mean, it.scatter.Cov = selectBands(use, it.scatter.Mean, it.scatter.Cov)
			if slices.ContainsFunc(it.scatter.Mean, func(v float64) bool { return v != v }) {
				it.scatter = pca.Scatter{} // lacks a band that the model uses
			}
		}
		items = append(items, it)
	}
	var more []string
	r.Diagnosis, more = diagnose(m, items)
	r.Warnings = append(r.Warnings, more...)
	return r, nil
}

// Fit fits a model on the rows that keep accepts; nil keeps all.
func Fit(t *table.Table, keep func(i int) bool, ddof int, o FitOptions) (*Fitted, error) {
	sums := &fitting{totals: NewTotals()}
	for i := range t.Rows.Len() {
		if keep != nil && !keep(i) {
			continue
		}
		m, err := t.Rows.AllMoments(i)
		if err != nil {
			return nil, err
		}
		r := t.Rows.At(i)
		if m.SumProducts == nil && m.Complete > 0 {
			return nil, fmt.Errorf("%s: the manifest keeps no products of bands: make it with --products-per-item, or fit on the images", r.ID)
		}
		if err := sums.add(r.ID, r.Label, m); err != nil {
			return nil, err
		}
	}
	if sums.n == 0 {
		return nil, errors.New("no such item")
	}
	return sums.fit(t, ddof, o)
}
