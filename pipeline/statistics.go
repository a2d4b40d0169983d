package pipeline

import (
	"context"
	"maps"
	"slices"

	"github.com/bandprep/bandprep/stats"
)

// Part is the statistics of some of the items: all, or those of one label,
// split or group.
type Part struct {
	Name         string
	Fold         *Fold
	Distribution Distribution
	Sampled      *Sampled // nil where every image was read
	digest       *digester
}

// Stats measures the images and adds them up as they come: memory does not
// depend on their number. With sampling, images are
// drawn at random; then key must be nil. Key names the part an image belongs into; nil puts
// all into one part named "all". Parts come back sorted by name, with warnings.
func Stats(ctx context.Context, s *Set, o Options, scale float64, sampling Sampling, key func(*Image) string) ([]*Part, []string, error) {
	if s.Images.Len() == 0 {
		return nil, nil, ErrNoImages
	}
	if key == nil {
		key = func(*Image) string { return "all" }
	}
	o.NoFingerprints = true // nothing of it is shown
	parts := make(map[string]*Part)
	spikes := newSpikes(s)
	sampler := newSampler(s, sampling)
	approximate := 0
	err := MeasureAll(ctx, s, o, func(m Measured) error {
		count := func(name string, moments stats.Moments) error {
			p := parts[name]
			if p == nil {
				p = &Part{Name: name, Fold: NewFold(len(s.Bands)), digest: newDigester(&o, scale)}
				parts[name] = p
			}
			p.Distribution.Add(&m.Distribution, len(s.Bands))
			p.digest.add(m.Image.ID, &moments)
			return p.Fold.Add(m.Image.ID, moments)
		}
		for _, c := range m.Classes {
			if err := count(shortest(c.Class), c.Moments); err != nil {
				return err
			}
		}
		if o.Masks.PerClass {
			return nil
		}
		spikes.add(&m)
		if s.Forms[m.Image.Form].Header.Approximate {
			approximate++
		}
		if err := count(key(m.Image), m.Moments); err != nil {
			return err
		}
		done, err := sampler.add(m.Moments)
		if done {
			return errEnough
		}
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	if len(parts) == 0 {
		return nil, nil, ErrNoImages
	}
	var list []*Part
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		list = append(list, parts[name])
	}
	warnings := slices.Clone(s.Warnings)
	suspicions, err := spikes.warnings(ctx, s.BandNames(), o)
	if err != nil {
		return nil, nil, err
	}
	warnings = append(warnings, suspicions...)
	warnings = append(warnings, approximateWarning(approximate)...)
	for _, p := range list {
		p.Sampled = sampler.sampled()
		sum := p.Fold.Summary(o.DDOF)
		warnings = append(warnings, lackingWarning(&sum, p.Fold)...)
		if len(list) == 1 {
			warnings = append(warnings, uselessWarnings(&sum, s.BandNames())...)
		}
	}
	return list, warnings, nil
}

// Document returns the statistics of the part with its constants.
func (p *Part) Document(s *Set, o Options, scale float64) (Statistics, stats.Summary) {
	sum := p.Fold.Summary(o.DDOF)
	if o.EqualWeights {
		for b := range sum.Bands {
			x := &sum.Bands[b]
			x.Mean, x.StdDev = x.MeanPerImage, x.StdDevPerImage
		}
	}
	doc := Describe(&sum, s.BandNames(), s.Type)
	doc.SetPercentiles(&p.Distribution, o.Percentiles)
	doc.setSampled(p.Sampled)
	n := Normalize(&sum, s.BandNames(), scale, p.Name, p.digest.sum())
	if o.EqualWeights {
		n.StdKind = "image"
	}
	doc.Normalization = &n
	return doc, sum
}
