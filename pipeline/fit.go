package pipeline

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/pca"
	"github.com/bandprep/bandprep/stats"
)

// FitOptions say how a model is fitted. The zero value fits three principal
// components, with limits at 2 and 98 % of the pixels.
type FitOptions struct {
	pca.Options
	Noise  bool // minimum noise fractions instead of principal components
	Limits Limits
}

// Fitted is a model and what is known of it.
type Fitted struct {
	Model     *pca.Model
	Items     int
	Pixels    int64      // complete ones, that it was fitted on
	Diagnosis *Diagnosis // nil where the items are too many to keep what it needs
	Warnings  []string
}

// Fit fits a PCA on the covariance of the complete pixels that s summarizes.
// Bands without a valid sample are left out; the sentence that says so is
// returned with the model.
func Fit(s *stats.Summary, bands []string, o pca.Options) (*pca.Model, []string, error) {
	m, _, warnings, err := fit(s, nil, bands, FitOptions{Options: o})
	return m, warnings, err
}

// fit returns the model and the indices of the bands that it uses.
func fit(s *stats.Summary, noise [][]float64, bands []string, o FitOptions) (*pca.Model, []int, []string, error) {
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
	if o.Noise {
		_, noise = selectBands(use, s.CompleteMean, noise)
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
	fold   *Fold
	items  []labelled
	floats int // in the scatters of the items
	many   bool
	n      int
}

func newFitting(bands int) *fitting { return &fitting{fold: NewFold(bands)} }

func (f *fitting) add(id, label string, m stats.Moments) error {
	f.n++
	if m.Bands == 1 && f.fold.bands == 3 {
		m = m.GreyToRGB()
	}
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
	return f.fold.Add(id, m)
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
func (f *fitting) fit(noise [][]float64, s *Set, ddof int, o FitOptions) (*Fitted, error) {
	sum := f.fold.Summary(ddof)
	r := &Fitted{Items: f.n, Pixels: sum.Complete, Warnings: lackingWarning(&sum, f.fold)}
	m, use, warnings, err := fit(&sum, noise, s.BandNames(), o)
	r.Warnings = append(r.Warnings, warnings...)
	if err != nil {
		return r, err
	}
	m.SampleType, m.Divisor = s.Type.String(), sum.Divisor
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

// FitImages measures the images and fits a model on all of them.
func FitImages(ctx context.Context, s *Set, o Options, f FitOptions) (*Fitted, error) {
	if s.Images.Len() == 0 {
		return nil, ErrNoImages
	}
	o.NoFingerprints = true
	sums, spikes := newFitting(len(s.Bands)), newSpikes(s)
	read := Images{of: s.Images.of}
	err := MeasureAll(ctx, s, o, func(m Measured) error {
		spikes.add(&m)
		read.at = append(read.at, m.Image.at)
		return sums.add(m.Image.ID, m.Image.Label, m.Moments)
	})
	if err != nil {
		return nil, err
	}
	if read.Len() == 0 {
		return nil, ErrNoImages
	}
	warnings, err := spikes.warnings(ctx, s.BandNames(), o)
	if err != nil {
		return nil, err
	}
	r, err := sums.finish(ctx, s, read, o, f)
	if r != nil {
		r.Warnings = append(warnings, r.Warnings...)
	}
	return r, err
}

// finish fits the model; what needs pixels reads the images once more.
func (f *fitting) finish(ctx context.Context, s *Set, images Images, o Options, fo FitOptions) (*Fitted, error) {
	var noise [][]float64
	if fo.Noise {
		var err error
		if noise, err = noiseOf(ctx, s, images, o); err != nil {
			return nil, err
		}
	}
	r, err := f.fit(noise, s, o.DDOF, fo)
	if err != nil {
		return r, err
	}
	return r, SetLimits(ctx, s, images, r.Model, o, fo.Limits)
}

// FitRows fits a model on the rows of a manifest that keep accepts. Images
// opens them where pixels are needed: for limits by percentile and for noise.
func (d *Dataset) FitRows(ctx context.Context, keep func(*Row) bool, o Options, f FitOptions, images func() (*Set, error)) (*Fitted, error) {
	sums := newFitting(len(d.bands))
	ids := make(map[string]bool)
	for _, r := range d.Rows.All() {
		if !keep(r) {
			continue
		}
		if r.SumProducts == nil && r.Complete > 0 {
			return nil, fmt.Errorf("%s: the manifest keeps no products of bands: make it with --products-per-item, or fit on the images", r.ID)
		}
		ids[r.ID] = true
		if err := sums.add(r.ID, r.Label, r.Moments()); err != nil {
			return nil, err
		}
	}
	if sums.n == 0 {
		return nil, errors.New("the manifest has no such item")
	}
	if !f.Noise && f.Limits == LimitsSigma {
		return sums.fit(nil, d.Set, o.DDOF, f)
	}
	s, err := images()
	if err != nil {
		return nil, err
	}
	chosen := s.Images.Where(func(im *Image) bool { return ids[im.ID] })
	if chosen.Len() < len(ids) {
		return nil, fmt.Errorf("%d of %s cannot be read: give --limits sigma, which needs none", len(ids)-chosen.Len(), words.Count(len(ids), "image", "images"))
	}
	return sums.finish(ctx, s, chosen, o, f)
}
