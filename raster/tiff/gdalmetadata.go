package tiff

import (
	"encoding/xml"
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/raster"
)

// describeBands takes names, scales, offsets and interpretations of bands from
// GDAL_METADATA, a piece of XML such as
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

// interpretations are GDAL's names of what a band is.
var interpretations = map[string]raster.Color{
	"undefined": raster.Undefined, "gray": raster.Gray, "red": raster.Red, "green": raster.Green, "blue": raster.Blue,
	"alpha": raster.Alpha, "cyan": raster.Cyan, "magenta": raster.Magenta, "yellow": raster.Yellow, "black": raster.Black,
}

func describeBand(b *raster.Band, role, value string) {
	switch role {
	case "description":
		b.Name = value
		return
	case "colorinterp":
		if c, ok := interpretations[strings.ToLower(value)]; ok {
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
