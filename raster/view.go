package raster

import (
	"context"
	"slices"
	"sync"
)

// AlphaMode says what an alpha band is.
type AlphaMode uint8

// The modes.
const (
	AlphaMask   AlphaMode = iota // validity: 0 is invalid, anything else valid
	AlphaBand                    // a band like the others
	AlphaIgnore                  // left out, every sample valid
)

// ViewOptions say how the stored samples of a source are seen. The zero value
// sees all bands, alpha as validity, nodata as the file declares it, min-is-white
// and CMYK as stored.
type ViewOptions struct {
	// Bands are the indices of the bands to see, in this order; nil means
	// all. An alpha band that is named is a band whatever Alpha says.
	Bands []int
	Alpha AlphaMode
	// NoData replaces the nodata values of the file: one for all bands, or
	// one for each band seen. Nil leaves the file's own.
	NoData []float64
	// Normal inverts min-is-white grey and turns 8-bit CMYK into RGB.
	Normal bool
	// Luma turns 8-bit RGB into grey, as Pillow's convert('L').
	Luma bool
	// Names are the names of the bands seen; nil leaves the file's own.
	Names []string
	// Complete makes every sample of a pixel invalid where one of them is.
	Complete bool
	// Physical delivers stored·Scale + Offset of each band, as float32. NoData
	// is of stored samples in any case.
	Physical bool
}

// NewView lays o over s. The view's header describes what the view delivers.
// The view closes s.
func NewView(s Source, o ViewOptions) Source {
	h := s.Header()
	if o.idle(&h) {
		return s
	}
	v := o.over(h)
	if v.plain() {
		return s
	}
	v.source = s
	return v
}

// idle reports, without making a view, that it would show h as it is. It may
// miss some that do.
func (o *ViewOptions) idle(h *Header) bool {
	if o.Bands != nil || o.NoData != nil || o.Names != nil || o.Complete || o.Physical || o.Luma || h.MinIsWhite || len(h.Bands) > 3 {
		return false
	}
	for i := range h.Bands {
		if h.Bands[i].NoData != nil || h.Bands[i].Color == Alpha {
			return false
		}
	}
	return true
}

// Header returns the header of a view with these options over a source whose
// header is h.
func (o ViewOptions) Header(h Header) Header { return o.over(h).out }

func (o ViewOptions) over(h Header) *view {
	v := &view{in: h, out: h, alpha: -1, complete: o.Complete}
	v.pick = o.Bands
	if v.pick == nil {
		for i := range h.Bands {
			v.pick = append(v.pick, i)
		}
		if a := h.AlphaBand(); a >= 0 && o.Alpha != AlphaBand {
			v.pick = slices.Delete(slices.Clone(v.pick), a, a+1)
		}
	}
	if a := h.AlphaBand(); a >= 0 && o.Alpha == AlphaMask && !slices.Contains(v.pick, a) {
		v.alpha = a
	}
	v.cmyk = o.Normal && o.Bands == nil && h.Type == Uint8 && len(v.pick) >= 4 && isCMYK(h.Bands, v.pick)
	v.invert = o.Normal && h.MinIsWhite && h.Type.IsInteger()
	v.out.Bands = make([]Band, len(v.pick))
	for i, b := range v.pick {
		v.out.Bands[i] = h.Bands[b]
		if n := len(o.NoData); n > 0 {
			v.out.Bands[i].NoData = &o.NoData[min(i, n-1)]
		}
	}
	if v.cmyk {
		v.out.Bands = []Band{{Color: Red}, {Color: Green}, {Color: Blue}}
	}
	if v.invert {
		v.out.MinIsWhite = false
	}
	v.luma = o.Luma && h.Type == Uint8 && isRGB(v.out.Bands)
	if v.luma {
		v.out.Bands = []Band{{Color: Gray}}
	}
	for i := range min(len(o.Names), len(v.out.Bands)) {
		v.out.Bands[i].Name = o.Names[i]
	}
	v.out.HasMask = h.HasMask || v.alpha >= 0
	v.settleNoData(len(o.NoData) > 0)
	if o.Physical {
		v.makePhysical()
	}
	return v
}

// settleNoData finds what the nodata values of the bands stand for. Values given
// stand for each band alone. Where those of the file mean all bands together,
// whichever are seen, the view has a mask and no value is left to declare.
func (v *view) settleNoData(given bool) {
	v.together = v.in.NoDataTogether && !given
	v.out.NoDataTogether = false
	bands := v.out.Bands[:min(len(v.out.Bands), len(v.pick))]
	if v.together {
		v.spans = spansOf(v.in.Bands, v.in.Type)
		v.out.HasMask = true
		for i := range bands {
			bands[i].NoData = nil
		}
		return
	}
	v.spans = spansOf(bands, v.in.Type)
}

// spansOf returns a span per band, nil where no band has a nodata value.
func spansOf(bands []Band, t SampleType) []span {
	var spans []span
	for i, b := range bands {
		if b.NoData == nil {
			continue
		}
		if spans == nil {
			spans = make([]span, len(bands))
			for k := range spans {
				spans[k] = noSpan
			}
		}
		if i > 0 && bands[i-1].NoData != nil && *bands[i-1].NoData == *b.NoData {
			spans[i] = spans[i-1]
		} else {
			spans[i] = noDataSpan(*b.NoData, t)
		}
	}
	return spans
}

func isRGB(b []Band) bool {
	return len(b) == 3 && b[0].Color == Red && b[1].Color == Green && b[2].Color == Blue
}

func isCMYK(bands []Band, pick []int) bool {
	for i, c := range [...]Color{Cyan, Magenta, Yellow, Black} {
		if bands[pick[i]].Color != c {
			return false
		}
	}
	return true
}

type view struct {
	source   Source
	in, out  Header
	pick     []int
	alpha    int // band that masks, or -1
	invert   bool
	cmyk     bool
	luma     bool
	complete bool
	physical []scaled // of the bands seen; nil: samples as stored
	spans    []span   // of the bands seen, or with together of all bands stored
	together bool
}

func (v *view) plain() bool {
	if v.alpha >= 0 || v.together || v.invert || v.cmyk || v.luma || v.complete || v.physical != nil || len(v.pick) != len(v.in.Bands) {
		return false
	}
	for i, b := range v.pick {
		if i != b || v.out.Bands[i].NoData != nil || v.out.Bands[i].Name != v.in.Bands[i].Name {
			return false
		}
	}
	return true
}

func (v *view) Header() Header          { return v.out }
func (v *view) Tasks(w Window) []Window { return v.source.Tasks(w) }
func (v *view) Absent(w Window) bool    { return Absent(v.source, w) }
func (v *view) Stored() int64           { return Stored(v.source) }
func (v *view) Close() error            { return v.source.Close() }

var scratch = sync.Pool{New: func() any { return new(Block) }}

func (v *view) Read(ctx context.Context, w Window, dst *Block) error {
	stored := scratch.Get().(*Block)
	defer scratch.Put(stored)
	if err := v.source.Read(ctx, w, stored); err != nil {
		return err
	}
	v.see(dst, stored)
	return nil
}

func (v *view) Stream(ctx context.Context, w Window, dst *Block, yield func(*Block) error) error {
	stored := scratch.Get().(*Block)
	defer scratch.Put(stored)
	return Each(ctx, v.source, w, stored, func(b *Block) error {
		v.see(dst, b)
		return yield(dst)
	})
}

// see fills dst with what the view delivers of the stored block src.
func (v *view) see(dst, src *Block) {
	if v.physical == nil {
		v.seeStored(dst, src)
		return
	}
	stored := scratch.Get().(*Block)
	defer scratch.Put(stored)
	v.seeStored(stored, src)
	stored.physical(dst, v.physical, v.in.Type)
}

// seeStored is see for samples as stored.
func (v *view) seeStored(dst, src *Block) {
	n := src.Window.Pixels()
	dst.Reset(src.Window, len(v.pick), src.Storage())
	for i, b := range v.pick {
		switch {
		case dst.U8 != nil:
			copy(dst.U8[i*n:(i+1)*n], src.U8[b*n:])
		case dst.U16 != nil:
			copy(dst.U16[i*n:(i+1)*n], src.U16[b*n:])
		default:
			copy(dst.F64[i*n:(i+1)*n], src.F64[b*n:])
		}
		if src.Valid != nil {
			copy(dst.MakeValid()[i*n:(i+1)*n], src.Valid[b*n:])
		}
	}
	if v.together {
		dst.maskTogether(src, v.spans, v.in.Type)
	} else {
		for i, s := range v.spans {
			dst.maskSpan(i, s, v.in.Type)
		}
	}
	if v.alpha >= 0 {
		dst.maskZero(src, v.alpha, v.in.Type)
	}
	if v.complete {
		dst.CompleteOnly()
	}
	if v.invert {
		dst.invert(v.in)
	}
	if v.cmyk {
		dst.cmykToRGB()
	}
	if v.luma {
		dst.rgbToLuma()
	}
}
