package tiff

import (
	"encoding/xml"
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/raster"
)

// describe takes names, scales, offsets and interpretations of bands, and the
// nodata values that mean all bands together, from GDAL_METADATA, a piece of XML
// such as
//
//	<GDALMetadata>
//	  <Item name="DESCRIPTION" sample="0" role="description">B02</Item>
//	  <Item name="NODATA_VALUES">0 0 0</Item>
//	</GDALMetadata>
//
// Samples are counted from 0. What cannot be parsed is left out.
func (d *directory) describe(h *raster.Header) {
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
		name, domain, sample, role := "", "", -1, ""
		for _, a := range start.Attr {
			switch a.Name.Local {
			case "name":
				name = a.Value
			case "domain":
				domain = a.Value
			case "sample":
				if n, err := strconv.Atoi(strings.TrimSpace(a.Value)); err == nil {
					sample = n
				}
			case "role":
				role = a.Value
			}
		}
		next, err := dec.Token()
		if err != nil {
			return
		}
		value, ok := next.(xml.CharData)
		switch {
		case !ok:
		case sample >= 0 && sample < len(h.Bands):
			describeBand(&h.Bands[sample], role, string(value))
		case sample < 0 && domain == "" && strings.EqualFold(name, "NODATA_VALUES"):
			h.SetNoDataValues(string(value))
		}
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
