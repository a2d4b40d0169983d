package stack

import (
	"math"

	"github.com/bandprep/bandprep/raster"
)

// place writes the samples of a window that a member covers into dst; src holds
// what they are made of.
func (m *member) place(dst, src *raster.Block, in raster.Window, bands int, how raster.Resampling, t raster.SampleType) {
	n, from := dst.Window.Pixels(), src.Window
	if src.Valid != nil {
		dst.MakeValid()
	}
	cols := make([]int, in.W)
	for x := range cols {
		cols[x] = m.x.Nearest(in.X+x) - from.X
	}
	for b := range bands {
		source := b * from.Pixels()
		for y := range in.H {
			row := source + (m.y.Nearest(in.Y+y)-from.Y)*from.W
			to := (m.first+b)*n + (in.Y+y-dst.Window.Y)*dst.Window.W + in.X - dst.Window.X
			for x := range in.W {
				at := row + cols[x]
				switch {
				case how == raster.Bilinear && !m.same:
					put(dst, to+x, m.between(src, source, in.X+x, in.Y+y, at), t)
				case dst.U8 != nil:
					dst.U8[to+x] = src.U8[at]
				case dst.U16 != nil:
					dst.U16[to+x] = src.U16[at]
				default:
					dst.F64[to+x] = src.F64[at]
				}
				if dst.Valid != nil {
					dst.Valid[to+x] = src.Valid == nil || src.Valid[at]
				}
			}
		}
	}
}

// between is the stored value at the middle of pixel (x, y), between the four
// nearest middles of the member; invalid ones do not contribute, and where all
// are invalid it is the nearest one.
func (m *member) between(src *raster.Block, band, x, y, nearest int) float64 {
	x0, x1, wx := m.x.Bilinear(x)
	y0, y1, wy := m.y.Bilinear(y)
	sum, weight := 0.0, 0.0
	for _, c := range [4]struct {
		x, y int
		w    float64
	}{{x0, y0, float64((1 - wx) * (1 - wy))}, {x1, y0, float64(wx * (1 - wy))}, {x0, y1, float64((1 - wx) * wy)}, {x1, y1, float64(wx * wy)}} {
		at := band + (c.y-src.Window.Y)*src.Window.W + c.x - src.Window.X
		if c.w == 0 || src.Valid != nil && !src.Valid[at] {
			continue
		}
		sum += float64(c.w * raw(src, at))
		weight += c.w
	}
	if weight == 0 {
		return raw(src, nearest)
	}
	return sum / weight
}

// raw is the stored sample, with the bias of its type.
func raw(b *raster.Block, i int) float64 {
	switch {
	case b.U8 != nil:
		return float64(b.U8[i])
	case b.U16 != nil:
		return float64(b.U16[i])
	}
	return b.F64[i]
}

// put stores a sample with the bias of its type; of integers the nearest, half
// of them upwards, with room for what the weights left behind.
func put(b *raster.Block, i int, v float64, t raster.SampleType) {
	if t.IsInteger() {
		low, high := t.Range()
		bias := float64(t.Bias())
		v = min(max(math.Floor(v+0.5+1e-9), low+bias), high+bias)
	}
	switch {
	case b.U8 != nil:
		b.U8[i] = uint8(v)
	case b.U16 != nil:
		b.U16[i] = uint16(v)
	default:
		b.F64[i] = v
	}
}
