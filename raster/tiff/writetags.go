package tiff

import (
	"encoding/xml"
	"math"
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/raster"
)

// describe returns the tags that say what the samples of the image, or of an
// overview from 1 on, mean; those of size and layout come from
// [level.complete].
func (w *Writer) describe(overview int) (tags, error) {
	var t tags
	h, o := &w.h, &w.o
	bands := len(h.Bands)
	t.shorts(tagBitsPerSample, repeat(uint16(h.Type.Bits()), bands)...)
	t.shorts(tagCompression, codecs[o.Codec].tag)
	t.shorts(tagSamplesPerPixel, uint16(bands))
	t.shorts(tagPlanarConfiguration, 1)
	if p := o.predictor(h.Type.IsFloat()); p != 1 {
		t.shorts(tagPredictor, p)
	}
	t.shorts(tagSampleFormat, repeat(sampleFormat(h.Type), bands)...)
	photometric, colors := colorModel(h)
	t.shorts(tagPhotometricInterpretation, photometric)
	if bands > colors {
		extra := make([]uint16, bands-colors) // 2: alpha that is not multiplied in
		for i, b := range h.Bands[colors:] {
			if b.Color == raster.Alpha {
				extra[i] = 2
			}
		}
		t.shorts(tagExtraSamples, extra...)
	}
	if photometric == isPalette {
		t.shorts(tagColorMap, colorMap(h)...)
	}
	if err := t.nodata(h); err != nil {
		return nil, err
	}
	if overview > 0 {
		t.long(tagNewSubfileType, 1) // reduced resolution
		return t, nil
	}
	if m := metadata(h.Bands); m != "" {
		t.ascii(tagGDALMetadata, m)
	}
	if h.Geo != nil {
		return t, t.geo(h.Geo)
	}
	return t, nil
}

// colorModel returns the value of PhotometricInterpretation and how many bands
// it covers; the others are extra samples.
func colorModel(h *raster.Header) (photometric uint16, colors int) {
	is := func(colors ...raster.Color) bool {
		if len(h.Bands) < len(colors) {
			return false
		}
		for i, c := range colors {
			if h.Bands[i].Color != c {
				return false
			}
		}
		return true
	}
	switch {
	case is(raster.Red, raster.Green, raster.Blue):
		return isRGB, 3
	case is(raster.Cyan, raster.Magenta, raster.Yellow, raster.Black):
		return isSeparated, 4
	case is(raster.PaletteIndex) && len(h.Bands) == 1 && len(h.Palette) > 0 && (h.Type == raster.Uint8 || h.Type == raster.Uint16):
		return isPalette, 1
	case h.MinIsWhite:
		return minIsWhite, 1
	}
	return minIsBlack, 1
}

// colorMap returns the palette as TIFF holds it: all reds, greens, blues in 16
// bits. Transparency has no place in it.
func colorMap(h *raster.Header) []uint16 {
	n := 1 << h.Type.Bits()
	m := make([]uint16, 3*n)
	for i, c := range h.Palette[:min(n, len(h.Palette))] {
		m[i], m[n+i], m[2*n+i] = uint16(c.R)*257, uint16(c.G)*257, uint16(c.B)*257
	}
	return m
}

// nodata adds GDAL_NODATA, one value for all bands but alpha.
func (t *tags) nodata(h *raster.Header) error {
	var value *float64
	for i, first := 0, true; i < len(h.Bands); i++ {
		b := h.Bands[i]
		if b.Color == raster.Alpha {
			continue
		}
		if !first && !sameNoData(value, b.NoData) {
			return raster.Unsupported("tiff", "", "bands that differ in nodata")
		}
		value, first = b.NoData, false
	}
	if value != nil {
		t.ascii(tagGDALNoData, formatNumber(*value))
	}
	return nil
}

func sameNoData(a, b *float64) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b || *a != *a && *b != *b
}

// formatNumber writes v as GDAL reads it, with the digits that give v back.
func formatNumber(v float64) string {
	switch {
	case math.IsNaN(v):
		return "nan"
	case math.IsInf(v, 1):
		return "inf"
	case math.IsInf(v, -1):
		return "-inf"
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}

// metadata returns the names, offsets and scales of bands as GDAL's XML, or "".
func metadata(bands []raster.Band) string {
	var s strings.Builder
	item := func(band int, name, role, value string) {
		s.WriteString(`  <Item name="` + name + `" sample="` + strconv.Itoa(band) + `" role="` + role + `">`)
		xml.EscapeText(&s, []byte(value))
		s.WriteString("</Item>\n")
	}
	for i, b := range bands {
		if b.Name != "" {
			item(i, "DESCRIPTION", "description", b.Name)
		}
		if b.Offset != nil {
			item(i, "OFFSET", "offset", formatNumber(*b.Offset))
		}
		if b.Scale != nil {
			item(i, "SCALE", "scale", formatNumber(*b.Scale))
		}
	}
	if s.Len() == 0 {
		return ""
	}
	return "<GDALMetadata>\n" + s.String() + "</GDALMetadata>\n"
}

// complete returns t with the tags of size and place of the blocks.
func (l *level) complete(t tags) tags {
	t = append(tags(nil), t...)
	t.long(tagImageWidth, l.width)
	t.long(tagImageLength, l.high)
	if l.tiled {
		t.long(tagTileWidth, l.side)
		t.long(tagTileLength, l.rows)
		t.offsets(tagTileOffsets, l.offsets)
		t.offsets(tagTileByteCounts, l.sizes)
		return t
	}
	t.offsets(tagStripOffsets, l.offsets)
	t.long(tagRowsPerStrip, l.rows)
	t.offsets(tagStripByteCounts, l.sizes)
	return t
}

func repeat(v uint16, n int) []uint16 {
	s := make([]uint16, n)
	for i := range s {
		s[i] = v
	}
	return s
}
