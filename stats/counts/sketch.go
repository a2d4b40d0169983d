package counts

import "math"

// Sketch counts samples of any magnitude in buckets of constant relative
// width, so that percentiles come out with a relative error of at most
// [SketchError], the extremes exactly. It depends on the samples only, neither
// on their order nor on how they were divided among merged sketches. The zero
// value is empty.
//
// The idea is that of DDSketch (C. Masson, J. Rim, H. Lee, "DDSketch: a fast
// and fully-mergeable quantile sketch with relative-error guarantees", 2019).
// Instead of a logarithm, whose last bit differs between processors, the
// exponent and the first eight bits of the mantissa name the bucket.
type Sketch struct {
	n         int64
	low, high float64
	zero      uint64
	positive  buckets
	negative  buckets
}

// SketchError bounds the relative error of a percentile of a [Sketch]: half
// the width of a bucket over its lower edge.
const SketchError = 1.0 / (2 << sketchBits)

const sketchBits = 8

// Add counts x, which must be finite.
func (s *Sketch) Add(x float64) {
	if s.n == 0 {
		s.low, s.high = x, x
	}
	s.n++
	s.low, s.high = min(s.low, x), max(s.high, x)
	switch {
	case x > 0:
		*s.positive.at(bucket(x))++
	case x < 0:
		*s.negative.at(bucket(-x))++
	default:
		s.zero++
	}
}

// Merge adds what o holds; it never writes to o.
func (s *Sketch) Merge(o *Sketch) {
	if o.n == 0 {
		return
	}
	if s.n == 0 {
		s.low, s.high = o.low, o.high
	}
	s.n += o.n
	s.low, s.high = min(s.low, o.low), max(s.high, o.high)
	s.zero += o.zero
	s.positive.merge(&o.positive)
	s.negative.merge(&o.negative)
}

// Total returns the number of samples.
func (s *Sketch) Total() int64 { return s.n }

// Percentile returns what [Histogram.Percentile] would, within [SketchError];
// NaN where there are no samples.
func (s *Sketch) Percentile(p float64) float64 {
	if s.n == 0 || math.IsNaN(p) {
		return math.NaN()
	}
	k := rank(p, s.n)
	switch k {
	case 1:
		return s.low + 0 // never −0
	case s.n:
		return s.high + 0
	}
	left := uint64(k)
	for i := len(s.negative.counts) - 1; i >= 0; i-- {
		if c := s.negative.counts[i]; c >= left {
			return s.clamp(-middle(s.negative.low + i))
		} else {
			left -= c
		}
	}
	if s.zero >= left {
		return 0
	}
	left -= s.zero
	for i, c := range s.positive.counts {
		if c >= left {
			return s.clamp(middle(s.positive.low + i))
		}
		left -= c
	}
	return s.high
}

func (s *Sketch) clamp(x float64) float64 { return max(s.low, min(x, s.high)) }

// bucket returns the number of the bucket of x > 0.
func bucket(x float64) int { return int(math.Float64bits(x) >> (52 - sketchBits)) }

// middle returns the middle of a bucket.
func middle(bucket int) float64 {
	return math.Float64frombits(uint64(bucket)<<(52-sketchBits) + 1<<(51-sketchBits))
}

// buckets are the counts of the buckets from the lowest to the highest in use.
type buckets struct {
	low    int
	counts []uint64
}

// at returns the count of bucket i.
func (b *buckets) at(i int) *uint64 {
	if k := i - b.low; k >= 0 && k < len(b.counts) {
		return &b.counts[k]
	}
	b.reach(i, i+1)
	return &b.counts[i-b.low]
}

// reach makes the buckets from low up to end, exclusive, present.
func (b *buckets) reach(low, end int) {
	if len(b.counts) > 0 {
		low, end = min(low, b.low), max(end, b.low+len(b.counts))
	}
	grown := make([]uint64, end-low)
	if len(b.counts) > 0 {
		copy(grown[b.low-low:], b.counts)
	}
	b.low, b.counts = low, grown
}

func (b *buckets) merge(o *buckets) {
	if len(o.counts) == 0 {
		return
	}
	if o.low < b.low || o.low+len(o.counts) > b.low+len(b.counts) || len(b.counts) == 0 {
		b.reach(o.low, o.low+len(o.counts))
	}
	for i, c := range o.counts {
		b.counts[o.low-b.low+i] += c
	}
}
