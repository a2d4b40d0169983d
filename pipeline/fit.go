package pipeline

import (
	"context"
	"fmt"
	"strings"

	"github.com/bandprep/bandprep/pca"
	"github.com/bandprep/bandprep/stats"
)

// Fit fits a PCA on the covariance of the complete pixels that s summarizes.
// Bands without a valid sample are left out; the sentence that says so is
// returned with the model.
func Fit(s *stats.Summary, bands []string, o pca.Options) (*pca.Model, []string, error) {
	if s.Covariance == nil {
		return nil, nil, fmt.Errorf("PCA: no covariance was kept")
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
		warnings = append(warnings, fmt.Sprintf("%d bands have no valid sample and are left out of the PCA: %s", len(dead), strings.Join(dead, ", ")))
	}
	if s.Complete == 0 {
		return nil, warnings, fmt.Errorf("PCA: no pixel is valid in all bands")
	}
	names := make([]string, len(use))
	mean := make([]float64, len(use))
	cov := make([][]float64, len(use))
	for i, a := range use {
		names[i], mean[i] = bands[a], s.CompleteMean[a]
		cov[i] = make([]float64, len(use))
		for j, b := range use {
			cov[i][j] = s.Covariance[a][b]
		}
	}
	m, err := pca.Fit(names, mean, cov, o)
	if err != nil {
		return nil, warnings, err
	}
	return m, warnings, nil
}

// FitImages measures the images and fits a PCA on all of them.
func FitImages(ctx context.Context, s *Set, o Options, fit pca.Options, limits Limits) (*pca.Model, []string, error) {
	if len(s.Images) == 0 {
		return nil, nil, ErrNoImages
	}
	o.NoFingerprints = true
	fold, spikes := NewFold(len(s.Bands)), newSpikes(s)
	var read []Image
	err := Rows(ctx, s, o, func(m Measured) error {
		spikes.add(&m)
		read = append(read, *m.Image)
		return fold.Add(m.Image.ID, m.Moments)
	})
	if err != nil {
		return nil, nil, err
	}
	warnings, err := spikes.warnings(ctx, s.BandNames(), o)
	if err != nil {
		return nil, nil, err
	}
	sum := fold.Summary(o.DDOF)
	warnings = append(warnings, lackingWarning(&sum, fold)...)
	m, more, err := Fit(&sum, s.BandNames(), fit)
	warnings = append(warnings, more...)
	if err != nil {
		return nil, warnings, err
	}
	m.SampleType, m.Divisor = s.Type.String(), sum.Divisor
	return m, append(warnings, m.Warnings...), SetLimits(ctx, s, read, m, o, limits)
}
