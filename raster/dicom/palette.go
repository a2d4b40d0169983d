package dicom

import (
	"context"

	"github.com/bandprep/bandprep/raster"
)

// palette maps stored samples to colours.
type palette struct {
	first  int // the sample that entry 0 is for
	bits   int // of an entry: 8 or 16
	tables [3][]uint16
}

// readPalette reads the three tables.
func (d *dataset) readPalette() (*palette, error) {
	p := new(palette)
	for i := range p.tables {
		c := tag(i)
		descriptor, data := d.values[tagRedDescriptor+c], d.values[tagRedTable+c]
		if len(descriptor) < 6 {
			return nil, raster.Broken(format, "palette", "no descriptor")
		}
		n := int(d.order.Uint16(descriptor))
		if n == 0 {
			n = 1 << 16
		}
		p.first = int(d.order.Uint16(descriptor[2:]))
		if d.integer(tagSigned, 0) == 1 {
			p.first = int(int16(p.first))
		}
		p.bits = int(d.order.Uint16(descriptor[4:]))
		if p.bits != 8 && p.bits != 16 {
			return nil, raster.Broken(format, "palette", "entries of %d bits", p.bits)
		}
		t := make([]uint16, n)
		segments := d.values[tagRedSegmented+c]
		switch {
		case data == nil && segments != nil:
			if err := (&segmented{d.order, p.bits / 8, segments, t, 0}).expand(); err != nil {
				return nil, err
			}
		case len(data) >= 2*n:
			for k := range t {
				t[k] = d.order.Uint16(data[2*k:])
			}
		case p.bits == 8 && len(data) >= n:
			for k := range t {
				t[k] = uint16(data[k])
			}
		default:
			return nil, raster.Broken(format, "palette", "%d bytes for %d entries of %d bits", len(data), n, p.bits)
		}
		p.tables[i] = t
	}
	return p, nil
}

// header turns the header of the indices into that of the colours.
func (p *palette) header(h raster.Header) raster.Header {
	h.Type, h.Bits = raster.Uint8, 0
	if p.bits == 16 {
		h.Type = raster.Uint16
	}
	h.Bands = []raster.Band{{Color: raster.Red}, {Color: raster.Green}, {Color: raster.Blue}}
	for k := range min(len(p.tables[0]), len(p.tables[1]), len(p.tables[2])) {
		eight := func(i int) uint8 { return uint8(p.tables[i][k] >> (p.bits - 8)) }
		h.Palette = append(h.Palette, raster.RGBA{R: eight(0), G: eight(1), B: eight(2), A: 255})
	}
	return h
}

// colors is a source of palette indices, seen as R, G, B.
type colors struct {
	raster.Source
	palette *palette
	header  raster.Header
}

func (c *colors) Header() raster.Header { return c.header }

func (c *colors) Read(ctx context.Context, w raster.Window, dst *raster.Block) error {
	var indices raster.Block
	if err := c.Source.Read(ctx, w, &indices); err != nil {
		return err
	}
	dst.Reset(w, 3, c.header.Type.Storage())
	t, n := c.Source.Header().Type, w.Pixels()
	for i := range n {
		v := int(indices.At(i, t)) - c.palette.first
		for b, table := range c.palette.tables {
			entry := table[min(max(v, 0), len(table)-1)]
			if dst.U8 != nil {
				dst.U8[b*n+i] = uint8(entry)
			} else {
				dst.U16[b*n+i] = entry
			}
		}
	}
	return nil
}
