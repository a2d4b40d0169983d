package dicom

import (
	"bytes"
	"context"
	"strings"

	"github.com/bandprep/bandprep/internal/whole"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/raster/dicom/internal/jpegls"
	"github.com/bandprep/bandprep/raster/jp2"
	"github.com/bandprep/bandprep/raster/jpeg"
)

// encapsulated returns a frame that is decoded as a whole. What decodes it is
// chosen by the stream rather than by the transfer syntax.
func (s *series) encapsulated(h raster.Header, i int) (raster.Source, error) {
	decode := s.jpeg
	switch {
	case s.syntax == rleLossless:
		decode = s.runLengths
	case s.syntax == encapsulatedPlain:
		return nil, raster.Unsupported(format, "", "encapsulated uncompressed pixels")
	case !strings.HasPrefix(s.syntax, jpegFamily):
		return nil, raster.Unsupported(format, "", "transfer syntax %s", s.syntax)
	case strings.HasPrefix(s.syntax[len(jpegFamily):], "10"):
		return nil, raster.Unsupported(format, "", "transfer syntax %s: video", s.syntax)
	}
	return whole.New(s.file, h, s.options.Limits, func(ctx context.Context, dst *raster.Block) error {
		data, err := s.data(i)
		if err != nil {
			return err
		}
		return decode(ctx, data, dst)
	})
}

// jpeg decodes a stream of the JPEG family.
func (s *series) jpeg(ctx context.Context, data []byte, dst *raster.Block) error {
	open, finish := jpeg.Open, s.trim
	switch kind := frameType(data); {
	case jp2.Sniff(data):
		open = jp2.Open
	case kind == 0:
		return raster.Broken(format, "JPEG", "no frame header")
	case kind == jpegls.Frame:
		if s.rows > 8*len(data) { // a row takes a bit at least
			return raster.Broken(format, "JPEG", "%d bytes cannot hold %d rows", len(data), s.rows)
		}
		m, err := jpegls.Decode(data, s.options.Limits.BlockBytes)
		return s.planes(m, err, dst)
	case kind == lossless:
		finish = s.finish // the decoder leaves colours as they are
	default:
		data = s.adobe(data)
	}
	if err := s.room(ctx, open, data, dst); err != nil {
		return err
	}
	finish(dst)
	return nil
}

// lossless is the frame header of JPEG's process 14.
const lossless = 0xc3

// frameType returns the marker of the frame header of a JPEG stream, or 0.
func frameType(data []byte) byte {
	for at := 2; at+5 <= len(data); {
		if data[at] != 0xff {
			return 0
		}
		m := data[at+1]
		switch {
		case m == 0xff:
			at++
			continue
		case m >= 0xc0 && m <= 0xcf && m != 0xc4 && m != 0xc8 && m != 0xcc, m == jpegls.Frame:
			return m
		}
		at += 2 + int(data[at+2])<<8 + int(data[at+3])
	}
	return 0
}

// adobe puts a marker in front of a JPEG stream of three components that tells
// whether they are R, G, B or luma and chroma: only DICOM's photometric interpretation says so.
func (s *series) adobe(data []byte) []byte {
	if s.samples != 3 || len(data) < 2 {
		return data
	}
	transform := byte(1)
	if s.photometric == "RGB" {
		transform = 0
	}
	marker := append([]byte("\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00"), transform)
	return bytes.Join([][]byte{data[:2], marker, data[2:]}, nil)
}

// room decodes a stream with another format room.
func (s *series) room(ctx context.Context, open func(raster.File, raster.Options) (raster.Source, error), data []byte, dst *raster.Block) error {
	src, err := open(raster.Bytes(data), raster.Options{Limits: s.options.Limits, Workers: s.options.Workers})
	if err != nil {
		return err
	}
	defer src.Close()
	h := src.Header()
	if err := s.check(h.Format, h.Width, h.Height, len(h.Bands)); err != nil {
		return err
	}
	if h.Type == s.sampleType() {
		return src.Read(ctx, h.Window(), dst)
	}
	var b raster.Block
	if err := src.Read(ctx, h.Window(), &b); err != nil {
		return err
	}
	s.reset(dst)
	for i := range s.samples * s.rows * s.columns {
		s.store(dst, i, uint32(int64(b.At(i, h.Type))))
	}
	return nil
}

// planes stores decoded samples.
func (s *series) planes(m *jpegls.Image, err error, dst *raster.Block) error {
	if err != nil {
		return err
	}
	if err := s.check("JPEG", m.Width, m.Height, len(m.Planes)); err != nil {
		return err
	}
	s.reset(dst)
	for b, p := range m.Planes {
		for i, v := range p {
			s.store(dst, b*len(p)+i, uint32(v))
		}
	}
	s.finish(dst)
	return nil
}

// check compares what a stream holds with what the elements say.
func (p *description) check(place string, w, h, bands int) error {
	if w == p.columns && h == p.rows && bands == p.samples {
		return nil
	}
	return raster.Broken(format, place, "frame of %d×%d pixels and %d bands, stream of %d×%d and %d", p.columns, p.rows, p.samples, w, h, bands)
}

// reset makes dst hold a frame.
func (p *description) reset(dst *raster.Block) {
	dst.Reset(raster.Window{W: p.columns, H: p.rows}, p.samples, p.sampleType().Storage())
}

// store puts the bits of a sample, as the file allocates them, into dst.
func (p *description) store(dst *raster.Block, i int, raw uint32) {
	switch p.sampleType() {
	case raster.Uint8:
		dst.U8[i] = uint8(raw)
	case raster.Int8:
		dst.U16[i] = uint16(int16(int8(raw))) ^ 0x8000
	case raster.Uint16:
		dst.U16[i] = uint16(raw)
	case raster.Int16:
		dst.U16[i] = uint16(raw) ^ 0x8000
	case raster.Int32:
		dst.F64[i] = float64(int32(raw))
	default:
		dst.F64[i] = float64(raw)
	}
}
