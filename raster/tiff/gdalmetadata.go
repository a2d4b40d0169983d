package tiff

import (
	"encoding/xml"
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/raster"
)

// item is one of GDAL_METADATA, a piece of XML such as
//
//	<GDALMetadata>
//	  <Item name="DESCRIPTION" sample="0" role="description">B02</Item>
//	  <Item name="NODATA_VALUES">0 0 0</Item>
//	</GDALMetadata>
//
// Samples are counted from 0; an item of the image as a whole has none.
type item struct {
	name, domain, role string
	sample             int // or -1
	value              string
}

// items yields those of GDAL_METADATA. What cannot be parsed is left out.
func (d *directory) items(yield func(item) bool) {
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
		it := item{sample: -1}
		for _, a := range start.Attr {
			switch a.Name.Local {
			case "name":
				it.name = a.Value
			case "domain":
				it.domain = a.Value
			case "sample":
				if n, err := strconv.Atoi(strings.TrimSpace(a.Value)); err == nil {
					it.sample = n
				}
			case "role":
				it.role = a.Value
			}
		}
		next, err := dec.Token()
		if err != nil {
			return
		}
		if value, ok := next.(xml.CharData); ok {
			it.value = string(value)
			if !yield(it) {
				return
			}
		}
	}
}

// describe takes names, scales, offsets and interpretations of bands, and the
// nodata values that mean all bands together, from GDAL_METADATA.
func (d *directory) describe(h *raster.Header) {
	for it := range d.items {
		switch {
		case it.sample >= 0 && it.sample < len(h.Bands):
			describeBand(&h.Bands[it.sample], it.role, it.value)
		case it.sample < 0 && it.domain == "" && strings.EqualFold(it.name, "NODATA_VALUES"):
			h.SetNoDataValues(it.value)
		}
	}
}

// Metadata returns the items of GDAL_METADATA of the first image of a file that
// speak of the image as a whole and belong to no domain, by name.
func Metadata(f raster.File, limits raster.Limits) (map[string]string, error) {
	c, first, err := newContainer(f, limits)
	if err != nil {
		return nil, err
	}
	d, err := c.directory(0, first)
	if err != nil {
		return nil, err
	}
	items := map[string]string{}
	for it := range d.items {
		if it.sample < 0 && it.domain == "" {
			items[it.name] = it.value
		}
	}
	return items, nil
}

func describeBand(b *raster.Band, role, value string) {
	switch role {
	case "description":
		b.Name = value
		return
	case "colorinterp":
		if c, ok := raster.ParseColor(value); ok {
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
