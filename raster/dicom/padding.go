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
	case "MONOCHROME1", "MONOCHROME2":
	default:
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
	return value, min(value, limit), max(value, limit), true
}

// paddingValue returns the value of an element that has the type of the pixels.
// Integers are US or SS: which of them, the sign of the pixels says and not the
// VR, which is missing in implicit files and wrong in many explicit ones. They
// are cut and extended as the pixels are.
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
	raw, unused := uint32(p.order.Uint16(b)), 32-p.stored
	if p.signed {
		raw = uint32(int32(int16(raw)))
		return float64(int32(raw<<unused) >> unused), true
	}
	return float64(raw << unused >> unused), true
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
