package histogram

import (
	"math"
	"sync"

	"github.com/bandprep/bandprep/raster"
)

// Counter counts the samples of one item.
type Counter struct {
	t      raster.SampleType
	bands  int
	bins   int
	counts []int64  // [bands][bins]
	places []uint16 // of samples of 16 bits as they are stored, the bin
}

// NewCounter returns an empty counter for items of the given number of bands and
// type of samples.
func NewCounter(bands int, t raster.SampleType) *Counter {
	c := &Counter{t: t, bands: bands, bins: Bins(t)}
	c.counts = make([]int64, bands*c.bins)
	if t.Storage() == raster.StoreU16 {
		c.places = places(t)
	}
	return c
}

var tables sync.Map // of places, by type

// places returns the bin of each of the 65,536 stored samples of a type.
func places(t raster.SampleType) []uint16 {
	if list, ok := tables.Load(t); ok {
		return list.([]uint16)
	}
	list := make([]uint16, 1<<16)
	low, high := t.Range()
	for i := range list {
		v := float64(int64(i) - t.Bias())
		list[i] = uint16(Of(t, math.Min(math.Max(v, low), high)))
	}
	tables.Store(t, list)
	return list
}

// Add counts the samples of b, each times over. It panics where b has another
// number of bands or another storage class than c.
func (c *Counter) Add(b *raster.Block, times int64) {
	n := b.Window.Pixels()
	if b.Bands != c.bands || n > 0 && b.Storage() != c.t.Storage() {
		panic("histogram: a block of other bands or another storage class")
	}
	for band := range c.bands {
		counts, valid := c.counts[band*c.bins:][:c.bins], b.ValidBand(band)
		switch {
		case b.U8 != nil:
			for i, v := range b.U8[band*n:][:n] {
				if valid == nil || valid[i] {
					counts[v] += times
				}
			}
		case b.U16 != nil:
			for i, v := range b.U16[band*n:][:n] {
				if valid == nil || valid[i] {
					counts[c.places[v]] += times
				}
			}
		case b.F64 != nil:
			for i, v := range b.F64[band*n:][:n] {
				if v-v == 0 && (valid == nil || valid[i]) {
					counts[Of(c.t, v)] += times
				}
			}
		}
	}
}

// Merge adds what o counted; it panics unless both were made with equal arguments.
func (c *Counter) Merge(o *Counter) {
	if c.t != o.t || c.bands != o.bands {
		panic("histogram: counters of different kinds merged")
	}
	for i, n := range o.counts {
		c.counts[i] += n
	}
}

// Counts returns the counts, all bins of the first band, then of the second. They
// are those of c, which must not be used any more.
func (c *Counter) Counts() []int64 { return c.counts }
