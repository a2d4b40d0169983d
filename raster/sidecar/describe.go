package sidecar

import (
	"strconv"

	"github.com/bandprep/bandprep/raster"
)

// describe puts what the document says of bands into the header.
func (p *pam) describe(h *raster.Header, say func(string, ...any)) {
	// Bands that are not stored as such, colours of a palette, have no number.
	stored := h.Palette == nil || len(h.Bands) > 0 && h.Bands[0].Color == raster.PaletteIndex
	differ := map[string]int{} // bands by fact that the image states otherwise
	for i := range h.Bands {
		b := p.bands[i+1]
		if b == nil {
			continue
		}
		own := &h.Bands[i]
		if b.noData != nil && stored {
			if own.NoData != nil && !same(*own.NoData, *b.noData) {
				differ["nodata"]++
			}
			own.NoData = nil
			if v, ok := raster.FitNoData(*b.noData, h.Type); ok {
				own.NoData = &v
			}
			h.NoDataTogether = false
		}
		if b.colored && stored {
			own.Color = b.color
		}
		if own.Name == "" {
			own.Name = b.name
		}
		missing(&own.Scale, b.scale, differ, "scale")
		missing(&own.Offset, b.offset, differ, "offset")
	}
	if n := differ["nodata"]; n > 0 {
		say("%s nodata in .aux.xml and in the image: that of .aux.xml counts, as in GDAL", other(n))
	}
	for _, what := range []string{"scale", "offset"} {
		if n := differ[what]; n > 0 {
			say("%s %s in .aux.xml and in the image: that of the image counts, as in GDAL", other(n), what)
		}
	}
	if !stored && len(p.bands) == 1 && p.bands[1] != nil && p.bands[1].noData != nil {
		say("the nodata value in .aux.xml is an index of the palette and is not applied: give --nodata, or store it in the image")
	}
	if p.noDataValues != "" && stored {
		h.SetNoDataValues(p.noDataValues)
	}
}

// other begins a sentence about n bands that differ.
func other(n int) string {
	if n == 1 {
		return "1 band has another"
	}
	return strconv.Itoa(n) + " bands have another"
}

// missing sets *own from the sidecar unless the image states it.
func missing(own **float64, value *float64, differ map[string]int, what string) {
	switch {
	case value == nil:
	case *own == nil:
		*own = value
	case !same(**own, *value):
		differ[what]++
	}
}

func same(a, b float64) bool { return a == b || a != a && b != b }
