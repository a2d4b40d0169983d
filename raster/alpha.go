package raster

// AlphaEvidence tells whether the alpha band of TIFF images is one, or a band
// that its writer called so, as some do with the fourth of red, green, blue and
// infrared. Blocks of a few images of a set are added, up to 16; one decision is
// made for all.
//
// The band is a band like the others where, over all samples added,
//
//   - it has more than 32 values,
//   - fewer than half of its samples are 0 or the largest of their type, and
//   - colours are not bound by it: those that were multiplied by alpha are never
//     above it, so that in at least one of a thousand pixels one has to be.
//
// In other formats alpha is alpha, and extra samples that a TIFF leaves without
// meaning are bands.
type AlphaEvidence struct {
	alpha          int
	top            float64
	t              SampleType
	values         map[float64]bool // up to maxAlphaValues
	pixels         int64
	extreme, above int64
}

const maxAlphaValues = 33

// Add takes the pixels of a block as stored of an image with header h. Blocks
// of images that are no TIFF or have no alpha band are passed over.
func (e *AlphaEvidence) Add(h *Header, b *Block) {
	e.alpha = h.AlphaBand()
	if h.Format != "tiff" || e.alpha < 0 || h.Palette != nil {
		return
	}
	if e.values == nil {
		e.values = make(map[float64]bool)
	}
	e.t = h.Type
	switch _, high := h.Type.Range(); {
	case h.Type.IsFloat():
		e.top = 1
	case h.Bits > 0 && h.Bits < h.Type.Bits():
		e.top = float64(uint64(1)<<h.Bits - 1)
	default:
		e.top = high
	}
	n := b.Window.Pixels()
	for i := range n {
		v := b.At(e.alpha*n+i, e.t)
		e.pixels++
		if v == 0 || v == e.top {
			e.extreme++
		}
		if len(e.values) < maxAlphaValues {
			e.values[v] = true
		}
		for band := range b.Bands {
			if band != e.alpha && b.At(band*n+i, e.t) > v {
				e.above++
				break
			}
		}
	}
}

// Band reports whether the alpha band is a band like the others; false where
// nothing was added.
func (e *AlphaEvidence) Band() bool {
	return len(e.values) >= maxAlphaValues && 2*e.extreme < e.pixels && 1000*e.above >= e.pixels
}
