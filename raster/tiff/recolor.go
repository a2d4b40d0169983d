package tiff

import "github.com/bandprep/bandprep/raster"

// chooseColors sets recolor, and with it the bands, where stored samples are
// not what is delivered: palettes, and what libtiff turns into red, green and
// blue for GDAL, 8-bit YCbCr, CIE L*a*b* and inks. JPEG blocks come out as
// red, green and blue already.
func (s *source) chooseColors(d *directory, o raster.Options) error {
	m := s.image
	if m.bits <= 16 && m.format == formatUint && m.photometric == isPalette {
		return s.usePalette(d, o)
	}
	if m.bits != 8 || m.sampleType() != raster.Uint8 {
		return nil
	}
	switch colors := m.samples - d.extraSamples(); {
	case m.photometric == isYCbCr && m.samples >= 3:
		if !m.unpack.colors {
			convert, err := newYCbCr(d)
			if err != nil {
				return err
			}
			s.recolor = func(dst, src *raster.Block) { recolor3(dst, src, 3, convert.rgb) }
		}
		s.deliverRGB(3)
	case m.photometric == isCIELab && colors == 3:
		convert, err := newCIELab(d)
		if err != nil {
			return err
		}
		s.recolor = func(dst, src *raster.Block) { recolor3(dst, src, 3, convert.rgb) }
		s.deliverRGB(3)
	case m.photometric == isSeparated && m.samples >= 4 && d.lenient(tagInkSet, 1) == 1:
		s.recolor = recolorCMYK
		s.deliverRGB(4)
	}
	return nil
}

// extraSamples is the number of samples that are not colours.
func (d *directory) extraSamples() int {
	c, err := d.column(tagExtraSamples)
	if err != nil {
		return 0
	}
	return c.len()
}

// deliverRGB replaces the first n bands by red, green and blue.
func (s *source) deliverRGB(n int) {
	bands := s.header.Bands
	rgb := []raster.Band{bands[0], bands[1], bands[2]}
	for i, c := range []raster.Color{raster.Red, raster.Green, raster.Blue} {
		rgb[i].Color = c
	}
	s.header.Bands = append(rgb, bands[n:]...)
}

// recolor3 fills the first three bands of dst from those of src; the bands of
// src from band rest on follow.
func recolor3(dst, src *raster.Block, rest int, convert func(a, b, c uint8) (red, green, blue uint8)) {
	n := src.Window.Pixels()
	a, b, c := src.U8[:n], src.U8[n:2*n], src.U8[2*n:3*n]
	red, green, blue := dst.U8[:n], dst.U8[n:2*n], dst.U8[2*n:3*n]
	for i := range a {
		red[i], green[i], blue[i] = convert(a[i], b[i], c[i])
	}
	copy(dst.U8[3*n:], src.U8[rest*n:])
}

// recolorCMYK turns inks into light as libtiff does: each colour is the product
// of what its ink and black leave, divided by 255 and cut.
func recolorCMYK(dst, src *raster.Block) {
	n := src.Window.Pixels()
	black := src.U8[3*n : 4*n]
	for b := range 3 {
		ink, out := src.U8[b*n:(b+1)*n], dst.U8[b*n:(b+1)*n]
		for i, v := range ink {
			out[i] = uint8(uint32(255-black[i]) * uint32(255-v) / 255)
		}
	}
	copy(dst.U8[3*n:], src.U8[4*n:])
}
