package pnm

import (
	"bufio"
	"context"
	"errors"
	"io"
	"math"

	"github.com/bandprep/bandprep/internal/strided"
	"github.com/bandprep/bandprep/internal/whole"
	"github.com/bandprep/bandprep/raster"
)

// Sniff reports whether head, the first bytes of a file, begins a Netpbm image.
func Sniff(head []byte) bool {
	if len(head) < 3 || head[0] != 'P' {
		return false
	}
	switch k := head[1]; {
	case k >= '1' && k <= '7', k == 'f', k == 'F':
		return head[2] == ' ' || head[2] == '#' || head[2] >= '\t' && head[2] <= '\r'
	}
	return false
}

// Open reads the header.
func Open(f raster.File, o raster.Options) (raster.Source, error) {
	if o.Page != 0 {
		return nil, raster.Unsupported(format, "", "image %d: only the first one is read", o.Page)
	}
	p, err := parse(&scanner{r: bufio.NewReaderSize(io.NewSectionReader(f, 0, f.Size()), 64)})
	if err != nil {
		return nil, err
	}
	h := p.header()
	if p.ascii() || p.bitmap() {
		d := &decoder{picture: p, file: f}
		return whole.New(f, h, o.Limits, d.decode)
	}
	size := int64(h.Type.Bits() / 8)
	l := strided.Layout{BigEndian: p.bigEndian, Start: p.pixels, Band: size, Col: size * int64(p.depth)}
	l.Row = l.Col * int64(p.width)
	var finish func(*raster.Block)
	switch {
	case p.float():
		l.Start += l.Row * int64(p.height-1)
		l.Row = -l.Row
	case p.max < 255:
		finish = stretch(p.max).block
	}
	return strided.New(f, h, l, o.Limits, finish)
}

// table maps stored samples to delivered ones.
type table [256]uint8

// stretch returns the table for a maximum below 256.
func stretch(maximum int) *table {
	t := new(table)
	for v := range t {
		t[v] = uint8(min(math.RoundToEven(float64(v)/float64(maximum)*255), 255))
	}
	return t
}

func (t *table) block(b *raster.Block) {
	for i, v := range b.U8 {
		b.U8[i] = t[v]
	}
}

// decoder decodes packed bits and decimal numbers.
type decoder struct {
	*picture
	file raster.File
}

func (d *decoder) decode(ctx context.Context, dst *raster.Block) error {
	h := d.header()
	dst.Reset(h.Window(), len(h.Bands), h.Type.Storage())
	s := &scanner{bufio.NewReader(io.NewSectionReader(d.file, d.pixels, d.file.Size()-d.pixels)), d.pixels}
	if d.kind == '4' {
		return d.packed(s, dst.U8)
	}
	plane := d.width * d.height
	wide := stretch(min(d.max, 255))
	for i := range plane {
		if i&0xffff == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		for c := range d.depth {
			v, err := d.sample(s)
			if err != nil {
				return err
			}
			switch at := c*plane + i; {
			case d.kind == '1':
				dst.U8[at] = uint8(255 * (1 - v))
			case d.max > 255:
				dst.U16[at] = uint16(v)
			default:
				dst.U8[at] = wide[v]
			}
		}
	}
	return nil
}

// packed reads rows of bits, each padded to a whole byte.
func (d *decoder) packed(s *scanner, dst []uint8) error {
	row := make([]byte, (d.width+7)/8)
	for y := range d.height {
		if _, err := io.ReadFull(s.r, row); err != nil {
			if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
				return raster.Broken(format, "", "file ends in row %d", y)
			}
			return err
		}
		for x := range d.width {
			dst[y*d.width+x] = 255 * (1 - row[x>>3]>>(7-x&7)&1)
		}
	}
	return nil
}

// sample reads a decimal number, or the one digit of a bit, which needs no
// white space behind it.
func (d *decoder) sample(s *scanner) (int, error) {
	v, digits := 0, 0
	for {
		b, err := s.readByte()
		if err != nil && digits > 0 {
			return v, nil // the last number may end the file
		}
		if err != nil {
			return 0, err
		}
		switch {
		case b >= '0' && b <= '9':
			v = 10*v + int(b-'0')
			digits++
			if v > d.max {
				return 0, raster.Broken(format, "", "sample above %d before byte %d", d.max, s.at)
			}
			if d.kind == '1' {
				return v, nil
			}
		case b == '#':
			for b != '\n' && b != '\r' && err == nil {
				b, err = s.readByte()
			}
		case b != ' ' && (b < '\t' || b > '\r'):
			return 0, raster.Broken(format, "", "byte %q between samples", b)
		}
		if digits > 0 && (b < '0' || b > '9') {
			return v, nil
		}
	}
}
