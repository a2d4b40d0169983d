package advice

import (
	"fmt"
	"math"

	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/presets"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/stats"
)

// Constants are constants that somebody uses: (value/Scale − Mean) / Std.
type Constants struct {
	Name      string
	Mean, Std []float64 // per band
	Scale     float64
	Preset    *presets.Preset // nil where they are none
	Named     bool            // the bands were found by their names
}

// ConstantsOf returns the constants of a preset for the bands of a table. Scale
// 0 is what the unit of the preset asks of samples of this type.
func ConstantsOf(p *presets.Preset, t *table.Table, scale float64) (*Constants, error) {
	mean, std, named, err := p.For(t.Bands)
	if err != nil {
		return nil, err
	}
	if scale == 0 {
		scale = presetScale(p, t.Type)
	}
	return &Constants{p.Name, mean, std, scale, p, named}, nil
}

// presetScale returns what stored values are divided by to come into the unit
// of a preset.
func presetScale(p *presets.Preset, t raster.SampleType) float64 {
	if scale, ok := p.Unit.Scale(); ok {
		return scale
	}
	switch {
	case p.Unit == presets.Unit{}:
		return derive.DefaultScale(t)
	case p.Unit != presets.ZeroToOne:
		return 1
	case t == raster.Uint8:
		return 255
	case t.IsInteger() && p.Sensor == "sentinel-2":
		return 10000
	case t == raster.Uint16:
		return 65535
	}
	return 1
}

// VerifyOptions: see DefaultVerify.
type VerifyOptions struct {
	Split      string  // compared with these items; "": train, or all where there is no train
	Mean       float64 // largest residual mean, in standard deviations, that is not off
	Std        float64 // largest distance of the residual std from 1 that is not off
	Confidence float64 // of the intervals
}

// DefaultVerify are the documented defaults.
var DefaultVerify = VerifyOptions{Mean: 0.05, Std: 0.05, Confidence: 0.95}

// Verification says what constants leave of the images that they are for.
type Verification struct {
	Type   string         `json:"type"` // "verification"
	Name   string         `json:"constants"`
	Split  string         `json:"split"`
	Images int            `json:"images"`
	Scale  float64        `json:"scale"`
	Bands  []VerifiedBand `json:"bands"`
	Off    bool           `json:"off"`
	What   []string       `json:"what"` // what the constants are, in sentences
}

// VerifiedBand is one band after normalization: mean 0 and std 1 where the
// constants are those of the images.
type VerifiedBand struct {
	Name         string            `json:"name"`
	GivenMean    derive.Number     `json:"given_mean"`
	GivenStd     derive.Number     `json:"given_std"`
	Mean         derive.Number     `json:"mean"` // of the images, in the unit of the constants
	Std          derive.Number     `json:"std"`
	ResidualMean derive.Number     `json:"residual_mean"`
	MeanInterval *[2]derive.Number `json:"mean_interval"` // null where undefined: fewer than two images
	ResidualStd  derive.Number     `json:"residual_std"`
	StdInterval  *[2]derive.Number `json:"std_interval"`
	Off          bool              `json:"off"`
}

// Verify applies constants to the statistics of a table: which mean and std are
// left, with intervals over images, and what the constants are if not those of
// the images. A band is off where its residual mean or std is beyond the limit
// and the interval, where there is one, excludes 0 or 1. The divisor is n.
func Verify(t *table.Table, c *Constants, o VerifyOptions) (*Verification, error) {
	if len(c.Mean) != len(t.Bands) || len(c.Std) != len(t.Bands) {
		return nil, fmt.Errorf("%d means and %d standard deviations for images of %d bands", len(c.Mean), len(c.Std), len(t.Bands))
	}
	split := o.Split
	if split == "" {
		split = "all"
		for range t.Rows.In("train") {
			split = "train"
			break
		}
	}
	own, err := summarized(t, split)
	if err != nil {
		return nil, err
	}
	if own == nil {
		return nil, fmt.Errorf("no item is in split %q", split)
	}
	v := &Verification{Type: "verification", Name: c.Name, Split: split, Images: own.sample.Items(), Scale: c.Scale, What: []string{}}
	estimates := own.sample.Estimates(o.Confidence, 0)
	for b := range t.Bands {
		x := verifyBand(c, b, &own.n.Bands[b], &estimates[b], &o)
		x.Name = t.Bands[b]
		v.Off = v.Off || x.Off
		v.Bands = append(v.Bands, x)
	}
	v.What, err = explain(t, c, own, split, estimates, v.Bands, v.Off)
	return v, err
}

func verifyBand(c *Constants, b int, own *stats.BandSummary, e *stats.Estimate, o *VerifyOptions) VerifiedBand {
	mean, std := own.Mean/c.Scale, own.StdDev/c.Scale
	left := func(v float64) derive.Number { return derive.Number((v/c.Scale - c.Mean[b]) / c.Std[b]) }
	x := VerifiedBand{GivenMean: derive.Number(c.Mean[b]), GivenStd: derive.Number(c.Std[b]), Mean: derive.Number(mean), Std: derive.Number(std),
		ResidualMean: left(own.Mean), ResidualStd: derive.Number(std / c.Std[b])}
	if i := e.MeanInterval; i != nil {
		x.MeanInterval = &[2]derive.Number{left(i[0]), left(i[1])}
	}
	if i := e.StdDevInterval; i != nil {
		x.StdInterval = &[2]derive.Number{derive.Number(i[0] / c.Scale / c.Std[b]), derive.Number(i[1] / c.Scale / c.Std[b])}
	}
	x.Off = beyond(x.ResidualMean, 0, o.Mean, x.MeanInterval) || beyond(x.ResidualStd, 1, o.Std, x.StdInterval)
	return x
}

// beyond reports whether a number is further from its place than the limit, and
// surely so.
func beyond(x derive.Number, place, limit float64, interval *[2]derive.Number) bool {
	return math.Abs(float64(x)-place) > limit && (interval == nil || float64(interval[0]) > place || float64(interval[1]) < place)
}

// summary is what is known of the items of a split.
type summary struct {
	n, n1  stats.Summary // with divisors n and n−1
	sample *stats.ItemSample
}

// summarized adds up the items of a split, or "all"; nil where there are none.
func summarized(t *table.Table, split string) (*summary, error) {
	total, s := stats.NewTotal(), &summary{sample: stats.NewItemSample()}
	for i := range t.Rows.Len() {
		if split != "all" && t.Rows.Split(i) != split {
			continue
		}
		m := t.Rows.Moments(i)
		if m.Valid == nil {
			continue
		}
		m.SumProducts = nil
		if err := total.Add(&m); err != nil {
			return nil, fmt.Errorf("%s: %w", t.Rows.ID(i), err)
		}
		if err := s.sample.Add(&m); err != nil {
			return nil, fmt.Errorf("%s: %w", t.Rows.ID(i), err)
		}
	}
	if s.sample.Items() == 0 {
		return nil, nil
	}
	s.n, s.n1 = total.Summary(0), total.Summary(1)
	return s, nil
}
