package derive

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/zeebo/xxh3"

	"github.com/bandprep/bandprep/pipeline/table"
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

// Samples reports whether items are drawn at all.
func (s *Sampling) Samples() bool { return s.Items > 0 || s.Tolerance > 0 }

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

// Drawn returns the numbers of n items in the order in which they are drawn: by a
// keyed hash of their ids, so that a subset is drawn in the same order.
func Drawn(n int, id func(i int) string, seed uint64) []int {
	ranks, order := make([]uint64, n), make([]int, n)
	for i := range order {
		ranks[i], order[i] = xxh3.HashStringSeed(id(i), seed), i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(ranks[a], ranks[b]), cmp.Compare(a, b)) })
	return order
}

// Sampler decides which items are read and when it is enough.
type Sampler struct {
	o          Sampling
	population int
	stop       *stats.Stopper
	sample     *stats.ItemSample
}

// NewSampler returns a sampler of a set of so many items.
func NewSampler(o Sampling, population int) *Sampler {
	s := &Sampler{o: o, population: population}
	if o.Items > 0 {
		s.sample = stats.NewItemSample()
		return s
	}
	s.stop = stats.NewStopper(stats.Tolerance{Tolerance: o.Tolerance, Confidence: o.confidence()}, int64(population))
	s.sample = &s.stop.ItemSample
	return s
}

// Add counts an item and reports whether enough have been read.
func (s *Sampler) Add(m *stats.Moments) (done bool, err error) {
	if s.stop != nil {
		return s.stop.Add(m)
	}
	err = s.sample.Add(m)
	return s.sample.Items() == s.o.Items, err
}

// Sample draws rows of the table, which may itself be a sample of a larger
// population, and returns the statistics of those.
func Sample(t *table.Table, s Sampling, population int, o Options) (*Part, []string, error) {
	sampler := NewSampler(s, population)
	taken := make([]bool, t.Rows.Len())
	for _, i := range Drawn(t.Rows.Len(), t.Rows.ID, s.Seed) {
		m := t.Rows.Moments(i)
		done, err := sampler.Add(&m)
		if err != nil {
			return nil, nil, err
		}
		if taken[i] = true; done {
			break
		}
	}
	parts, warnings, err := Stats(t.Where(func(i int) bool { return taken[i] }), nil, o)
	if err != nil {
		return nil, nil, err
	}
	parts[0].Sampled = &Sampled{Images: sampler.sample.Items(), Population: population, Confidence: s.confidence(),
		Estimates: sampler.sample.Estimates(s.confidence(), int64(population))}
	return parts[0], warnings, nil
}

// Batches tells how far the constants of single batches of items scatter, per
// band.
func Batches(t *table.Table, batch, repeat int, seed uint64) ([]stats.BatchSpread, error) {
	sample := stats.NewItemSample()
	for i := range t.Rows.Len() {
		m := t.Rows.Moments(i)
		if err := sample.Add(&m); err != nil {
			return nil, err
		}
	}
	return sample.Batches(batch, repeat, seed), nil
}
