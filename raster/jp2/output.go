package jp2

import (
	"math"

	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/raster/jp2/internal/dwt"
)

// output is where the samples of one window go.
type output struct {
	*source
	block  *raster.Block
	window dwt.Rect // in pixels, reduced
}

// cover returns the pixels first…last−1 of the window, on one axis, that the
// samples from…to−1 of a component stand for: each for as many as it is apart,
// the first and last of the image also for what lies beyond.
func cover(from, to, apart, imageFrom, imageTo, windowFrom, windowTo int) (first, last int) {
	first, last = windowFrom, windowTo
	if from > imageFrom {
		first = int(max(int64(from)*int64(apart), int64(windowFrom)))
	}
	if to < imageTo {
		last = int(min(int64(to)*int64(apart), int64(windowTo)))
	}
	return first, last
}

// image returns the samples of the whole image that a component has.
func (o *output) image(c int) dwt.Rect { return o.code.Component(c).Lower(o.reduce) }

// samples returns which of the samples in tile of component c the window
// needs.
func (o *output) samples(c int, tile dwt.Rect) dwt.Rect {
	all, w := o.image(c), o.window
	dx, dy := o.spacing(c)
	at := func(pixel, apart, from, to int) int { return max(from, min(pixel/apart, to-1)) }
	return dwt.Rect{
		X0: at(w.X0, dx, all.X0, all.X1), Y0: at(w.Y0, dy, all.Y0, all.Y1),
		X1: at(w.X1-1, dx, all.X0, all.X1) + 1, Y1: at(w.Y1-1, dy, all.Y0, all.Y1) + 1,
	}.Intersect(tile)
}

// storeInts stores samples x0… of row y of a component.
func storeInts(o *output, component, y, x0 int, row, _ []int32) {
	c := o.code.Components[component]
	low, high, shift := bounds(c.Bits, c.Signed)
	if c.Bits <= 28 {
		for i, v := range row {
			row[i] = min(max(v, int32(low-shift)), int32(high-shift)) + int32(shift)
		}
	} else if !c.Signed {
		// Unsigned samples of up to 32 bits are held less 2³¹ until stored.
		for i, v := range row {
			row[i] = int32(min(max(int64(v)+shift, low), high) - wide)
		}
	} else {
		for i, v := range row {
			row[i] = int32(min(max(int64(v), low), high))
		}
	}
	o.store(component, y, x0, row)
}

// wide is what unsigned samples of more than 28 bits are lessened by.
const wide = 1 << 31

// bounds returns the range of samples and what is added to reach it.
func bounds(bits int, signed bool) (low, high, shift int64) {
	if signed {
		return -1 << (bits - 1), 1<<(bits-1) - 1, 0
	}
	return 0, 1<<bits - 1, 1 << (bits - 1)
}

// storeFloats rounds samples, half to even, into ints and stores them.
func storeFloats(o *output, component, y, x0 int, row []float32, ints []int32) {
	c := o.code.Components[component]
	low, high, shift := bounds(c.Bits, c.Signed)
	if c.Bits <= 20 {
		// Adding 1.5·2²³ leaves the rounded number in the low bits.
		const magic = 3 << 22
		lowest, highest := float32(low-shift), float32(high-shift)
		base := int32(math.Float32bits(magic)) - int32(shift)
		for i, v := range row {
			if v = min(max(v, lowest), highest); v != v {
				v = lowest // no number comes of a sound file
			}
			ints[i] = int32(math.Float32bits(v+magic)) - base
		}
		o.store(component, y, x0, ints)
		return
	}
	for i, v := range row {
		f := math.RoundToEven(float64(v)) + float64(shift)
		f = min(max(f, float64(low)), float64(high))
		if f != f {
			f = 0
		}
		if c.Bits > 28 && !c.Signed {
			f -= wide
		}
		ints[i] = int32(f)
	}
	o.store(component, y, x0, ints)
}

// store writes a row of a component to all channels that come from it, and to
// all rows and columns that it stands for.
func (o *output) store(component, y, x0 int, row []int32) {
	k, all := o.code.Components[component], o.image(component)
	if o.ycc && k.Signed { // about zero in the file, about the middle of the range here
		for i := range row {
			row[i] += 1 << (k.Bits - 1)
		}
	}
	dx, dy := o.spacing(component)
	firstY, lastY := cover(y, y+1, dy, all.Y0, all.Y1, o.window.Y0, o.window.Y1)
	firstX, lastX := cover(x0, x0+len(row), dx, all.X0, all.X1, o.window.X0, o.window.X1)
	if lastX-firstX != len(row) || dx != 1 {
		repeated := make([]int32, lastX-firstX)
		for i := range repeated {
			repeated[i] = row[min(max((firstX+i)/dx-x0, 0), len(row)-1)]
		}
		row = repeated
	}
	bw := o.block.Window.W
	for b, ch := range o.channels {
		if ch.component != component {
			continue
		}
		values := row
		if o.palette != nil && ch.column >= 0 {
			column := o.palette.columns[ch.column]
			values = make([]int32, len(row))
			for i, v := range row {
				values[i] = int32(column[min(max(int(v), 0), len(column)-1)])
			}
		}
		if o.alpha1 && b == o.alpha {
			values = make([]int32, len(row))
			for i, v := range row {
				values[i] = v * 255
			}
		}
		for y := firstY; y < lastY; y++ {
			at := b*o.block.Window.Pixels() + (y-o.window.Y0)*bw + firstX - o.window.X0
			o.put(at, values, k.Bits > 28 && !k.Signed)
		}
	}
}

// put stores values from sample at of the block on.
func (o *output) put(at int, values []int32, lessened bool) {
	switch {
	case o.block.U8 != nil:
		dst := o.block.U8[at : at+len(values)]
		for i, v := range values {
			dst[i] = uint8(v)
		}
	case o.block.U16 != nil:
		dst := o.block.U16[at : at+len(values)]
		bias := uint16(o.header.Type.Bias())
		for i, v := range values {
			dst[i] = uint16(v) + bias
		}
	default:
		dst := o.block.F64[at : at+len(values)]
		more := 0.0
		if lessened {
			more = wide
		}
		for i, v := range values {
			dst[i] = float64(v) + more
		}
	}
}
