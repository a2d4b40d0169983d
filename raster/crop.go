package raster

import "context"

// NewCrop returns the window of s as a source of its own, whose first pixel is
// the window's. Where the window reaches beyond s, samples are invalid (and 0).
// The crop closes s.
func NewCrop(s Source, w Window) Source {
	h := s.Header()
	c := &crop{source: s, window: w, inside: w.Intersect(h.Window()), header: h}
	c.header.Width, c.header.Height = w.W, w.H
	if h.Geo != nil {
		c.header.Geo = h.Geo.Shift(float64(w.X), float64(w.Y))
	}
	if c.inside != w {
		c.header.HasMask = true
	}
	return c
}

type crop struct {
	source         Source
	window, inside Window // in pixels of the source
	header         Header
}

func (c *crop) Header() Header { return c.header }
func (c *crop) Close() error   { return c.source.Close() }

// cropPixels is about how many pixels one task of a crop reads.
const cropPixels = 1 << 20

func (c *crop) Tasks(w Window) []Window {
	if len(c.source.Tasks(c.inside)) == 1 {
		return []Window{w}
	}
	return w.Rows(1, cropPixels)
}

func (c *crop) Read(ctx context.Context, w Window, dst *Block) error {
	want := w
	want.X += c.window.X
	want.Y += c.window.Y
	have := want.Intersect(c.inside)
	if have == want {
		if err := c.source.Read(ctx, want, dst); err != nil {
			return err
		}
		dst.Window = w
		return nil
	}
	dst.Reset(w, len(c.header.Bands), c.header.Type.Storage())
	valid := dst.MakeValid()
	clear(valid)
	clear(dst.U8)
	clear(dst.U16)
	clear(dst.F64)
	if have.Empty() {
		return nil
	}
	part := scratch.Get().(*Block)
	defer scratch.Put(part)
	if err := c.source.Read(ctx, have, part); err != nil {
		return err
	}
	for band := range dst.Bands {
		for y := range have.H {
			from := (band*have.H + y) * have.W
			to := (band*w.H+have.Y-want.Y+y)*w.W + have.X - want.X
			switch {
			case dst.U8 != nil:
				copy(dst.U8[to:to+have.W], part.U8[from:])
			case dst.U16 != nil:
				copy(dst.U16[to:to+have.W], part.U16[from:])
			default:
				copy(dst.F64[to:to+have.W], part.F64[from:])
			}
			for x := range have.W {
				valid[to+x] = part.Valid == nil || part.Valid[from+x]
			}
		}
	}
	return nil
}

// Crop copies the part of src that lies in w into dst. The window of dst is
// the intersection, which must not be empty.
func (dst *Block) Crop(src *Block, w Window) {
	in := w.Intersect(src.Window)
	dst.Reset(in, src.Bands, src.Storage())
	if src.Valid != nil {
		dst.MakeValid()
	}
	n := src.Window.Pixels()
	for band := range src.Bands {
		for y := range in.H {
			from := band*n + (in.Y-src.Window.Y+y)*src.Window.W + in.X - src.Window.X
			to := (band*in.H + y) * in.W
			switch {
			case dst.U8 != nil:
				copy(dst.U8[to:to+in.W], src.U8[from:])
			case dst.U16 != nil:
				copy(dst.U16[to:to+in.W], src.U16[from:])
			default:
				copy(dst.F64[to:to+in.W], src.F64[from:])
			}
			if src.Valid != nil {
				copy(dst.Valid[to:to+in.W], src.Valid[from:])
			}
		}
	}
}
