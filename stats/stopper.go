package stats

import "math"

// Tolerance says when enough items have been read. A zero field has its
// default.
type Tolerance struct {
	// Tolerance bounds, in every band, half the width of the interval of the
	// mean as a part of the standard deviation, and the distance of the ends
	// of the interval of the standard deviation as a part of it; default
	// 0.005.
	Tolerance  float64
	Confidence float64 // default 0.95
	// MinItems is the number of items before the first look; default 30.
	// Looking early at few items stops where they happen to be alike.
	MinItems int
}

// Stopper decides after which item to stop reading, when items come in random
// order. It looks at 30 items and then each time that their number has grown
// by a twentieth: each look is another chance to stop by accident. (To wait
// for two good looks in a row did not make intervals cover more often.)
type Stopper struct {
	ItemSample
	o          Tolerance
	population int64
	next       int
}

// NewStopper returns a Stopper for items that are drawn at random, without
// replacement, from so many; population 0 is an infinite one.
func NewStopper(o Tolerance, population int64) *Stopper {
	if o.Tolerance == 0 {
		o.Tolerance = 0.005
	}
	if o.Confidence == 0 {
		o.Confidence = 0.95
	}
	if o.MinItems == 0 {
		o.MinItems = 30
	}
	return &Stopper{o: o, population: population, next: max(o.MinItems, 2)}
}

// Add counts the item m and reports whether enough have been read, or all.
func (s *Stopper) Add(m *Moments) (done bool, err error) {
	if err := s.ItemSample.Add(m); err != nil {
		return false, err
	}
	if s.population > 0 && int64(s.items) >= s.population {
		return true, nil
	}
	if s.items < s.next {
		return false, nil
	}
	s.next = max(s.items+1, s.items+s.items/20)
	return s.precise(), nil
}

// precise reports whether the tolerance is met in every band.
func (s *Stopper) precise() bool {
	for b := range s.bands {
		j, ok := s.jackknife(b, s.population)
		if !ok {
			return false
		}
		unit := s.o.Tolerance * math.Sqrt(j.all.variance())
		if !(math.Sqrt(j.left*j.meanVariance) <= unit) { // Student's quantiles come later: they take long
			return false
		}
		if mean, stddev := j.widths(s.o.Confidence); !(mean <= unit && stddev-1 <= s.o.Tolerance) {
			return false
		}
	}
	return true
}
