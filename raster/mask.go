package raster

import (
	"bytes"
	"math"
	"slices"
)

// maskSpan makes invalid the samples of a band that lie in a span.
func (b *Block) maskSpan(band int, s span, t SampleType) {
	if s.low > s.high {
		return
	}
	n := b.Window.Pixels()
	at := band * n
	switch {
	case b.U8 != nil:
		p := b.U8[at : at+n]
		i := bytes.IndexByte(p, uint8(s.low))
		if i < 0 {
			return
		}
		valid := b.MakeValid()[at:]
		for ; i < n; i++ {
			if p[i] == uint8(s.low) {
				valid[i] = false
			}
		}
	case b.U16 != nil:
		stored := uint16(int64(s.low) + t.Bias())
		p := b.U16[at : at+n]
		i := slices.Index(p, stored)
		if i < 0 {
			return
		}
		valid := b.MakeValid()[at:]
		for ; i < n; i++ {
			if p[i] == stored {
				valid[i] = false
			}
		}
	default:
		p := b.F64[at : at+n]
		i := slices.IndexFunc(p, s.has)
		if i < 0 {
			return
		}
		valid := b.MakeValid()[at:]
		for ; i < n; i++ {
			if s.has(p[i]) {
				valid[i] = false
			}
		}
	}
}

// maskTogether makes invalid, in every band of b, the pixels of src whose
// samples lie in their bands' spans, all of them.
func (b *Block) maskTogether(src *Block, spans []span, t SampleType) {
	n := src.Window.Pixels()
	for i := range n {
		all := true
		for band := 0; band < len(spans) && all; band++ {
			all = spans[band].has(src.At(band*n+i, t))
		}
		if !all {
			continue
		}
		valid := b.MakeValid()
		for band := range b.Bands {
			valid[band*n+i] = false
		}
	}
}

// maskZero makes invalid, in every band, the pixels whose alpha is 0.
func (b *Block) maskZero(src *Block, alpha int, t SampleType) {
	n := src.Window.Pixels()
	for i := range n {
		if src.At(alpha*n+i, t) != 0 {
			continue
		}
		valid := b.MakeValid()
		for band := range b.Bands {
			valid[band*n+i] = false
		}
	}
}

// CompleteOnly makes every sample of a pixel invalid where one of them is
// invalid, NaN or infinite.
func (b *Block) CompleteOnly() {
	n := b.Window.Pixels()
	if b.F64 != nil {
		for i, x := range b.F64 {
			if x-x != 0 { // NaN or infinite
				b.MakeValid()[i] = false
			}
		}
	}
	if b.Valid == nil {
		return
	}
	first := b.Valid[:n]
	for band := 1; band < b.Bands; band++ {
		for i, ok := range b.Valid[band*n : (band+1)*n] {
			first[i] = first[i] && ok
		}
	}
	for band := 1; band < b.Bands; band++ {
		copy(b.Valid[band*n:], first)
	}
}

// invert turns min-is-white samples round: v becomes low + high − v of the
// stored bits.
func (b *Block) invert(h Header) {
	switch {
	case b.U8 != nil:
		top := uint8(1<<min(h.SampleBits(), 8) - 1)
		for i, v := range b.U8 {
			b.U8[i] = top - v
		}
	case b.U16 != nil:
		// The bias of signed samples makes −1−v the complement of all bits.
		top := uint16(1<<min(h.SampleBits(), 16) - 1)
		if h.Type.Bias() != 0 {
			top = math.MaxUint16
		}
		for i, v := range b.U16 {
			b.U16[i] = top - v
		}
	default:
		low, high := h.Type.Range()
		for i, v := range b.F64 {
			b.F64[i] = low + high - v
		}
	}
}

// cmykToRGB turns the first four bands into three, as Pillow's convert('RGB').
func (b *Block) cmykToRGB() {
	n := b.Window.Pixels()
	black := b.U8[3*n : 4*n]
	for band := range 3 {
		p := b.U8[band*n : (band+1)*n]
		for i, ink := range p {
			light := 255 - int(black[i])
			product := int(ink)*light + 128
			p[i] = uint8(light - (product+product>>8)>>8)
		}
	}
	b.Bands = 3
	b.U8 = b.U8[:3*n]
	if b.Valid != nil {
		b.Valid = b.Valid[:3*n]
	}
}

// rgbToLuma turns three bands into one, as Pillow's convert('L'): weights
// 0.299, 0.587, 0.114 in 16 bits. A pixel is valid where all three are.
func (b *Block) rgbToLuma() {
	n := b.Window.Pixels()
	red, green, blue := b.U8[:n], b.U8[n:2*n], b.U8[2*n:3*n]
	for i := range red {
		red[i] = uint8((uint32(red[i])*19595 + uint32(green[i])*38470 + uint32(blue[i])*7471 + 1<<15) >> 16)
	}
	if b.Valid != nil {
		b.CompleteOnly()
		b.Valid = b.Valid[:n]
	}
	b.Bands = 1
	b.U8 = red
}
