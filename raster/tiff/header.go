package tiff

import (
	"math"
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/raster"
)

// describe fills the header and chooses how stored samples become its bands.
func (s *source) describe(d *directory, o raster.Options) error {
	m := s.image
	h := &s.header
	*h = raster.Header{
		Format: roomName, Width: m.width, Height: m.height, Type: m.sampleType(),
		BlockW: m.blockW, BlockH: m.blockH, HasMask: s.mask != nil,
		MinIsWhite: m.photometric == minIsWhite, Geo: d.geoReference(),
		Bands: m.bands(d),
	}
	if m.bits != h.Type.Bits() {
		h.Bits = m.bits
	}
	if v := d.lenient(tagOrientation, 1); v >= 1 && v <= 8 {
		h.Orientation = int(v)
	}
	d.describeBands(h.Bands)
	if nodata := d.nodata(); nodata != nil {
		v := fitFloat(*nodata, h.Type)
		for i := range h.Bands {
			h.Bands[i].NoData = &v
		}
	}
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

// nodata returns the value of GDAL_NODATA, or nil. As in C, what follows the
// number is not looked at.
func (d *directory) nodata() *float64 {
	text := strings.TrimLeft(d.text(tagGDALNoData), " \t\r\n")
	text = strings.ReplaceAll(strings.ToLower(text[:min(len(text), 64)]), ",", ".")
	for _, name := range [][2]string{{"-1.#ind", "nan"}, {"-1.#qnan", "nan"}, {"1.#qnan", "nan"}, {"-nan", "nan"}, {"-1.#inf", "-inf"}, {"1.#inf", "inf"}} {
		if strings.HasPrefix(text, name[0]) {
			text = name[1]
		}
	}
	for ; text != ""; text = text[:len(text)-1] {
		if v, err := strconv.ParseFloat(text, 64); err == nil || math.IsInf(v, 0) {
			return &v
		}
	}
	return nil
}

// fitFloat returns v as a sample of type t holds it: decimal digits that stand
// for a float32 are rounded to it, so that samples compare equal. What is too
// large by rounding only is the largest float32, and else infinite, as in GDAL.
func fitFloat(v float64, t raster.SampleType) float64 {
	if t != raster.Float32 {
		return v
	}
	if most := math.Copysign(math.MaxFloat32, v); math.Abs(v-most) < 1e-10*math.MaxFloat32 {
		return most
	}
	return float64(float32(v))
}
