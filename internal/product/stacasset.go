package product

import (
	"fmt"
	"math"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

func (a *stacAsset) isImage() bool {
	if a.Type == "" {
		lower := strings.ToLower(a.Href)
		return slices.ContainsFunc([]string{".tif", ".tiff", ".jp2"}, func(e string) bool { return strings.HasSuffix(lower, e) })
	}
	return strings.HasPrefix(a.Type, "image/tiff") || strings.HasPrefix(a.Type, "image/jp2") || strings.HasPrefix(a.Type, "image/vnd.stac.geotiff")
}

// kind names the product as its own metadata do where the item says what it is.
func (s *stacItem) kind() string {
	made := first(s.text("s2:product_type"), s.text("processing:level"), s.text("landsat:correction"))
	of := first(s.text("constellation"), s.text("platform"))
	if level := strings.TrimPrefix(made, "S2MSI"); strings.EqualFold(of, "sentinel-2") && level != made {
		return "Sentinel-2 L" + level
	}
	return strings.TrimSpace("STAC " + of + " " + made)
}

// Words of assets: roles of pictures for people, roles that are no bands, and keys
// that mean classes, quality or temperature.
var (
	stacPictures = strings.Fields("thumbnail overview visual metadata")
	stacNoBand   = strings.Fields("data-mask snow-ice cloud cloud-shadow water-mask saturation land-water water mask quality")
	stacOthers   = strings.Fields("scl qa qa_pixel qa_radsat qa_aerosol fmask udm udm2 aot wvp cloud snow lwir lwir11 lwir12")
	stacEnding   = regexp.MustCompile(`(?:-jp2|_\d+m)$`)
)

// plainKey is the key of an asset without what tells its resolution or format.
func plainKey(key string) string { return stacEnding.ReplaceAllString(key, "") }

func (a *stacAsset) isBand(key string) bool {
	if slices.Contains(stacOthers, strings.ToLower(plainKey(key))) || slices.ContainsFunc(a.Roles, func(r string) bool { return slices.Contains(stacNoBand, r) }) {
		return false
	}
	return len(a.EO)+len(a.Bands) > 0 || slices.Contains(a.Roles, "data") || slices.Contains(a.Roles, "reflectance")
}

// band returns band i of an asset. Its name is that which the item gives it, else
// the key of the asset.
func (a *stacAsset) band(key string, i int) Band {
	var all stacBand
	all.merge(&a.stacBand)
	for _, list := range [][]stacBand{a.Raster, a.EO, a.Bands} {
		if i < len(list) {
			all.merge(&list[i])
		}
	}
	b := Band{Name: first(all.Name, plainKey(key)), Resolution: max(all.Resolution, a.Spatial, 0), NoData: stacNumber(all.NoData), Scale: all.Scale, Offset: all.Offset}
	if plain := plainKey(key); slices.Contains(stacOthers, strings.ToLower(plain)) && max(len(a.EO), len(a.Bands)) <= 1 {
		b.Name = strings.ToUpper(plain)
	}
	if b.Resolution == 0 && a.GSD > 0 {
		b.Resolution = a.GSD
	}
	if all.Center > 0 {
		b.Low, b.High = math.Max(0, 1000*(all.Center-all.Width/2)), 1000*(all.Center+all.Width/2)
	}
	return b
}

// merge takes over what o states.
func (b *stacBand) merge(o *stacBand) {
	b.Name = first(o.Name, b.Name)
	if o.NoData != nil {
		b.NoData = o.NoData
	}
	for _, p := range [...]struct{ to, from **float64 }{{&b.Scale, &o.Scale}, {&b.Offset, &o.Offset}, {&b.Scale, &o.RasterS}, {&b.Offset, &o.RasterO}} {
		if *p.from != nil {
			*p.to = *p.from
		}
	}
	b.Resolution, b.Center, b.Width = max(o.Resolution, b.Resolution), max(o.Center, o.EOCenter, b.Center), max(o.Width, o.EOWidth, b.Width)
}

func stacNumber(v any) *float64 {
	switch v := v.(type) {
	case float64:
		return &v
	case string:
		if strings.EqualFold(v, "nan") {
			return &nothing
		}
	}
	return nil
}

// localFile returns the path that a link leads to: from the folder of the item, or
// absolute.
func localFile(href string) (string, error) {
	u, err := url.Parse(href)
	switch {
	case href == "":
		return "", fmt.Errorf("no link")
	case err != nil || u.Scheme == "" || len(u.Scheme) == 1: // C:/…
		return strings.ReplaceAll(href, `\`, "/"), nil
	case u.Scheme == "file":
		return u.Path, nil
	}
	return "", fmt.Errorf("%s is a remote file: download it, and let the item lead to the copy", href)
}
