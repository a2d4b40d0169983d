// Package counts counts the samples of a band, so that percentiles follow: value by
// value where there are few values ([Histogram]), else in buckets that bound the
// error ([Sketch]).
package counts

import "github.com/bandprep/bandprep/raster"

// Histogram counts the samples of one band, value by value: Counts[i] of them
// equal Low + i.
type Histogram struct {
	Low    int64
	Counts []uint64
}

// NewHistogram returns a histogram without samples for a type of at most 16 bits.
func NewHistogram(t raster.SampleType) Histogram {
	low, high := t.Range()
	return Histogram{int64(low), make([]uint64, int(high-low)+1)}
}

// Merge adds the counts of o, which must be of the same type of samples. It
// never writes to o.
func (h *Histogram) Merge(o Histogram) {
	if h.Low != o.Low || len(h.Counts) != len(o.Counts) {
		panic("counts: histograms of different sample types merged")
	}
	for i, c := range o.Counts {
		h.Counts[i] += c
	}
}

// Total returns the number of samples.
func (h Histogram) Total() int64 {
	n := uint64(0)
	for _, c := range h.Counts {
		n += c
	}
	return int64(n)
}

// Add adds the samples x, fewer than 2³², to the counts of each value.
func Add[T uint8 | uint16](counts []uint64, x []T) {
	if bytes, ok := any(x).([]uint8); ok && len(x) > 512 {
		countBytes((*[256]uint64)(counts), bytes)
		return
	}
	for _, v := range x {
		counts[v]++
	}
}

// countBytes counts in four tables, since neighbours are often equal and a
// counter cannot be raised before its last value has been stored.
func countBytes(counts *[256]uint64, x []uint8) {
	var t [4][256]uint32
	for ; len(x) >= 4; x = x[4:] {
		t[0][x[0]]++
		t[1][x[1]]++
		t[2][x[2]]++
		t[3][x[3]]++
	}
	for _, v := range x {
		t[0][v]++
	}
	for i := range counts {
		counts[i] += uint64(t[0][i]) + uint64(t[1][i]) + uint64(t[2][i]) + uint64(t[3][i])
	}
}
