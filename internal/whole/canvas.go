package whole

import (
	"context"
	"sync"

	"github.com/bandprep/bandprep/raster"
)

// Canvas is an image most of which may be empty: a frame, decoded as a whole,
// on a larger canvas. What a file declares as canvas takes no memory; windows of
// it are filled when they are read. A frame that covers the canvas is the image.
type Canvas struct {
	raster.Source // the frame
	header        raster.Header
	frame         raster.Window // on the canvas
	background    []uint8       // one sample per band
	covered       bool          // whether the canvas counts as valid where the frame is not
	limits        raster.Limits

	mu   sync.Mutex
	kept *raster.Block
}

// NewCanvas returns a source of uint8 samples: h describes the canvas, decode
// yields the frame. Background is one sample for each band; valid says whether it
// counts where the file has a mask of its own.
func NewCanvas(f raster.File, h raster.Header, frame raster.Window, background []uint8, valid bool, l raster.Limits, decode Decode) (raster.Source, error) {
	if err := l.CheckSize(h.Format, int64(h.Width), int64(h.Height)); err != nil {
		return nil, err
	}
	inner := h
	inner.Width, inner.Height = frame.W, frame.H
	s, err := New(f, inner, l, decode)
	if err != nil || frame == h.Window() {
		return s, err
	}
	return &Canvas{Source: s, header: h, frame: frame, background: background, covered: valid, limits: l}, nil
}

// Header describes the canvas.
func (c *Canvas) Header() raster.Header { return c.header }

// canvasPixels is about how many pixels one task has.
const canvasPixels = 1 << 22

// Tasks cuts w into rows, few for all but the largest canvases.
func (c *Canvas) Tasks(w raster.Window) []raster.Window {
	fit := c.limits.WithDefaults().BlockBytes / int64(len(c.header.Bands))
	return w.Rows(1, int(min(canvasPixels, fit)))
}

// Absent reports whether w is background alone.
func (c *Canvas) Absent(w raster.Window) bool { return w.Intersect(c.frame).Empty() }

// Stored returns the samples of the frame.
func (c *Canvas) Stored() int64 { return raster.Stored(c.Source) }

// Read fills dst with background and what w has of the frame.
func (c *Canvas) Read(ctx context.Context, w raster.Window, dst *raster.Block) error {
	h := c.header
	h.Width, h.Height = max(w.W, 1), max(w.H, 1)
	if err := CheckBlock(&h, c.limits); err != nil {
		return err
	}
	kept, err := c.decoded(ctx)
	if err != nil {
		return err
	}
	dst.Reset(w, len(h.Bands), raster.StoreU8)
	n := w.Pixels()
	for b, v := range c.background {
		plane := dst.U8[b*n : (b+1)*n]
		for i := range plane {
			plane[i] = v
		}
	}
	var valid []bool
	if kept.Valid != nil {
		valid = dst.MakeValid()
		for i := range valid {
			valid[i] = c.covered
		}
	}
	in := w.Intersect(c.frame)
	for b := range h.Bands {
		for y := range in.H {
			from := (b*c.frame.H+in.Y-c.frame.Y+y)*c.frame.W + in.X - c.frame.X
			to := (b*w.H+in.Y-w.Y+y)*w.W + in.X - w.X
			copy(dst.U8[to:to+in.W], kept.U8[from:])
			if valid != nil {
				copy(valid[to:to+in.W], kept.Valid[from:])
			}
		}
	}
	return nil
}

// decoded returns the frame, which is decoded once.
func (c *Canvas) decoded(ctx context.Context) (*raster.Block, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept != nil {
		return c.kept, nil
	}
	frame := new(raster.Block)
	if err := c.Source.Read(ctx, raster.Window{W: c.frame.W, H: c.frame.H}, frame); err != nil {
		return nil, err
	}
	c.kept = frame
	return frame, nil
}
