package product

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// sentinel2Bands are the bands by their bandId.
var sentinel2Bands = strings.Fields("B01 B02 B03 B04 B05 B06 B07 B08 B8A B09 B10 B11 B12")

var (
	sentinel2Metadata = regexp.MustCompile(`^(?:MTD_MSIL(?:1C|2A)\.xml|S2[A-D]_(?:OPER|USER)_MTD_SAFL(?:1C|2A)_.*\.xml)$`)
	// sentinel2Image is the name of an image: its band, and the resolution where
	// the product has several.
	sentinel2Image = regexp.MustCompile(`_(B\d[\dA]|SCL|AOT|WVP|CLDPRB|SNWPRB)(?:_(\d\d)m)?\.(?i:jp2|tif|tiff)$`)
	sentinel2Tile  = regexp.MustCompile(`_T(\d\d[A-Z]{3})(?:_|$)`)
)

func isSentinel2(name string) bool { return sentinel2Metadata.MatchString(name) }

// readSentinel2 reads the metadata of a SAFE folder: level 1C or 2A, in the
// compact form or the one before December 2016, which holds several granules. A
// granule is a product here.
func readSentinel2(name string, data []byte, files []string) ([]Product, error) {
	d, err := readXML(data)
	if err != nil {
		return nil, err
	}
	about := Product{Cloud: d.number(-1, "Cloud_Coverage_Assessment", "CLOUDY_PIXEL_PERCENTAGE"), Time: parseTime(d.text(-1, "PRODUCT_START_TIME")),
		Baseline: d.text(-1, "PROCESSING_BASELINE"), ID: strings.TrimSuffix(d.text(-1, "PRODUCT_URI", "PRODUCT_URI_2A", "PRODUCT_URI_1C"), ".SAFE")}
	switch level := d.text(-1, "PROCESSING_LEVEL"); {
	case strings.HasPrefix(level, "Level-1C"):
		about.Kind = "Sentinel-2 L1C"
	case strings.HasPrefix(level, "Level-2A"):
		about.Kind = "Sentinel-2 L2A"
	default:
		return nil, fmt.Errorf("processing level %q: want Level-1C or Level-2A", level)
	}
	c := sentinel2Constants(d)
	granules := make(map[string]*Product)
	var order []string
	for _, file := range files {
		m := sentinel2Image.FindStringSubmatch("_" + path.Base(file))
		granule := folderBelow(file, "GRANULE")
		if m == nil || granule == "" {
			continue
		}
		p := granules[granule]
		if p == nil {
			one := about
			if tile := sentinel2Tile.FindStringSubmatch(granule); tile != nil {
				one.Tile = tile[1]
			}
			p = &one
			granules[granule], order = p, append(order, granule)
		}
		metres, _ := strconv.ParseFloat(m[2], 64)
		p.addFinest(c.band(m[1], file, metres), slices.Contains(sentinel2Bands, m[1]))
	}
	var list []Product
	for _, granule := range order {
		p := granules[granule]
		if len(order) > 1 {
			p.Prefix = "GRANULE/" + granule + "/"
			p.ID += "/" + granule
		}
		sortBands(p.Bands)
		sortBands(p.Others)
		if p.Find("SCL") != nil {
			p.Clear = "SCL in 4,5,6,7,11"
		}
		list = append(list, *p)
	}
	if list == nil { // of a product without images
		list = []Product{about}
	}
	return list, nil
}

// folderBelow returns the folder in a path that lies in one of the given name.
func folderBelow(file, name string) string {
	parts := strings.Split(file, "/")
	if i := slices.Index(parts, name); i >= 0 && i+2 < len(parts) {
		return parts[i+1]
	}
	return ""
}

// addFinest adds a band; of one in several resolutions the finest stays.
func (p *Product) addFinest(b Band, isBand bool) {
	list := &p.Others
	if isBand {
		list = &p.Bands
	}
	for i := range *list {
		if have := &(*list)[i]; have.Name == b.Name {
			if b.Resolution > 0 && (have.Resolution == 0 || b.Resolution < have.Resolution) {
				*have = b
			}
			return
		}
	}
	*list = append(*list, b)
}

// sentinel2Numbers is what the metadata say of all bands.
type sentinel2Numbers struct {
	noData  *float64
	quantum map[string]float64 // of what → stored values per unit
	offset  map[string]float64 // band → stored value to add
	bands   map[string]Band    // resolution and wavelengths
}

// sentinel2Constants reads the constants. Reflectance is (stored + offset) divided by
// the quantification value (Sentinel-2 Products Specification Document 14.9, 4.3.1).
func sentinel2Constants(d document) sentinel2Numbers {
	c := sentinel2Numbers{quantum: make(map[string]float64), offset: make(map[string]float64), bands: make(map[string]Band)}
	d.each("Special_Values", -1, func(i int, _ *element) {
		if d.text(i, "SPECIAL_VALUE_TEXT") == "NODATA" {
			c.noData = number(d.number(i, "SPECIAL_VALUE_INDEX"))
		}
	})
	c.quantum["reflectance"] = d.number(-1, "BOA_QUANTIFICATION_VALUE", "L2A_BOA_QUANTIFICATION_VALUE", "QUANTIFICATION_VALUE")
	c.quantum["AOT"] = d.number(-1, "AOT_QUANTIFICATION_VALUE", "L2A_AOT_QUANTIFICATION_VALUE")
	c.quantum["WVP"] = d.number(-1, "WVP_QUANTIFICATION_VALUE", "L2A_WVP_QUANTIFICATION_VALUE")
	named := slices.Clone(sentinel2Bands)
	at := func(id string) int {
		if i, err := strconv.Atoi(id); err == nil && i >= 0 && i < len(named) {
			return i
		}
		return -1
	}
	d.each("Spectral_Information", -1, func(i int, e *element) {
		id := at(e.attribute("bandId"))
		if id < 0 {
			return
		}
		if b := sentinel2Name(e.attribute("physicalBand")); b != "" {
			named[id] = b
		}
		low, high := d.number(i, "MIN"), d.number(i, "MAX")
		if !(low > 0 && high >= low) {
			low, high = 0, 0
		}
		metres := d.number(i, "RESOLUTION")
		if !(metres > 0) {
			metres = 0
		}
		c.bands[named[id]] = Band{Resolution: metres, Low: low, High: high}
	})
	for _, name := range []string{"BOA_ADD_OFFSET", "RADIO_ADD_OFFSET"} {
		d.each(name, -1, func(_ int, e *element) {
			if id := at(e.attribute("band_id", "bandId")); id >= 0 {
				if v := number(parseNumber(e.text)); v != nil {
					c.offset[named[id]] = *v
				}
			}
		})
	}
	return c
}

// sentinel2Name writes B1 as file names do, B01.
func sentinel2Name(physical string) string {
	rest := strings.TrimPrefix(physical, "B")
	if len(rest) == 1 {
		rest = "0" + rest
	}
	if i := slices.Index(sentinel2Bands, "B"+rest); i >= 0 {
		return sentinel2Bands[i]
	}
	return ""
}

// band returns a band with its constants. A product of before baseline 04.00
// states no offset: it is 0.
func (c *sentinel2Numbers) band(name, file string, metres float64) Band {
	b := c.bands[name]
	b.Name, b.File = name, file
	if metres > 0 {
		b.Resolution = metres
	}
	q := c.quantum[name]
	if slices.Contains(sentinel2Bands, name) {
		q = c.quantum["reflectance"]
	}
	switch name {
	case "SCL", "CLDPRB", "SNWPRB":
		return b
	}
	b.NoData = c.noData
	if q > 0 {
		b.Scale = number(1 / q)
		b.Offset = number(c.offset[name] / q)
	}
	return b
}
