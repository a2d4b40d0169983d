//go:build gdal

package gdal

import (
	"github.com/airbusgeo/godal"

	"github.com/bandprep/bandprep/raster"
)

// usePalette expands the only band of a palette image to red, green and blue,
// with alpha where an entry is transparent or nodata is an index.
func (s *source) usePalette(o raster.Options) error {
	h := &s.header
	table := s.bands[0].ColorTable()
	if h.Bands[0].Color != raster.PaletteIndex || len(s.bands) != 1 || len(table.Entries) == 0 {
		return nil
	}
	if table.PaletteInterp != godal.RGBPalette || h.Type != raster.Uint8 && h.Type != raster.Uint16 {
		return raster.Unsupported(format, "band 1", "palette that is not of RGB for indices of %s", h.Type)
	}
	for _, e := range table.Entries {
		h.Palette = append(h.Palette, raster.RGBA{R: uint8(e[0]), G: uint8(e[1]), B: uint8(e[2]), A: uint8(e[3])})
	}
	if v := h.Bands[0].NoData; v != nil && *v >= 0 && *v < float64(len(h.Palette)) {
		h.Palette[int(*v)].A = 0
	}
	if o.Indices {
		return nil
	}
	colors := []raster.Color{raster.Red, raster.Green, raster.Blue}
	for _, e := range h.Palette {
		if e.A != 255 {
			colors = append(colors, raster.Alpha)
			break
		}
	}
	h.Bands = nil
	for _, c := range colors {
		h.Bands = append(h.Bands, raster.Band{Color: c})
	}
	h.Type, h.Bits = raster.Uint8, 0
	s.expand = true
	return nil
}

// readPalette fills dst with the colours of the indices in the window.
// Indices behind the palette are black and opaque.
func (s *source) readPalette(w raster.Window, dst *raster.Block) error {
	n := w.Pixels()
	index := make([]uint16, n)
	if err := s.bands[0].Read(w.X, w.Y, index, w.W, w.H, quiet()); err != nil {
		return err
	}
	for i, v := range index {
		c := raster.RGBA{A: 255}
		if int(v) < len(s.header.Palette) {
			c = s.header.Palette[v]
		}
		dst.U8[i], dst.U8[n+i], dst.U8[2*n+i] = c.R, c.G, c.B
		if dst.Bands == 4 {
			dst.U8[3*n+i] = c.A
		}
	}
	return nil
}
