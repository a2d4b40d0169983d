package stats

import "github.com/bandprep/bandprep/raster"

// Histogram counts the samples of one band, value by value: Counts[i] of them
// equal Low + i.
type Histogram struct {
	Low    int64
	Counts []uint64
}

// HasHistogram reports whether samples of type t are counted value by value:
// integers of up to 16 bits.
func HasHistogram(t raster.SampleType) bool { return t.Storage() != raster.StoreF64 }

func newHistogram(t raster.SampleType) Histogram {
	low, high := t.Range()
	return Histogram{int64(low), make([]uint64, int(high-low)+1)}
}

// Merge adds the counts of o, which must be of the same type of samples. It
// never writes to o.
func (h *Histogram) Merge(o Histogram) {
	if h.Low != o.Low || len(h.Counts) != len(o.Counts) {
		panic("stats: histograms of different sample types merged")
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

// count adds the samples x to counts.
func count[T uint8 | uint16](counts []uint64, x []T) {
	for _, v := range x {
		counts[v]++
	}
}
