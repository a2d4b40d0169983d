package product

import (
	"path"
	"regexp"
	"strings"
)

// sentinel1Image is the name of a measurement: instrument, mode, product type,
// polarization.
var sentinel1Image = regexp.MustCompile(`^s1[a-d]-(?:iw|ew|s\d|wv\d?)-grd-(hh|hv|vh|vv)-\d{8}t\d{6}-.*\.tiff?$`)

func isSentinel1(name string) bool { return name == "manifest.safe" }

// readSentinel1 reads the manifest of a ground range detected (GRD) product. No
// nodata is declared: zeros at its borders are undeclared ones. The manifests of
// other Sentinels have the same name and describe no product here.
func readSentinel1(_ string, data []byte, files []string) ([]Product, error) {
	d, err := readXML(data)
	if err != nil {
		return nil, err
	}
	p := Product{Kind: "Sentinel-1 GRD", Cloud: nothing, Time: parseTime(d.text(-1, "startTime"))}
	for _, file := range files {
		m := sentinel1Image.FindStringSubmatch(strings.ToLower(path.Base(file)))
		if m == nil || path.Dir(file) != "measurement" {
			continue
		}
		p.Bands = append(p.Bands, Band{Name: strings.ToUpper(m[1]), File: file})
	}
	if p.Bands == nil {
		return nil, ErrNoProduct
	}
	sortBands(p.Bands)
	return []Product{p}, nil
}
