package pipeline

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/zeebo/xxh3"

	"github.com/bandprep/bandprep/stats"
)

// Sampling says how many of the images are read. The zero value reads all.
// The image is the sampling unit, since the pixels of one image resemble each
// other.
type Sampling struct {
	Items      int     // so many, at random without replacement
	Tolerance  float64 // as many as it takes, see stats.Tolerance
	Confidence float64 // of the intervals; 0 counts as 0.95
	Seed       uint64
}

// Validate returns an error that names the option at fault.
func (s *Sampling) Validate() error {
	switch {
	case s.Items < 0:
		return fmt.Errorf("--sample %d: want a number of images", s.Items)
	case s.Items > 0 && s.Tolerance != 0:
		return fmt.Errorf("--sample and --tolerance exclude each other")
	case !(s.Tolerance >= 0 && s.Tolerance < 1):
		return fmt.Errorf("--tolerance %v: want a part of the standard deviation, as 0.005", s.Tolerance)
	case !(s.Confidence >= 0 && s.Confidence < 1):
		return fmt.Errorf("--confidence %v: want a probability, as 0.95", s.Confidence)
	}
	return nil
}

func (s *Sampling) confidence() float64 {
	if s.Confidence == 0 {
		return 0.95
	}
	return s.Confidence
}

// Sampled is what a sample says about the whole set.
type Sampled struct {
	Images     int // read
	Population int // in the set
	Confidence float64
	Estimates  []stats.Estimate // per band
}

// drawn returns the images in the order in which they are drawn.
func drawn(images Images, seed uint64) Images {
	type ranked struct {
		rank uint64
		i    int
		at   int32
	}
	order := make([]ranked, images.Len())
	for i, im := range images.All() {
		order[i] = ranked{xxh3.HashStringSeed(im.ID, seed), i, im.at}
	}
	out := Images{images.of, make([]int32, len(order))}
	slices.SortFunc(order, func(a, b ranked) int { return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.i, b.i)) })
	for i, r := range order {
		out.at[i] = r.at
	}
	return out
}

// sampler decides which images are read and when it is enough; it is given to
// [Stats]. A nil sampler reads all.
type sampler struct {
	o          Sampling
	population int
	stop       *stats.Stopper
	sample     *stats.ItemSample
	bands      int
}

// newSampler draws the images of the set that may be read, in place.
func newSampler(s *Set, o Sampling) *sampler {
	if o.Items == 0 && o.Tolerance == 0 {
		return nil
	}
	p := &sampler{o: o, population: s.Images.Len(), bands: len(s.Bands)}
	s.Images = drawn(s.Images, o.Seed)
	if o.Items > 0 {
		s.Images = s.Images.slice(0, min(o.Items, s.Images.Len())).sorted()
		p.sample = stats.NewItemSample()
		return p
	}
	p.stop = stats.NewStopper(stats.Tolerance{Tolerance: o.Tolerance, Confidence: o.confidence()}, int64(p.population))
	p.sample = &p.stop.ItemSample
	return p
}

// add counts an image and reports whether enough have been read.
func (p *sampler) add(m stats.Moments) (done bool, err error) {
	if p == nil {
		return false, nil
	}
	if m.Bands == 1 && p.bands == 3 {
		m = m.GreyToRGB()
	}
	if p.stop != nil {
		return p.stop.Add(&m)
	}
	return false, p.sample.Add(&m)
}

func (p *sampler) sampled() *Sampled {
	if p == nil {
		return nil
	}
	return &Sampled{Images: p.sample.Items(), Population: p.population, Confidence: p.o.confidence(),
		Estimates: p.sample.Estimates(p.o.confidence(), int64(p.population))}
}

// Batches measures the images and tells how far the constants of single
// batches scatter, per band.
func Batches(ctx context.Context, s *Set, o Options, batch, repeat int, seed uint64) ([]stats.BatchSpread, error) {
	o.NoFingerprints = true
	p := sampler{sample: stats.NewItemSample(), bands: len(s.Bands)}
	err := MeasureAll(ctx, s, o, func(m Measured) error {
		_, err := p.add(m.Moments)
		return err
	})
	if err != nil {
		return nil, err
	}
	if p.sample.Items() == 0 {
		return nil, ErrNoImages
	}
	return p.sample.Batches(batch, repeat, seed), nil
}
