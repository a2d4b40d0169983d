package dataset

import (
	"math"

	"github.com/bandprep/bandprep/raster"
)

// Peeker looks into one image. The caller of [Scan] provides it, since this room
// reads no pixels; what it returns decides together with the names which files
// are label rasters.
type Peeker func(it *Item) (Peek, error)

// Peek is what a look into one image showed.
type Peek struct {
	Width, Height int
	Bands         int
	Type          raster.SampleType
	Palette       bool
	Distinct      int   // distinct pixels, all bands together; counting may stop above [PeekDistinct]
	Equal, Pairs  int64 // pixels that equal their left neighbour, of so many that have one
}

// PeekDistinct is the largest number of distinct pixels of a label raster.
const PeekDistinct = 64

// Count adds the pixels of a block that spans the image's width, band after band.
// A pixel is the samples of all bands at one place. The values are those stored;
// seen holds the distinct pixels of the image between calls.
func (p *Peek) Count(b *raster.Block, seen map[uint64]bool) {
	n := b.Window.W * b.Window.H
	at := func(i int) uint64 {
		h := uint64(14695981039346656037) // FNV-1a over samples
		for band := range b.Bands {
			h = (h ^ sampleBits(b, band*n+i)) * 1099511628211
			h ^= h >> 29
		}
		return h
	}
	for y := range b.Window.H {
		left := uint64(0)
		for x := range b.Window.W {
			v := at(y*b.Window.W + x)
			if x > 0 {
				p.Pairs++
				if v == left {
					p.Equal++
				}
			}
			if left = v; len(seen) <= PeekDistinct {
				seen[v] = true
			}
		}
	}
	p.Distinct = len(seen)
}

// labelled reports whether the image holds few distinct pixels in runs, or runs
// nearly everywhere, as label rasters do and photos do not.
func (p *Peek) labelled() bool {
	return p.Pairs > 0 && (p.Distinct <= PeekDistinct && 2*p.Equal >= p.Pairs || 10*p.Equal >= 9*p.Pairs)
}

// sampleBits returns sample i of a block as a number that equal samples share.
func sampleBits(b *raster.Block, i int) uint64 {
	switch {
	case b.U8 != nil:
		return uint64(b.U8[i])
	case b.U16 != nil:
		return uint64(b.U16[i])
	}
	return math.Float64bits(b.F64[i])
}
