package dicom

import (
	"context"
	"io"
	"strings"

	"github.com/bandprep/bandprep/internal/strided"
	"github.com/bandprep/bandprep/internal/whole"
	"github.com/bandprep/bandprep/raster"
)

// Sniff reports whether head, the first bytes of a file, begins a DICOM file:
// one with a preamble, or a bare data set that begins with group 8 or 2.
func Sniff(head []byte) bool {
	if len(head) >= preambleBytes+4 && string(head[preambleBytes:preambleBytes+4]) == "DICM" {
		return true
	}
	return bare(head) && (isVR(string(head[4:6])) || head[0] == 8 && head[5] == 0)
}

// Open reads the data elements up to the pixels, and the list of fragments. The
// Source is a [raster.Paged].
func Open(f raster.File, o raster.Options) (raster.Source, error) {
	o.Limits = o.Limits.WithDefaults()
	d, err := load(f, o.Limits)
	if err != nil {
		return nil, err
	}
	p, err := describe(d, o)
	if err != nil {
		return nil, err
	}
	s := &series{description: p, options: o}
	if !d.pixels.undefined && p.frames > 1 {
		// So many frames are promised to whoever asks for pages.
		bits := int64(p.rows) * int64(p.columns) * int64(p.samples*p.allocated)
		if p.photometric == "YBR_FULL_422" {
			bits = bits / 3 * 2
		}
		if have := d.pixels.n * 8 / bits; int64(p.frames) > have {
			return nil, raster.Broken(format, "", "%d frames, of which the file has %d", p.frames, have)
		}
	}
	if d.pixels.undefined {
		if s.fragments, s.starts, err = p.readFragments(o.Limits); err != nil {
			return nil, err
		}
	}
	return s.open(o.Page, f)
}

// series is the frames of a file.
type series struct {
	*description
	options   raster.Options
	fragments []span
	starts    []int // the first fragment of each frame
}

// frame is one of them.
type frame struct {
	raster.Source
	closer io.Closer // nil: another frame owns the file
	series *series
	number int
}

// Page returns frame i.
func (s *frame) Page(i int) (raster.Source, error) { return s.series.open(i, nil) }

// Close closes the file.
func (s *frame) Close() error {
	if s.closer == nil {
		return nil
	}
	return s.closer.Close()
}

// open returns frame i; closing it closes c.
func (s *series) open(i int, c io.Closer) (raster.Source, error) {
	if i < 0 || i >= s.frames {
		return nil, raster.Unsupported(format, "", "frame %d of %d", i, s.frames)
	}
	h := s.header(i)
	var src raster.Source
	var err error
	switch {
	case s.pixels.undefined:
		src, err = s.encapsulated(h, i)
	case s.compressed():
		return nil, raster.Broken(format, "", "pixels of transfer syntax %s are not encapsulated", s.syntax)
	default:
		src, err = s.native(h, i)
	}
	if err != nil {
		return nil, err
	}
	if s.palette != nil {
		h = s.palette.header(h)
		if err := whole.CheckBlock(&h, s.options.Limits); err != nil {
			return nil, err
		}
		src = &colors{src, s.palette, h}
	}
	if _, low, high, ok := s.padding(); ok && low < high {
		src = &padded{src, low, high}
	}
	return &frame{src, c, s, i}, nil
}

// compressed reports whether the transfer syntax encapsulates pixels.
func (d *dataset) compressed() bool {
	return d.syntax == rleLossless || d.syntax == encapsulatedPlain || strings.HasPrefix(d.syntax, jpegFamily)
}

// native returns a frame whose samples stand uncompressed in the file.
func (s *series) native(h raster.Header, i int) (raster.Source, error) {
	switch {
	case s.allocated == 1:
		return whole.New(s.file, h, s.options.Limits, func(ctx context.Context, dst *raster.Block) error {
			return s.packedBits(dst, i)
		})
	case s.photometric == "YBR_FULL_422":
		return whole.New(s.file, h, s.options.Limits, func(ctx context.Context, dst *raster.Block) error {
			return s.subsampled(dst, i)
		})
	}
	size := int64(h.Type.Bits() / 8)
	l := strided.Layout{BigEndian: s.bigEndian(), Start: s.pixels.at, Col: size, Row: size * int64(s.columns), Band: size * int64(s.columns) * int64(s.rows)}
	if !s.planar {
		l.Band, l.Col, l.Row = size, size*int64(s.samples), size*int64(s.samples)*int64(s.columns)
	}
	l.Start += int64(i) * size * int64(s.samples) * int64(s.columns) * int64(s.rows)
	return strided.New(s.file, h, l, s.options.Limits, s.finish)
}

func (s *series) bigEndian() bool { return s.syntax == explicitBig }

// finish is applied to samples that were stored as they are.
func (p *description) finish(b *raster.Block) {
	p.trim(b)
	if strings.HasPrefix(p.photometric, "YBR_FULL") {
		toRGB(b, p.stored)
	}
}

// readPixels reads n bytes of the pixel data from byte at of it.
func (s *series) readPixels(at, n int64) ([]byte, error) {
	if err := raster.TooLarge(format, "", "bytes of a frame", n, s.options.Limits.BlockBytes); err != nil {
		return nil, err
	}
	if n > s.pixels.n-at {
		return nil, raster.Broken(format, "", "pixel data of %d bytes end within a frame", s.pixels.n)
	}
	b := make([]byte, n)
	return b, raster.ReadFull(format, s.file, b, s.pixels.at+at)
}

// packedBits unpacks samples of one bit, the lowest bit of a byte first.
// Neither rows nor frames begin with a new byte.
func (s *series) packedBits(dst *raster.Block, i int) error {
	n := int64(s.rows) * int64(s.columns)
	from := int64(i) * n
	data, err := s.readPixels(from/8, (from%8+n+7)/8)
	if err != nil {
		return err
	}
	dst.Reset(raster.Window{W: s.columns, H: s.rows}, 1, raster.StoreU8)
	for k := range dst.U8 {
		bit := from%8 + int64(k)
		dst.U8[k] = data[bit/8] >> (bit % 8) & 1
	}
	return nil
}

// subsampled unpacks pairs of pixels that share their chroma: Y, Y, Cb, Cr.
func (s *series) subsampled(dst *raster.Block, i int) error {
	if s.allocated != 8 || s.columns%2 != 0 {
		return raster.Unsupported(format, "", "YBR_FULL_422 of %d bits and %d columns", s.allocated, s.columns)
	}
	n := int64(s.rows) * int64(s.columns)
	data, err := s.readPixels(2*n*int64(i), 2*n)
	if err != nil {
		return err
	}
	dst.Reset(raster.Window{W: s.columns, H: s.rows}, 3, raster.StoreU8)
	for k := range int(n) {
		pair := data[k/2*4:]
		dst.U8[k], dst.U8[int(n)+k], dst.U8[2*int(n)+k] = pair[k%2], pair[2], pair[3]
	}
	s.finish(dst)
	return nil
}
