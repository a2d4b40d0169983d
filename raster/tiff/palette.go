package tiff

import "github.com/bandprep/bandprep/raster"

// usePalette reads ColorMap and expands the first band to red, green and blue,
// with an alpha band where nodata is an index. The 16 bits of an entry are
// divided by 257 and cut, as GDAL 3.6 does.
func (s *source) usePalette(d *directory, o raster.Options) error {
	c, err := d.column(tagColorMap)
	if err != nil {
		return err
	}
	n := 1 << s.image.bits // [layout.sampleForm] has seen that there are as many
	h := &s.header
	h.Palette = make([]raster.RGBA, n)
	for i := range h.Palette {
		h.Palette[i] = raster.RGBA{R: byte(c.at(i) / 257), G: byte(c.at(n+i) / 257), B: byte(c.at(2*n+i) / 257), A: 255}
	}
	colors := []raster.Color{raster.Red, raster.Green, raster.Blue}
	if v := h.Bands[0].NoData; v != nil && *v >= 0 && *v < float64(n) && *v == float64(int(*v)) {
		h.Palette[int(*v)].A = 0
		colors = append(colors, raster.Alpha)
	}
	if o.Indices {
		return nil
	}
	index, rest := h.Bands[0], h.Bands[1:]
	if s.image.bits > 8 && len(rest) > 0 {
		return raster.Unsupported(roomName, d.place, "palette of %d bits beside other samples", s.image.bits)
	}
	h.Bands = nil
	for _, c := range colors {
		h.Bands = append(h.Bands, raster.Band{Color: c, Name: index.Name})
	}
	h.Bands = append(h.Bands, rest...)
	h.Type, h.Bits = raster.Uint8, 0
	s.recolor = paletteOf(h.Palette, len(colors))
	return nil
}

// paletteOf returns the expansion of the first band through p into red, green,
// blue and, where bands is 4, alpha; the other bands follow.
func paletteOf(p []raster.RGBA, bands int) func(dst, src *raster.Block) {
	tables := make([][]uint8, bands)
	for b := range tables {
		tables[b] = make([]uint8, len(p))
		for i, c := range p {
			tables[b][i] = [4]uint8{c.R, c.G, c.B, c.A}[b]
		}
	}
	return func(dst, src *raster.Block) {
		n := src.Window.Pixels()
		for b, table := range tables {
			out := dst.U8[b*n : (b+1)*n]
			if src.U16 != nil {
				for i, v := range src.U16[:n] {
					out[i] = table[v]
				}
				continue
			}
			for i, v := range src.U8[:n] {
				out[i] = table[v]
			}
		}
		if src.U8 != nil {
			copy(dst.U8[bands*n:], src.U8[n:])
		}
	}
}
