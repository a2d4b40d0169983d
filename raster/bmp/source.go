package bmp

import (
	"context"
	"encoding/binary"
	"slices"

	"github.com/bandprep/bandprep/internal/whole"
	"github.com/bandprep/bandprep/raster"
)

// Sniff reports whether head, the first bytes of a file, begins a bitmap, with
// or without its file header.
func Sniff(head []byte) bool {
	if len(head) < 26 {
		return false
	}
	if string(head[:2]) != "BM" {
		return sniffInfo(head)
	}
	size := binary.LittleEndian.Uint32(head[14:])
	return size == 12 || size >= 16 && size < 256
}

// sniffInfo reports whether head begins with an information header: its
// length, one plane, and a number of bits that there is.
func sniffInfo(head []byte) bool {
	le := binary.LittleEndian
	planes, bits := le.Uint16(head[12:]), le.Uint16(head[14:])
	switch le.Uint32(head) {
	case 12:
		planes, bits = le.Uint16(head[8:]), le.Uint16(head[10:])
	case 40, 52, 56, 64, 108, 124:
	default:
		return false
	}
	switch bits {
	case 1, 2, 4, 8, 16, 24, 32:
		return planes == 1
	}
	return false
}

// Open reads the headers.
func Open(f raster.File, o raster.Options) (raster.Source, error) {
	if o.Page != 0 {
		return nil, raster.Unsupported(format, "", "page %d of a file with one image", o.Page)
	}
	b, err := parse(f)
	if err != nil {
		return nil, err
	}
	if err := o.Limits.CheckSize(format, int64(b.width), int64(b.height)); err != nil {
		return nil, err
	}
	s := &source{bitmap: b, file: f, limits: o.Limits.WithDefaults(), indices: o.Indices && b.bits <= 8}
	s.describe()
	switch b.coding {
	case codeRLE4, codeRLE8, codeRLE24:
		return whole.New(f, s.header, o.Limits, s.runs)
	}
	if err := raster.TooLarge(format, "", "bytes of a row", b.stride(), s.limits.BlockBytes); err != nil {
		return nil, err
	}
	if end := b.pixels + b.stride()*int64(b.height-1) + (int64(b.width)*int64(b.bits)+7)/8; end > f.Size() {
		return nil, raster.Broken(format, "", "pixels end at byte %d of a file of %d bytes", end, f.Size())
	}
	return s, nil
}

type source struct {
	*bitmap
	file    raster.File
	limits  raster.Limits
	header  raster.Header
	indices bool
	colors  [256]raster.RGBA
	field   []field
}

func (s *source) describe() {
	s.field = s.fields()
	colors := []raster.Color{raster.Red, raster.Green, raster.Blue}
	switch {
	case s.indices:
		colors = []raster.Color{raster.PaletteIndex}
	case s.gray:
		colors = []raster.Color{raster.Gray}
	case len(s.field) == 4:
		colors = append(colors, raster.Alpha)
	}
	s.header = raster.Header{Format: format, Width: s.width, Height: s.height, Type: raster.Uint8,
		BlockW: s.width, BlockH: 1, Palette: slices.Clone(s.palette)}
	for _, c := range colors {
		s.header.Bands = append(s.header.Bands, raster.Band{Color: c})
	}
	if s.indices {
		s.header.Bits = s.bits
	}
	for i := range s.colors {
		v := uint8(i)
		s.colors[i] = raster.RGBA{R: v, G: v, B: v, A: 255}
	}
	copy(s.colors[:], s.palette)
}

func (s *source) Header() raster.Header { return s.header }

func (s *source) Close() error { return s.file.Close() }

func (s *source) Tasks(w raster.Window) []raster.Window { return w.Rows(1, 1<<18) }

func (s *source) Read(ctx context.Context, w raster.Window, dst *raster.Block) error {
	h := s.header
	h.Width, h.Height = max(w.W, 1), max(w.H, 1)
	if err := whole.CheckBlock(&h, s.limits); err != nil {
		return err
	}
	dst.Reset(w, len(s.header.Bands), raster.StoreU8)
	row := make([]byte, (int64(s.width)*int64(s.bits)+7)/8)
	for y := range w.H {
		if err := ctx.Err(); err != nil {
			return err
		}
		line := s.height - 1 - (w.Y + y)
		if s.topDown {
			line = w.Y + y
		}
		at := s.pixels + int64(line)*s.stride()
		if err := raster.ReadFull(format, s.file, row, at); err != nil {
			return err
		}
		s.spread(row, w.X, w.W, dst, y*w.W)
	}
	return nil
}

// spread puts the pixels x … x+n−1 of a stored row into dst from at on.
func (s *source) spread(row []byte, x, n int, dst *raster.Block, at int) {
	plane := dst.Window.Pixels()
	d := dst.U8[at:]
	switch s.bits {
	case 16, 32:
		size := s.bits / 8
		for i := range n {
			p := row[(x+i)*size:]
			v := uint32(p[0]) | uint32(p[1])<<8
			if size == 4 {
				v |= uint32(p[2])<<16 | uint32(p[3])<<24
			}
			for b := range s.field {
				d[b*plane+i] = s.field[b].sample(v)
			}
		}
	case 24:
		row = row[3*x : 3*(x+n)]
		r, g, b := d[:n], d[plane:][:n], d[2*plane:][:n]
		for i := range r {
			p := row[3*i : 3*i+3 : 3*i+3]
			b[i], g[i], r[i] = p[0], p[1], p[2]
		}
	default:
		mask := byte(1<<s.bits - 1)
		for i := range n {
			bit := int64(x+i) * int64(s.bits)
			s.put(row[bit>>3]>>(8-s.bits-int(bit&7))&mask, d[i:], plane)
		}
	}
}

// put stores what a palette index means at the first sample of each plane.
func (s *source) put(index byte, d []uint8, plane int) {
	c := s.colors[index]
	switch {
	case s.indices:
		d[0] = index
	case s.gray:
		d[0] = c.R
	default:
		d[0], d[plane], d[2*plane] = c.R, c.G, c.B
	}
}
