package tiff

import (
	"context"

	"github.com/bandprep/bandprep/raster"
)

// Open reads the metadata of page o.Page. Pages are the full images of a file;
// of stacks that ImageJ, OME or tifffile describe, the pages are their slices and
// frames, and their channels are bands. It returns typed errors for files that
// are damaged, too large for the limits or use what is not supported: complex
// samples, samples of one pixel that differ in form, JPEG 2000, JPEG XL and JBIG
// blocks. The Source is a [raster.Paged].
func Open(f raster.File, o raster.Options) (raster.Source, error) {
	c, first, err := newContainer(f, o.Limits)
	if err != nil {
		return nil, err
	}
	x := &file{File: f, c: c, o: o}
	if x.pages, x.head, err = c.chain(first); err != nil {
		return nil, err
	}
	x.stack = x.findStack()
	return x.page(o.Page, f)
}

// file is an opened file, of which sources are made.
type file struct {
	raster.File
	c     *container
	o     raster.Options
	pages []pageAt
	head  *directory // the first
	stack stack
}

// kept is a file that another source closes.
type kept struct{ raster.File }

func (kept) Close() error { return nil }

// page returns one image of the file, which closes f.
func (x *file) page(i int, f raster.File) (raster.Source, error) {
	if x.o.Axes != "" {
		s, err := x.openAxes(x.o.Axes, i, f)
		if s != nil || err != nil {
			return s, err
		}
	}
	if i < 0 || i >= x.stack.pages {
		if i >= 0 && i < x.stack.claimed {
			return nil, raster.Broken(roomName, "", "page %d of %d is not in the file, which holds %d", i, x.stack.claimed, x.stack.pages)
		}
		return nil, raster.Broken(roomName, "", "no page %d, the file has %d", i, x.stack.pages)
	}
	planes := x.stack.planes(i)
	if len(planes) == 1 {
		s, err := x.plane(int(planes[0]), f)
		if err != nil {
			return nil, err
		}
		s.header.Pages, s.header.Claimed = x.stack.pages, x.stack.claimed
		return s, nil
	}
	return x.openBands(planes, f)
}

// plane opens plane k: the image of a directory, or the samples behind those of
// the only one. Every call has the whole budget of metadata, so that pages may be
// opened in any order.
func (x *file) plane(k int, f raster.File) (*source, error) {
	c := *x.c
	c.budget = x.o.Limits.WithDefaults().TagBytes
	at, shift := pageAt{}, int64(0)
	switch {
	case x.stack.step > 0:
		at, shift = x.pages[0], int64(k)*x.stack.step
	case k >= 0 && k < len(x.pages):
		at = x.pages[k]
	default:
		return nil, raster.Broken(roomName, "", "plane %d is not in the file", k)
	}
	d, err := c.directory(int(at.index), at.image)
	if err != nil {
		return nil, err
	}
	img, err := c.image(d, x.o.Limits)
	if err != nil {
		return nil, err
	}
	img.shift = shift
	s := &source{f: f, file: x, image: img, workers: max(x.o.Workers, 1)}
	if at.mask != 0 {
		mask, err := c.directory(int(at.maskIndex), at.mask)
		if err != nil {
			return nil, err
		}
		if s.mask, err = c.maskImage(mask, img, x.o.Limits); err != nil {
			return nil, err
		}
	}
	return s, s.describe(d, x.o)
}

// source is one page of a file. Its image delivers planes of samples as they
// are stored; recolor, where it is set, turns them into the header's bands.
type source struct {
	f       raster.File
	file    *file
	header  raster.Header
	image   *image
	mask    *image
	recolor func(dst, src *raster.Block)
	workers int
}

// Page implements [raster.Paged].
func (s *source) Page(i int) (raster.Source, error) { return s.file.page(i, kept{s.file}) }

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

// Stored returns how many samples there are in blocks that are in the file, those
// of the mask included.
func (s *source) Stored() int64 {
	n := s.image.stored()
	if s.mask != nil {
		n += s.mask.stored()
	}
	return n
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
