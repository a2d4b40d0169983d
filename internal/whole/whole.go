// Package whole makes a [raster.Source] of a decoder that yields an image only
// as a whole.
package whole

import (
	"context"
	"sync"

	"github.com/bandprep/bandprep/raster"
)

// Source is an image that is decoded as a whole. A Read of the whole image
// decodes into the caller's block; the first Read of a part keeps the decoded
// image for the parts that follow.
type Source struct {
	file   raster.File
	header raster.Header
	decode Decode

	mu   sync.Mutex
	kept *raster.Block
}

// Decode fills dst with all samples of the image; it calls dst.Reset.
type Decode func(ctx context.Context, dst *raster.Block) error

// New returns a Source. It returns a [raster.TooLargeError] where the samples
// of the image do not fit into l.
func New(f raster.File, h raster.Header, l raster.Limits, d Decode) (*Source, error) {
	if err := CheckBlock(&h, l); err != nil {
		return nil, err
	}
	return &Source{file: f, header: h, decode: d}, nil
}

// CheckBlock returns a typed error unless the samples of the whole image fit
// into the limits of a block.
func CheckBlock(h *raster.Header, l raster.Limits) error {
	if err := l.CheckSize(h.Format, int64(h.Width), int64(h.Height)); err != nil {
		return err
	}
	limit := l.WithDefaults().BlockBytes
	row := int64(h.Width) * int64(len(h.Bands)) * int64(SampleBytes(h.Type))
	if row > limit/int64(h.Height) {
		return &raster.TooLargeError{Format: h.Format, Reason: "bytes of the decoded image",
			Need: saturate(row, int64(h.Height)), Limit: limit}
	}
	return nil
}

// SampleBytes returns the bytes that a sample of type t takes in a block.
func SampleBytes(t raster.SampleType) int {
	switch t.Storage() {
	case raster.StoreU8:
		return 1
	case raster.StoreU16:
		return 2
	}
	return 8
}

func saturate(a, b int64) int64 {
	if p := a * b; a == 0 || p/a == b {
		return p
	}
	return 1<<63 - 1
}

// Header describes the image.
func (s *Source) Header() raster.Header { return s.header }

// Tasks returns w: there is no cheaper part.
func (s *Source) Tasks(w raster.Window) []raster.Window { return []raster.Window{w} }

// Close closes the file.
func (s *Source) Close() error { return s.file.Close() }

// Read fills dst with the samples of w.
func (s *Source) Read(ctx context.Context, w raster.Window, dst *raster.Block) error {
	s.mu.Lock()
	kept := s.kept
	if kept == nil && w != s.header.Window() {
		kept = new(raster.Block)
		if err := s.decode(ctx, kept); err != nil {
			s.mu.Unlock()
			return err
		}
		s.kept = kept
	}
	s.mu.Unlock()
	if kept == nil {
		return s.decode(ctx, dst)
	}
	Crop(kept, w, dst)
	return nil
}

// Crop copies the window w of src, which holds an image from (0, 0) on, to dst.
func Crop(src *raster.Block, w raster.Window, dst *raster.Block) {
	dst.Reset(w, src.Bands, src.Storage())
	cropPlanes(dst.U8, src.U8, src.Window, w, src.Bands)
	cropPlanes(dst.U16, src.U16, src.Window, w, src.Bands)
	cropPlanes(dst.F64, src.F64, src.Window, w, src.Bands)
	if src.Valid != nil {
		cropPlanes(dst.MakeValid(), src.Valid, src.Window, w, src.Bands)
	}
}

func cropPlanes[T any](dst, src []T, image, w raster.Window, bands int) {
	if src == nil {
		return
	}
	for b := range bands {
		for y := range w.H {
			at := (b*image.H+w.Y+y)*image.W + w.X
			copy(dst[(b*w.H+y)*w.W:][:w.W], src[at:])
		}
	}
}
