package tiff

import "github.com/bandprep/bandprep/raster"

// describe fills the header and chooses how stored samples become its bands.
func (s *source) describe(d *directory, o raster.Options) error {
	m := s.image
	h := &s.header
	*h = raster.Header{
		Format: roomName, Width: m.width, Height: m.height, Type: m.sampleType(),
		BlockW: m.blockW, BlockH: m.blockH, HasMask: s.mask != nil,
		MinIsWhite: m.photometric == minIsWhite, Geo: d.geoReference(), PagesDiffer: true, AlphaUnsure: true,
		Bands: m.bands(d),
	}
	if m.bits != h.Type.Bits() {
		h.Bits = m.bits
	}
	if v := d.lenient(tagOrientation, 1); v >= 1 && v <= 8 {
		h.Orientation = int(v)
	}
	if nodata := d.nodata(); nodata != nil {
		if v, ok := raster.FitNoData(*nodata, h.Type); ok {
			for i := range h.Bands {
				h.Bands[i].NoData = &v
			}
		}
	}
	d.describe(h)
	return s.chooseColors(d, o)
}

// bands returns the stored samples with their interpretation. Extra samples
// are those at the end of a pixel that ExtraSamples counts.
func (m *image) bands(d *directory) []raster.Band {
	bands := make([]raster.Band, m.samples)
	var colors []raster.Color
	switch m.photometric {
	case minIsWhite, minIsBlack, isLogL:
		colors = []raster.Color{raster.Gray}
	case isRGB:
		colors = []raster.Color{raster.Red, raster.Green, raster.Blue}
	case isPalette:
		colors = []raster.Color{raster.PaletteIndex}
	case isSeparated:
		if d.lenient(tagInkSet, 1) == 1 {
			colors = []raster.Color{raster.Cyan, raster.Magenta, raster.Yellow, raster.Black}
		}
	case isYCbCr:
		colors = []raster.Color{raster.Luma, raster.ChromaBlue, raster.ChromaRed}
	}
	if len(colors) <= m.samples {
		for i, c := range colors {
			bands[i].Color = c
		}
	}
	extra, err := d.column(tagExtraSamples)
	if err != nil {
		return bands
	}
	for i, first := 0, m.samples-extra.len(); i < extra.len(); i++ {
		if first+i > 0 {
			bands[first+i].Color = raster.Undefined
			if v := extra.at(i); v == 1 || v == 2 {
				bands[first+i].Color = raster.Alpha
			}
		}
	}
	return bands
}

// nodata returns the value of GDAL_NODATA, or nil.
func (d *directory) nodata() *float64 {
	if v, ok := raster.ParseNoData(d.text(tagGDALNoData)); ok {
		return &v
	}
	return nil
}
