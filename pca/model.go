package pca

import (
	"fmt"
	"slices"
	"strings"
)

// Model is a fitted projection of d bands onto k components. It is not
// changed by its methods.
type Model struct {
	// Type is "pca", or "mnf" for minimum noise fractions.
	Type string `json:"type"`
	// Bands are the names of the d bands, in the order in which they are
	// projected.
	Bands []string `json:"bands"`
	// SampleType is the type of the samples that the model was fitted on,
	// such as "uint16", or "" where it was not recorded.
	SampleType string `json:"sample_type,omitempty"`
	// Divisor says what the covariance was divided by, "n" or "n-1", or ""
	// where it was not recorded.
	Divisor string `json:"divisor,omitempty"`
	// Mean [d] is subtracted from stored values.
	Mean []float64 `json:"mean"`
	// Scale [d] divides what remains: all ones, or the standard deviations
	// of the bands where the model is standardized.
	Scale []float64 `json:"scale"`
	// Components [k][d] are orthonormal rows, by descending variance; the
	// loading of largest magnitude of each is positive. Those of minimum
	// noise fractions are not orthonormal.
	Components [][]float64 `json:"components"`
	// Inverse [d][k] gives bands back: scale · Inverse · component + mean.
	// It is empty where it is the transpose of Components.
	Inverse [][]float64 `json:"inverse,omitempty"`
	// ExplainedVariance [k] is the variance of each component, with the
	// divisor of the covariance.
	ExplainedVariance []float64 `json:"explained_variance"`
	// ExplainedVarianceRatio [k] is ExplainedVariance divided by the total
	// variance of all d bands (after division by Scale).
	ExplainedVarianceRatio []float64 `json:"explained_variance_ratio"`
	// TotalVariance is the variance of all bands together, after division by
	// Scale, and ResidualVariance the part of it that the components lose:
	// the mean squared error of reconstruction.
	TotalVariance    float64 `json:"total_variance,omitempty"`
	ResidualVariance float64 `json:"residual_variance,omitempty"`
	// Whiten divides each component by its standard deviation.
	Whiten bool `json:"whiten,omitempty"`
	// Output holds the limits for integer output, or nil.
	Output *Output `json:"output,omitempty"`

	// Warnings are what Fit has to say about the data; they are not stored.
	Warnings []string `json:"-"`
}

// Output maps components to integers: Low [k] becomes the smallest and
// High [k] the largest valid integer. Both hold for the whole dataset.
type Output struct {
	Low  []float64 `json:"low"`
	High []float64 `json:"high"`
}

// BandNames returns Bands.
func (m *Model) BandNames() []string { return m.Bands }

// ComponentNames returns "PC1" to "PCk", or "MNF1" to "MNFk".
func (m *Model) ComponentNames() []string {
	prefix := "PC"
	if m.Type == "mnf" {
		prefix = "MNF"
	}
	names := make([]string, len(m.Components))
	for i := range names {
		names[i] = fmt.Sprint(prefix, i+1)
	}
	return names
}

// Match returns, for each band of the model, the index of the band of that
// name in an image, so that an image may have more bands than the model uses.
// It fails where a band is missing, where the image has them in another order,
// and where its sample type is not the one the model was made for; an empty
// sample type, here or in the model, is not compared.
func (m *Model) Match(bands []string, sampleType string) ([]int, error) {
	index := make([]int, len(m.Bands))
	for i, name := range m.Bands {
		if index[i] = slices.Index(bands, name); index[i] < 0 {
			return nil, fmt.Errorf("the model was made for the bands %s; the image has no band %s, only %s", joinNames(m.Bands), name, joinNames(bands))
		}
		if i > 0 && index[i] <= index[i-1] {
			return nil, fmt.Errorf("the model expects the bands in the order %s; the image has %s", joinNames(m.Bands), joinNames(bands))
		}
	}
	if m.SampleType != "" && sampleType != "" && sampleType != m.SampleType {
		return nil, fmt.Errorf("the model was made for %s samples, the image has %s: their values may differ in scale", m.SampleType, sampleType)
	}
	return index, nil
}

func joinNames(names []string) string {
	if len(names) > 20 {
		return fmt.Sprintf("%s, … (%d bands)", strings.Join(names[:20], ", "), len(names))
	}
	return strings.Join(names, ", ")
}
