package png

import (
	"context"
	"fmt"
	"slices"

	"github.com/bandprep/bandprep/internal/whole"
	"github.com/bandprep/bandprep/raster"
)

// Sniff reports whether head, the first bytes of a file, begins a PNG image.
func Sniff(head []byte) bool {
	return len(head) >= len(signature) && string(head[:len(signature)]) == signature
}

// Open reads the chunks before the pixels. The Source is a [raster.Streamer]
// unless the image is interlaced.
func Open(f raster.File, o raster.Options) (raster.Source, error) {
	if o.Page != 0 {
		return nil, raster.Unsupported(format, "", "page %d of a file with one image", o.Page)
	}
	o.Limits = o.Limits.WithDefaults()
	d, err := describe(f, o.Limits)
	if err != nil {
		return nil, err
	}
	if err := o.Limits.CheckSize(format, int64(d.width), int64(d.height)); err != nil {
		return nil, err
	}
	if err := raster.TooLarge(format, "", "bytes of a row", d.rowBytes(d.width)*8, o.Limits.BlockBytes); err != nil {
		return nil, err
	}
	im := &picture{file: f, description: d, indices: o.Indices, limits: o.Limits}
	h := im.header()
	if !d.interlaced {
		return &source{im, h}, nil
	}
	// An interlaced image is decoded as a whole; what its file cannot fill takes no
	// memory. A byte of Deflate stands for at most 1032.
	if left := f.Size() - d.idat; d.rowBytes(d.width)/1032 > left/int64(d.height) {
		return nil, raster.Broken(format, "IDAT", "%d bytes cannot hold %d×%d pixels", left, d.width, d.height)
	}
	return whole.New(f, h, o.Limits, im.interlaced)
}

// picture is what decoding needs to know.
type picture struct {
	file raster.File
	*description
	indices bool
	limits  raster.Limits
}

// bands returns the planes that a pixel is delivered as.
func (im *picture) bands() int {
	switch {
	case im.color != colorPalette:
		return im.channels()
	case im.indices:
		return 1
	case im.transparent:
		return 4
	}
	return 3
}

func (im *picture) sampleType() raster.SampleType {
	if im.depth == 16 {
		return raster.Uint16
	}
	return raster.Uint8
}

func (im *picture) header() raster.Header {
	colors := [...][]raster.Color{
		1: {raster.Gray},
		2: {raster.Gray, raster.Alpha},
		3: {raster.Red, raster.Green, raster.Blue},
		4: {raster.Red, raster.Green, raster.Blue, raster.Alpha},
	}[im.bands()]
	if im.color == colorPalette && im.indices {
		colors = []raster.Color{raster.PaletteIndex}
	}
	h := raster.Header{Format: format, Width: im.width, Height: im.height, Type: im.sampleType(),
		BlockW: im.width, BlockH: im.height, HasMask: im.hasKey, Orientation: im.orientation,
		Palette: slices.Clone(im.palette)}
	for _, c := range colors {
		h.Bands = append(h.Bands, raster.Band{Color: c})
	}
	if im.indices {
		h.Bits = im.depth
	}
	return h
}

// source is an image whose rows stand in the file from top to bottom.
type source struct {
	*picture
	head raster.Header
}

func (s *source) Header() raster.Header { return s.head }

// Tasks returns w: a later row cannot be had without those above it.
func (s *source) Tasks(w raster.Window) []raster.Window { return []raster.Window{w} }

func (s *source) Close() error { return s.file.Close() }

func (s *source) Read(ctx context.Context, w raster.Window, dst *raster.Block) error {
	h := s.head
	h.Width, h.Height = max(w.W, 1), max(w.H, 1)
	if err := whole.CheckBlock(&h, s.limits); err != nil {
		return err
	}
	return s.strips(ctx, w, w.H, dst, func(*raster.Block) error { return nil })
}

// stripPixels is how many pixels Stream hands over at a time.
const stripPixels = 1 << 16

func (s *source) Stream(ctx context.Context, w raster.Window, dst *raster.Block, yield func(*raster.Block) error) error {
	return s.strips(ctx, w, max(stripPixels/max(w.W, 1), 1), dst, yield)
}

// strips decodes w and calls yield after every so many rows.
func (s *source) strips(ctx context.Context, w raster.Window, rows int, dst *raster.Block, yield func(*raster.Block) error) error {
	r := newRows(s.picture)
	defer r.release()
	if err := r.skip(ctx, w.Y); err != nil {
		return err
	}
	p := s.newSpreader()
	for y := w.Y; y < w.Y+w.H; y += rows {
		if err := ctx.Err(); err != nil {
			return err
		}
		strip := raster.Window{X: w.X, Y: y, W: w.W, H: min(rows, w.Y+w.H-y)}
		dst.Reset(strip, len(s.head.Bands), s.sampleType().Storage())
		p.into(dst)
		for i := range strip.H {
			row, err := r.next()
			if err != nil {
				return err
			}
			p.row(row, w.X, w.W, i*w.W, 1)
		}
		if y+strip.H == s.height {
			if err := r.finish(); err != nil {
				return err
			}
		}
		if err := yield(dst); err != nil {
			return err
		}
	}
	return nil
}

func rowPlace(y int) string { return fmt.Sprintf("row %d", y) }
