package tiff

import (
	"context"

	"github.com/bandprep/bandprep/raster"
)

// Open reads the metadata of page o.Page. It returns typed errors for files
// that are damaged, too large for the limits or use what is not supported:
// complex samples, samples of one pixel that differ in form, JPEG 2000, JPEG XL
// and JBIG blocks.
func Open(f raster.File, o raster.Options) (raster.Source, error) {
	c, first, err := newContainer(f, o.Limits)
	if err != nil {
		return nil, err
	}
	p, n, err := c.pages(first, o.Page)
	if err != nil {
		return nil, err
	}
	img, err := c.image(p.image, o.Limits)
	if err != nil {
		return nil, err
	}
	s := &source{f: f, image: img, workers: max(o.Workers, 1)}
	if p.mask != nil {
		if s.mask, err = c.maskImage(p.mask, img, o.Limits); err != nil {
			return nil, err
		}
	}
	if err := s.describe(p.image, o); err != nil {
		return nil, err
	}
	s.header.Pages, s.header.PagesDiffer, s.header.AlphaUnsure = n, true, true
	return s, nil
}

// source is one page of a file. Its image delivers planes of samples as they
// are stored; recolor, where it is set, turns them into the header's bands.
type source struct {
	f       raster.File
	header  raster.Header
	image   *image
	mask    *image
	recolor func(dst, src *raster.Block)
	workers int
}

func (s *source) Header() raster.Header { return s.header }

func (s *source) Close() error { return s.f.Close() }

// Tasks cuts w at the edges of blocks into windows of about a million samples.
func (s *source) Tasks(w raster.Window) []raster.Window {
	return s.image.tasks(w)
}

// Absent reports whether no block that w touches is in the file, those of the
// mask included.
func (s *source) Absent(w raster.Window) bool {
	return s.image.absent(w) && (s.mask == nil || s.mask.absent(w))
}

// memory is the size of w as it is delivered, and before recoloring.
func (s *source) memory(w raster.Window) int64 {
	if s.recolor == nil {
		return s.image.memory(w)
	}
	return s.image.memory(w) + int64(w.W)*int64(w.H)*int64(len(s.header.Bands))
}

func (s *source) Read(ctx context.Context, w raster.Window, dst *raster.Block) error {
	if w.Empty() || !s.header.Window().Contains(w) {
		return raster.Broken(roomName, s.image.place, "window %v is not in the image of %d×%d pixels", w, s.header.Width, s.header.Height)
	}
	if err := raster.TooLarge(roomName, s.image.place, "bytes of the window", s.memory(w), s.image.limits.BlockBytes); err != nil {
		return err
	}
	dst.Reset(w, len(s.header.Bands), s.header.Type.Storage())
	if s.recolor == nil {
		if err := s.image.read(ctx, w, dst, s.workers); err != nil {
			return err
		}
	} else {
		raw := blocks.Get().(*raster.Block)
		defer blocks.Put(raw)
		raw.Reset(w, s.image.samples, s.image.sampleType().Storage())
		if err := s.image.read(ctx, w, raw, s.workers); err != nil {
			return err
		}
		s.recolor(dst, raw)
	}
	if s.mask != nil {
		return s.readMask(ctx, w, dst)
	}
	return nil
}

// streamBytes is how much of an uncompressed image is handed over at a time.
const streamBytes = 256 << 10

// Stream implements [raster.Streamer]: uncompressed samples come in rows that
// stay in a core's own cache, others all at once.
func (s *source) Stream(ctx context.Context, w raster.Window, dst *raster.Block, yield func(*raster.Block) error) error {
	rows := w.H
	if s.image.unpack.plain && !w.Empty() {
		row := s.memory(raster.Window{W: w.W, H: 1})
		rows = int(min(max(streamBytes/row, 1), int64(w.H)))
	}
	for y := 0; ; y += rows {
		part := raster.Window{X: w.X, Y: w.Y + y, W: w.W, H: min(rows, w.H-y)}
		if err := s.Read(ctx, part, dst); err != nil {
			return err
		}
		if err := yield(dst); err != nil || y+rows >= w.H {
			return err
		}
	}
}
