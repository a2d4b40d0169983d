package dicom

import (
	"context"
	"math"

	"github.com/bandprep/bandprep/raster"
)

// padding returns the range of values that fill what the detector did not see
// (PS3.3, C.7.5.1.1.2): low equals high where the file has one value and no
// range limit; the limit may lie on either side of the value. Only monochrome
// images have padding: the value of a colour image would drop single samples.
func (p *description) padding() (value, low, high float64, ok bool) {
	switch p.photometric {
	case "MONOCHROME1", "MONOCHROME2", "": // not stated: one sample is grey
	default:
		return 0, 0, 0, false
	}
	if p.samples != 1 {
		return 0, 0, 0, false
	}
	first, last := tagPadding, tagPaddingLimit
	switch p.pixels.tag {
	case tagFloatPixelData:
		first, last = tagFloatPadding, tagFloatPaddingLimit
	case tagDoublePixelData:
		first, last = tagDoublePadding, tagDoublePaddingLimit
	}
	if value, ok = p.paddingValue(first); !ok || math.IsNaN(value) {
		return 0, 0, 0, false
	}
	limit, limited := p.paddingValue(last)
	if !limited {
		limit = value
	}
	low, high = min(value, limit), max(value, limit)
	least, most := p.sampleRange()
	return value, low, high, low <= most && high >= least
}

// sampleRange returns the least and the greatest value of the bits stored.
func (p *description) sampleRange() (least, most float64) {
	switch {
	case p.float:
		return p.sampleType().Range()
	case p.signed:
		return -math.Ldexp(1, p.stored-1), math.Ldexp(1, p.stored-1) - 1
	}
	return 0, math.Ldexp(1, p.stored) - 1
}

// paddingValue returns the value of an element that has the type of the pixels.
// Integers are US or SS: which of them, the sign of the pixels says and not the
// VR, which is missing in implicit files and wrong in many explicit ones. A value
// beyond the bits stored is that of no sample; it is not cut, lest it meet one.
func (p *description) paddingValue(t tag) (float64, bool) {
	b := p.values[t]
	switch p.sampleType() {
	case raster.Float32:
		if len(b) < 4 {
			return 0, false
		}
		return float64(math.Float32frombits(p.order.Uint32(b))), true
	case raster.Float64:
		if len(b) < 8 {
			return 0, false
		}
		return math.Float64frombits(p.order.Uint64(b)), true
	}
	if len(b) < 2 {
		return 0, false
	}
	v, half := float64(p.order.Uint16(b)), math.Ldexp(1, p.stored-1)
	if p.signed {
		v = float64(int16(p.order.Uint16(b)))
		if v >= half && v < 2*half { // the stored bits alone, without the sign extended
			v -= 2 * half
		}
	}
	return v, true
}

// padded is a source whose samples from low to high are invalid.
type padded struct {
	raster.Source
	low, high float64
}

func (p *padded) Header() raster.Header {
	h := p.Source.Header()
	h.HasMask = true
	return h
}

func (p *padded) Read(ctx context.Context, w raster.Window, dst *raster.Block) error {
	if err := p.Source.Read(ctx, w, dst); err != nil {
		return err
	}
	t := p.Source.Header().Type
	for i := range dst.Bands * w.Pixels() {
		if v := dst.At(i, t); v >= p.low && v <= p.high {
			dst.MakeValid()[i] = false
		}
	}
	return nil
}
