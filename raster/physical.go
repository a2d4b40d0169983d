package raster

import "slices"

// scaled is how stored samples of a band become physical ones: stored·scale +
// offset.
type scaled struct{ scale, offset float64 }

// Rescale returns the scale and the offset of a band: 1 and 0 where none is
// declared. A scale of 0, which would make all values equal, counts as none.
func (b *Band) Rescale() (scale, offset float64) {
	scale = 1
	if b.Scale != nil && *b.Scale != 0 {
		scale = *b.Scale
	}
	if b.Offset != nil {
		offset = *b.Offset + 0 // no −0
	}
	return scale, offset
}

// makePhysical makes the view deliver physical values, as float32: HU of a CT,
// reflectance of a scene. Nodata values are declared as they are then; grey whose
// 0 is white stays as it is measured.
func (v *view) makePhysical() {
	v.invert = false
	v.out.Type, v.out.Bits, v.out.MinIsWhite, v.out.Palette = Float32, 0, false, nil
	v.out.Bands = slices.Clone(v.out.Bands)
	for i := range v.out.Bands {
		b := &v.out.Bands[i]
		s := scaled{1, 0}
		s.scale, s.offset = b.Rescale()
		v.physical = append(v.physical, s)
		b.Scale, b.Offset = nil, nil
		if b.NoData != nil {
			value := s.of(*b.NoData)
			b.NoData = &value
		}
	}
}

// of returns the physical value of a stored one, as float32.
func (s scaled) of(stored float64) float64 {
	return float64(float32(float64(stored*s.scale) + s.offset))
}

// physical fills dst with the physical values of the stored samples of b, of type t.
func (b *Block) physical(dst *Block, of []scaled, t SampleType) {
	dst.Reset(b.Window, b.Bands, StoreF64)
	if b.Valid != nil {
		copy(dst.MakeValid(), b.Valid)
	}
	n := b.Window.Pixels()
	for band, s := range of {
		to := dst.F64[band*n : (band+1)*n]
		for i := range to {
			to[i] = s.of(b.At(band*n+i, t))
		}
	}
}
