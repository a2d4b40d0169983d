package tiff

import (
	"encoding/xml"
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/raster"
)

// describeBands takes names, interpretations, scales and offsets of bands from GDAL_METADATA, a
// piece of XML such as
//
//	<GDALMetadata>
//	  <Item name="DESCRIPTION" sample="0" role="description">B02</Item>
//	</GDALMetadata>
//
// Samples are counted from 0. What cannot be parsed is left out.
func (d *directory) describeBands(bands []raster.Band) {
	text := d.text(tagGDALMetadata)
	if text == "" {
		return
	}
	dec := xml.NewDecoder(strings.NewReader(text))
	dec.Strict = false
	for {
		token, err := dec.Token()
		if err != nil {
			return
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "Item" {
			continue
		}
		sample, role := -1, ""
		for _, a := range start.Attr {
			switch a.Name.Local {
			case "sample":
				if n, err := strconv.Atoi(strings.TrimSpace(a.Value)); err == nil {
					sample = n
				}
			case "role":
				role = a.Value
			}
		}
		if sample < 0 || sample >= len(bands) {
			continue
		}
		next, err := dec.Token()
		if err != nil {
			return
		}
		value, ok := next.(xml.CharData)
		if !ok {
			continue
		}
		describeBand(&bands[sample], role, string(value))
	}
}

// colorNames are the interpretations that GDAL writes where they differ from
// what the directory says.
var colorNames = map[string]raster.Color{
	"Undefined": raster.Undefined, "Gray": raster.Gray, "Red": raster.Red, "Green": raster.Green, "Blue": raster.Blue,
	"Alpha": raster.Alpha, "Cyan": raster.Cyan, "Magenta": raster.Magenta, "Yellow": raster.Yellow, "Black": raster.Black,
}

func describeBand(b *raster.Band, role, value string) {
	switch role {
	case "description":
		b.Name = value
		return
	case "colorinterp":
		if c, ok := colorNames[value]; ok && b.Color != raster.PaletteIndex {
			b.Color = c
		}
		return
	}
	v, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	switch {
	case err != nil:
	case role == "scale":
		b.Scale = &v
	case role == "offset":
		b.Offset = &v
	}
}
