package advice

import (
	"errors"

	"github.com/bandprep/bandprep/pca"
	"github.com/bandprep/bandprep/stats"
)

// components fits k principal components on the bands that have valid samples,
// and returns them with the numbers of these bands.
func components(s *stats.Summary, bands []string, k int) (*pca.Model, []int, error) {
	if s.Covariance == nil || s.Complete == 0 {
		return nil, nil, errors.New("no covariance")
	}
	var use []int
	var names []string
	for b := range bands {
		if s.Bands[b].Valid > 0 {
			use, names = append(use, b), append(names, bands[b])
		}
	}
	mean, cov := selectBands(use, s.CompleteMean, s.Covariance)
	model, err := pca.Fit(names, mean, cov, pca.Options{Components: min(k, len(use))})
	return model, use, err
}

func selectBands(use []int, mean []float64, cov [][]float64) (m []float64, c [][]float64) {
	for _, a := range use {
		m = append(m, mean[a])
		var row []float64
		for _, b := range use {
			row = append(row, cov[a][b])
		}
		c = append(c, row)
	}
	return m, c
}

// itemScatter returns mean and covariance of the complete pixels of an item; its
// N is 0 where it has none or lacks a band.
func itemScatter(m *stats.Moments) pca.Scatter {
	total := stats.NewTotal()
	if m.Dead != nil || m.Complete == 0 || m.SumProducts == nil || total.Add(m) != nil {
		return pca.Scatter{}
	}
	s := total.Summary(0)
	return pca.Scatter{N: s.Complete, Mean: s.CompleteMean, Cov: s.Covariance}
}
