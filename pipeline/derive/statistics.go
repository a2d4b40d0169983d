package derive

import (
	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/stats"
)

// Statistics is the document that `stats --json` prints; its names follow the
// STAC raster extension.
type Statistics struct {
	Type          string              `json:"type"` // "stats"
	Split         string              `json:"split,omitempty"`
	Images        int64               `json:"images"`
	Pixels        int64               `json:"pixels"`
	Divisor       string              `json:"divisor"`
	Bands         []BandStatistics    `json:"bands"`
	Sample        *SampleStatistics   `json:"sample,omitempty"`
	Complete      int64               `json:"complete"`
	CompleteMean  []Number            `json:"complete_mean,omitempty"`
	Covariance    [][]Number          `json:"covariance"` // null where products were not kept
	Normalization *Normalization      `json:"normalization,omitempty"`
	Decisions     []decision.Decision `json:"decisions"`
	Warnings      []string            `json:"warnings"`
	Skipped       []table.Skipped     `json:"skipped"`
}

// BandStatistics describe one band of a set.
type BandStatistics struct {
	Name            string            `json:"name"`
	SampleType      string            `json:"sample_type"`
	Valid           int64             `json:"valid"`
	Total           int64             `json:"total"`
	Minimum         Number            `json:"minimum"`
	Maximum         Number            `json:"maximum"`
	Mean            Number            `json:"mean"`
	StdDev          Number            `json:"stddev"`
	StdDevImageMean Number            `json:"stddev_image_mean"`
	StdDevWithin    Number            `json:"stddev_within"`
	Scale           *table.Float      `json:"scale,omitempty"`  // as the files declare it
	Offset          *table.Float      `json:"offset,omitempty"` // likewise
	Percentiles     map[string]Number `json:"percentiles,omitempty"`
	MeanInterval    *[2]Number        `json:"mean_interval,omitempty"`
	StdDevInterval  *[2]Number        `json:"stddev_interval,omitempty"`
}

// SampleStatistics say how good a sample is.
type SampleStatistics struct {
	Images           int      `json:"images"`
	Population       int      `json:"population"`
	Confidence       float64  `json:"confidence"`
	DesignEffect     []Number `json:"design_effect"`     // per band
	EffectiveSamples []Number `json:"effective_samples"` // per band
}

func (d *Statistics) setSampled(s *Sampled) {
	if s == nil {
		return
	}
	d.Sample = &SampleStatistics{Images: s.Images, Population: s.Population, Confidence: s.Confidence}
	for i, e := range s.Estimates {
		d.Bands[i].MeanInterval, d.Bands[i].StdDevInterval = interval(e.MeanInterval), interval(e.StdDevInterval)
		d.Sample.DesignEffect = append(d.Sample.DesignEffect, Number(e.DesignEffect))
		d.Sample.EffectiveSamples = append(d.Sample.EffectiveSamples, Number(e.EffectiveSamples))
	}
}

// describeSummary turns a summary into its document.
func describeSummary(s *stats.Summary, of *table.Table) Statistics {
	d := Statistics{Type: "stats", Images: s.Images, Pixels: s.Pixels, Divisor: s.Divisor, Complete: s.Complete,
		Decisions: []decision.Decision{}, Warnings: []string{}, Skipped: []table.Skipped{}}
	for i, b := range s.Bands {
		d.Bands = append(d.Bands, BandStatistics{
			Name: of.Bands[i], SampleType: of.Type.String(), Valid: b.Valid, Total: b.Total,
			Minimum: Number(b.Minimum), Maximum: Number(b.Maximum), Mean: Number(b.Mean), StdDev: Number(b.StdDev),
			StdDevImageMean: Number(b.StdDevImageMean), StdDevWithin: Number(b.StdDevWithin),
		})
	}
	for i := range of.Declared {
		d.Bands[i].Scale, d.Bands[i].Offset = &of.Declared[i].Scale, &of.Declared[i].Offset
	}
	if s.Covariance != nil {
		d.CompleteMean = Numbers(s.CompleteMean)
		for _, row := range s.Covariance {
			d.Covariance = append(d.Covariance, Numbers(row))
		}
	}
	return d
}

func interval(v *[2]float64) *[2]Number {
	if v == nil {
		return nil
	}
	return &[2]Number{Number(v[0]), Number(v[1])}
}

// SetPercentiles fills in percentiles from the distribution of the bands.
func (d *Statistics) SetPercentiles(of *table.Distribution, percent []float64) {
	for i := range min(of.Bands(), len(d.Bands)) {
		d.Bands[i].Percentiles = make(map[string]Number)
		for _, p := range percent {
			d.Bands[i].Percentiles[shortest(p)] = Number(of.Percentile(i, p))
		}
	}
}
