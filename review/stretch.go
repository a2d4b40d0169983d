package review

import (
	"slices"

	"github.com/bandprep/bandprep/raster"
)

// limits are the values per band that become black and white.
type limits struct{ low, high []float64 }

func (l *limits) add(low, high float64) {
	l.low, l.high = append(l.low, low), append(l.high, high)
}

// of adds the limits of a band: p and 100 − p percent of its values, which are
// sorted.
func (l *limits) of(values []float64, p int) {
	if len(values) == 0 {
		l.add(0, 0)
		return
	}
	slices.Sort(values)
	last := len(values) - 1
	l.add(values[last*p/100], values[last-last*p/100])
}

// limitsOf returns the limits of a block.
func limitsOf(b *raster.Block, t raster.SampleType, p int) *limits {
	values, l := make([][]float64, b.Bands), new(limits)
	gather(values, b, t)
	for _, list := range values {
		l.of(list, p)
	}
	return l
}

// gather appends the valid samples of each band.
func gather(values [][]float64, b *raster.Block, t raster.SampleType) {
	n := b.Window.Pixels()
	for band := range min(b.Bands, len(values)) {
		for i := band * n; i < (band+1)*n; i++ {
			if v := b.At(i, t); counts(b, i, v) {
				values[band] = append(values[band], v)
			}
		}
	}
}

// counts reports whether sample i, of value v, is valid.
func counts(b *raster.Block, i int, v float64) bool {
	return v-v == 0 && (b.Valid == nil || b.Valid[i])
}

// stretched returns a block as 8-bit samples: limits become 0 and 255; nil
// leaves 8-bit samples as they are.
func stretched(b *raster.Block, t raster.SampleType, l *limits) *raster.Block {
	if l == nil && b.U8 != nil {
		return b
	}
	out := new(raster.Block)
	out.Reset(b.Window, b.Bands, raster.StoreU8)
	n := b.Window.Pixels()
	for band := range b.Bands {
		low, high := 0.0, 255.0
		if l != nil {
			k := min(band, len(l.low)-1)
			low, high = l.low[k], l.high[k]
		}
		for i := band * n; i < (band+1)*n; i++ {
			v := b.At(i, t)
			if !counts(b, i, v) {
				out.MakeValid()[i] = false
				continue
			}
			switch {
			case high > low:
				out.U8[i] = uint8(min(max(255*((v-low)/(high-low)), 0), 255) + 0.5)
			default:
				out.U8[i] = 128
			}
		}
	}
	return out
}

// opaque gives pixels that are not valid in all bands a pattern of two greys,
// since a JPEG has no transparency.
func opaque(b *raster.Block) *raster.Block {
	if b.Valid == nil {
		return b
	}
	const square = 8
	n := b.Window.Pixels()
	for i := range n {
		for band := range b.Bands {
			if b.Valid[band*n+i] {
				continue
			}
			grey := uint8(112 + 32*((i%b.Window.W/square+i/b.Window.W/square)%2))
			for band := range b.Bands {
				b.U8[band*n+i] = grey
			}
			break
		}
	}
	b.Valid = nil
	return b
}
