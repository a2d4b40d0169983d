package product

import (
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"
)

// hlsImage is the name of a file of NASA's Harmonized Landsat Sentinel-2 product:
// sensor, tile, time as year and day of the year, version, band.
var hlsImage = regexp.MustCompile(`^HLS\.([SL]30)\.T(\d\d[A-Z]{3})\.(\d{7}T\d{6})\.(v\d\.\d)\.(B\d[\dA]|Fmask|SAA|SZA|VAA|VZA)\.tiff?$`)

// Constants of HLS 2.0 (NASA, HLS Product User Guide 2.0, tables 4 to 6).
const (
	hlsScale  = 1e-4
	hlsNoData = -9999
)

// hlsThermal are bands of L30 that hold temperatures.
var hlsThermal = []string{"B10", "B11"}

// DescribeNames returns the products that need no metadata, as the names of
// their files say what is published of them: HLS, whose files carry their nodata and
// scale, too. A product's Prefix starts with the folder.
func DescribeNames(files []string) []Product {
	products := make(map[string]*Product)
	for _, file := range slices.Sorted(slices.Values(files)) {
		m := hlsImage.FindStringSubmatch(path.Base(file))
		if m == nil {
			continue
		}
		id := strings.Join([]string{"HLS", m[1], "T" + m[2], m[3], m[4]}, ".")
		prefix := path.Join(path.Dir(file), id) + "."
		p := products[prefix]
		if p == nil {
			p = &Product{ID: id, Kind: "HLS " + m[1], Tile: m[2], Baseline: m[4], Cloud: nothing, Prefix: prefix}
			p.Time, _ = time.Parse("2006002T150405", m[3])
			products[prefix] = p
		}
		b := Band{Name: m[5], File: file, Resolution: 30}
		switch {
		case m[5][0] != 'B':
			if m[5] == "Fmask" {
				p.Clear = "Fmask !bits 1,2,3" // cloud, beside cloud or shadow, shadow
			}
			p.Others = append(p.Others, b)
			continue
		case m[1] == "L30" && slices.Contains(hlsThermal, m[5]):
			b.NoData, b.Scale = number(hlsNoData), number(0.01)
			p.Others = append(p.Others, b)
			continue
		}
		b.NoData, b.Scale, b.Offset = number(hlsNoData), number(hlsScale), number(0)
		p.Bands = append(p.Bands, b)
	}
	var list []Product
	for _, prefix := range sortedKeys(products) {
		p := products[prefix]
		sortBands(p.Bands)
		sortBands(p.Others)
		if p.Bands != nil {
			list = append(list, *p)
		}
	}
	return list
}

// naipImage is the name of a NAIP quarter quadrangle: its quadrangle, the quarter,
// UTM zone, resolution and date.
var naipImage = regexp.MustCompile(`^m_(\d{7})_([ns][ew])_\d\d_(h|1|060|030|\d+)_(\d{8})(?:_\d{8})?\.tiff?$`)

// NAIP returns what the name of an image of the National Agriculture Imagery
// Program says: the quarter quadrangle and the date. Its bands are red, green, blue
// and, where there is a fourth, nir.
func NAIP(name string) (tile string, date time.Time, ok bool) {
	m := naipImage.FindStringSubmatch(path.Base(name))
	if m == nil {
		return "", time.Time{}, false
	}
	date, err := time.Parse("20060102", m[4])
	return m[1] + "_" + m[2], date, err == nil
}

func sortedKeys[T any](m map[string]T) []string { return slices.Sorted(maps.Keys(m)) }
