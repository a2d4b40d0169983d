package tally

import (
	"math"
	"slices"
)

// reals gathers samples whose values are too many to be counted one by one.
type reals struct {
	n             int64
	mean, squares float64   // Welford's sums
	broken        bool      // some sample is no whole number
	values        []float64 // distinct, ascending; no more are looked for above MaxValues
	low, high     []Counted // from the extreme inwards
	sample        []drawn   // about one of mask+1 values
	mask          uint64
}

// drawn is a value of the sample with the hash of its place.
type drawn struct {
	value float64
	hash  uint64
}

// scramble is the finalizer of SplitMix64 (Steele, Lea and Flood 2014).
func scramble(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

func (r *reals) add(v float64) {
	// A sample drawn by hash follows no pattern of rows and columns.
	if h := scramble(uint64(r.n)); h&r.mask == 0 {
		r.sample = append(r.sample, drawn{v, h})
		for len(r.sample) == maxSample {
			r.mask = r.mask<<1 | 1
			r.sample = slices.DeleteFunc(r.sample, func(d drawn) bool { return d.hash&r.mask != 0 })
		}
	}
	r.n++
	d := v - r.mean
	r.mean += d / float64(r.n)
	r.squares += float64(d * (v - r.mean))
	r.broken = r.broken || v != math.Trunc(v)
	if len(r.values) <= MaxValues {
		if at, found := slices.BinarySearch(r.values, v); !found {
			r.values = slices.Insert(r.values, at, v)
		}
	}
	if len(r.low) < Extremes || v <= r.low[Extremes-1].Value {
		r.low = insert(r.low, v, func(a, b float64) bool { return a < b })
	}
	if len(r.high) < Extremes || v >= r.high[Extremes-1].Value {
		r.high = insert(r.high, v, func(a, b float64) bool { return a > b })
	}
}

// insert counts v in a list of the values that come first. A value that is in
// the final list was in it from its first occurrence on, so counts are exact.
func insert(list []Counted, v float64, before func(a, b float64) bool) []Counted {
	at := 0
	for at < len(list) && before(list[at].Value, v) {
		at++
	}
	if at < len(list) && list[at].Value == v {
		list[at].N++
		return list
	}
	list = slices.Insert(list, at, Counted{v, 1})
	return list[:min(len(list), Extremes)]
}

func (r *reals) summary() Summary {
	if r.n == 0 {
		return Summary{}
	}
	s := Summary{Samples: r.n, Min: r.low[0].Value, Max: r.high[0].Value, Mean: r.mean, StdDev: math.Sqrt(r.squares / float64(r.n)), Whole: !r.broken,
		Low: slices.Clone(r.low), High: slices.Clone(r.high), Sample: make([]float64, len(r.sample))}
	if len(r.values) <= MaxValues {
		s.Values = slices.Clone(r.values)
	}
	for i, d := range r.sample {
		s.Sample[i] = d.value
	}
	slices.Sort(s.Sample)
	return s
}
