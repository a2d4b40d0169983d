package tiff

import "github.com/bandprep/bandprep/raster"

// chooseColors sets recolor, and with it the bands, where stored samples are
// not what is delivered.
func (s *source) chooseColors(d *directory, o raster.Options) error {
	m := s.image
	switch {
	case m.photometric == isPalette && m.sampleType().IsInteger() && m.bits <= 16 && m.format == formatUint:
		return s.usePalette(d, o)
	}
	return nil
}

// usePalette reads ColorMap and expands the first band to red, green and blue,
// with an alpha band where nodata is an index.
func (s *source) usePalette(d *directory, o raster.Options) error {
	c, err := d.column(tagColorMap)
	if err != nil {
		return err
	}
	n := 1 << s.image.bits
	if c.len() < 3*n {
		return raster.Broken(roomName, d.place, "palette of %d numbers where %d are needed", c.len(), 3*n)
	}
	h := &s.header
	h.Palette = make([]raster.RGBA, n)
	for i := range h.Palette {
		h.Palette[i] = raster.RGBA{R: byte(c.at(i) >> 8), G: byte(c.at(n+i) >> 8), B: byte(c.at(2*n+i) >> 8), A: 255}
	}
	transparent := false
	if v := h.Bands[0].NoData; v != nil && *v >= 0 && *v < float64(n) && *v == float64(int(*v)) {
		h.Palette[int(*v)].A = 0
		transparent = true
	}
	if o.Indices {
		return nil
	}
	colors := []raster.Color{raster.Red, raster.Green, raster.Blue}
	if transparent {
		colors = append(colors, raster.Alpha)
	}
	name := h.Bands[0].Name
	rest := h.Bands[1:]
	h.Bands = nil
	for _, c := range colors {
		h.Bands = append(h.Bands, raster.Band{Color: c, Name: name})
	}
	h.Bands = append(h.Bands, rest...)
	if s.image.bits > 8 && len(rest) > 0 {
		return raster.Unsupported(roomName, d.place, "palette of %d bits beside other samples", s.image.bits)
	}
	h.Type, h.Bits = raster.Uint8, 0
	s.recolor = paletteOf(h.Palette, len(colors))
	return nil
}

// paletteOf returns the expansion of the first band through p into red, green,
// blue and, where bands is 4, alpha; the other bands follow.
func paletteOf(p []raster.RGBA, bands int) func(dst, src *raster.Block) {
	return func(dst, src *raster.Block) {
		n := src.Window.Pixels()
		for b := range bands {
			out := dst.U8[b*n : (b+1)*n]
			table := make([]uint8, len(p))
			for i, c := range p {
				table[i] = [4]uint8{c.R, c.G, c.B, c.A}[b]
			}
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
