package jp2

import (
	"cmp"
	"slices"

	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/raster/jp2/internal/codestream"
)

// describe works out what the source delivers: its channels and header.
func (s *source) describe(b *boxes) error {
	components := s.code.Components
	s.channels = make([]channel, len(components))
	for i := range s.channels {
		s.channels[i] = channel{i, -1}
	}
	h := &s.header
	h.Format, h.Width, h.Height = format, s.grid.X1-s.grid.X0, s.grid.Y1-s.grid.Y0
	h.BlockW, h.BlockH = h.Width, h.Height
	if s.only == nil {
		h.BlockW = min(h.Width, max(1, s.code.TileW/s.pixel.DX>>s.reduce))
		h.BlockH = min(h.Height, max(1, s.code.TileH/s.pixel.DY>>s.reduce))
	}
	if err := s.sampleType(components); err != nil {
		return err
	}
	roles := b.roles
	if p := b.palette; p != nil && b.mapped(components) {
		h.Palette = p.colors()
		if s.options.Indices {
			h.Bands = []raster.Band{{Color: raster.PaletteIndex}}
			s.channels = s.channels[:1]
		} else {
			s.palette, s.channels = p, b.channels
			h.Type, h.Bits = raster.Uint8, 0
			if p.bits > 8 {
				h.Type = raster.Uint16
			}
			h.Palette = nil
		}
	}
	if h.Bands == nil {
		h.Bands = bands(len(s.channels), cmp.Or(b.space, b.profile), roles)
		s.sortColors(raster.Red, raster.Green, raster.Blue)
		s.sortColors(raster.Luma, raster.ChromaBlue, raster.ChromaRed)
		s.widenAlpha(components)
	}
	if s.ycc = s.isYCC(b); s.ycc {
		for i, c := range []raster.Color{raster.Red, raster.Green, raster.Blue} {
			h.Bands[i].Color = c
		}
		h.Type, h.Bits = raster.Uint8, components[s.channels[0].component].Bits
		if h.Bits > 8 {
			h.Type = raster.Uint16
		}
	}
	h.Geo = b.georeference(s.code, s.reduce)
	return nil
}

// mapped reports whether the component mapping fits palette and components.
func (b *boxes) mapped(components []codestream.Component) bool {
	for _, c := range b.channels {
		if c.component >= len(components) || components[c.component].Bits > 16 ||
			c.column >= len(b.palette.columns) || c.column < 0 && components[c.component].Bits > b.palette.bits {
			return false
		}
	}
	return b.channels != nil
}

// sampleType sets the type that holds the samples of all components.
func (s *source) sampleType(components []codestream.Component) error {
	signed, bits := false, 0
	for _, c := range components {
		signed = signed || c.Signed
	}
	for i, c := range components {
		n := c.Bits
		if signed && !c.Signed {
			n++
		}
		if n > 32 {
			return raster.Unsupported(format, "SIZ", "component %d has %d bits", i, c.Bits)
		}
		bits = max(bits, n)
	}
	h := &s.header
	h.Bits = bits
	switch {
	case bits > 16 && signed:
		h.Type = raster.Int32
	case bits > 16:
		h.Type = raster.Uint32
	case bits > 8 && signed:
		h.Type = raster.Int16
	case bits > 8:
		h.Type = raster.Uint16
	case signed:
		h.Type = raster.Int8
	default:
		h.Type = raster.Uint8
	}
	return nil
}

// bands names the colours of n channels from colour space and definitions.
func bands(n, space int, roles map[int]role) []raster.Band {
	bands := make([]raster.Band, n)
	var colors []raster.Color
	switch space {
	case spaceGray:
		colors = []raster.Color{raster.Gray}
	case spaceRGB, spaceERGB, spaceROMM:
		colors = []raster.Color{raster.Red, raster.Green, raster.Blue}
		if n < 3 {
			colors = []raster.Color{raster.Gray}
		}
	case spaceYCC:
		colors = []raster.Color{raster.Luma, raster.ChromaBlue, raster.ChromaRed}
	}
	for i := range bands {
		r, ok := roles[i]
		if !ok {
			r.association = i + 1
		}
		switch {
		case r.kind == 1 || r.kind == 2:
			bands[i].Color = raster.Alpha
		case r.kind == 0 && r.association >= 1 && r.association <= len(colors):
			bands[i].Color = colors[r.association-1]
		}
	}
	return bands
}

// sortColors has the three colours of a picture delivered in this order,
// whatever the order of the channels is. (GDAL leaves them as they are, OpenJPEG
// sorts them.) With more bands it is no picture, and the order stays.
func (s *source) sortColors(colors ...raster.Color) {
	bands, channels := slices.Clone(s.header.Bands), slices.Clone(s.channels)
	if len(bands) > 4 || len(bands) == 4 && s.header.AlphaBand() < 0 {
		return
	}
	var from []int
	for _, c := range colors {
		i := slices.IndexFunc(bands, func(b raster.Band) bool { return b.Color == c })
		if i < 0 {
			return
		}
		from = append(from, i)
	}
	for k, at := range slices.Sorted(slices.Values(from)) {
		s.header.Bands[at], s.channels[at] = bands[from[k]], channels[from[k]]
	}
}

// widenAlpha has an alpha channel of one bit beside 8-bit samples delivered as
// 0 and 255.
func (s *source) widenAlpha(components []codestream.Component) {
	a := s.header.AlphaBand()
	if a < 0 || s.palette != nil || len(components) < 2 {
		return
	}
	other := 0
	if a == 0 {
		other = 1
	}
	s.alpha1 = components[a].Bits == 1 && components[other].Bits == 8
	s.alpha = a
}

// isYCC reports whether the image is luma and chroma, which is delivered as red,
// green and blue: its colour space says so, or it has none and its chroma is
// subsampled, as OpenJPEG takes it. Other channels must be alpha.
func (s *source) isYCC(b *boxes) bool {
	bands := s.header.Bands
	if s.palette != nil || s.options.Indices && s.header.Palette != nil || len(bands) != 3 && len(bands) != 4 {
		return false
	}
	luma := s.code.Components[s.channels[0].component]
	dx, dy := s.spacing(s.channels[1].component)
	for i, c := range s.channels[:3] {
		k := s.code.Components[c.component]
		x, y := s.spacing(c.component)
		if k.Bits != luma.Bits || k.Bits > 16 || i == 0 && (x != 1 || y != 1) || i == 2 && (x != dx || y != dy) {
			return false
		}
	}
	if len(bands) == 4 && s.code.Components[s.channels[3].component].Bits > luma.Bits {
		return false
	}
	switch {
	case b.space == spaceYCC:
		return bands[0].Color == raster.Luma && bands[1].Color == raster.ChromaBlue && bands[2].Color == raster.ChromaRed && (len(bands) == 3 || s.header.AlphaBand() == 3)
	case b.space == spaceRGB, b.space == spaceERGB, b.space == spaceROMM:
		return false
	}
	return dx > 1
}
