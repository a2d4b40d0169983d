package product

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

func isSTAC(name string) bool {
	return strings.HasSuffix(strings.ToLower(name), ".json") || strings.HasSuffix(strings.ToLower(name), ".geojson")
}

// IsSTAC reports whether the first bytes of a JSON file are those of a STAC item
// or an item collection. It may take other GeoJSON for one; [Describe] tells.
func IsSTAC(head []byte) bool {
	text := string(head)
	return strings.Contains(text, `"Feature"`) || strings.Contains(text, `"FeatureCollection"`) || strings.Contains(text, `"stac_version"`)
}

type stacItem struct {
	Type       string                     `json:"type"`
	Version    string                     `json:"stac_version"`
	ID         string                     `json:"id"`
	Features   []json.RawMessage          `json:"features"`
	Properties map[string]json.RawMessage `json:"properties"`
	Assets     map[string]stacAsset       `json:"assets"`
}

type stacAsset struct {
	Href     string     `json:"href"`
	Type     string     `json:"type"`
	Roles    []string   `json:"roles"`
	GSD      float64    `json:"gsd"`
	Spatial  float64    `json:"raster:spatial_resolution"`
	EO       []stacBand `json:"eo:bands"`     // STAC 1.0
	Raster   []stacBand `json:"raster:bands"` // STAC 1.0
	Bands    []stacBand `json:"bands"`        // STAC 1.1
	stacBand            // STAC 1.1: of all bands
}

type stacBand struct {
	Name   string `json:"name"`
	NoData any    `json:"nodata"` // a number, "nan", "inf" or "-inf"
	// Scale and Offset are those of raster:bands; in STAC 1.1 they have a prefix.
	Scale      *float64 `json:"scale"`
	Offset     *float64 `json:"offset"`
	RasterS    *float64 `json:"raster:scale"`
	RasterO    *float64 `json:"raster:offset"`
	Resolution float64  `json:"spatial_resolution"`
	Center     float64  `json:"center_wavelength"` // micrometres
	Width      float64  `json:"full_width_half_max"`
	EOCenter   float64  `json:"eo:center_wavelength"`
	EOWidth    float64  `json:"eo:full_width_half_max"`
}

// readSTAC reads a STAC item or an item collection, version 1.0 or 1.1. The files
// are those that its assets name: whether they are there is the caller's to find.
func readSTAC(_ string, data []byte, _ []string) ([]Product, error) {
	var top stacItem
	if err := json.Unmarshal(data, &top); err != nil {
		return nil, fmt.Errorf("broken JSON, or no STAC: %w", err)
	}
	switch {
	case top.Type == "Feature" && top.Version != "":
		p, err := top.product()
		if err != nil {
			return nil, err
		}
		return []Product{p}, nil
	case top.Type == "FeatureCollection":
		var list []Product
		for _, raw := range top.Features {
			var item stacItem
			if err := json.Unmarshal(raw, &item); err != nil {
				return nil, fmt.Errorf("broken item: %w", err)
			}
			if item.Version == "" {
				continue
			}
			p, err := item.product()
			if err != nil {
				return nil, err
			}
			list = append(list, p)
		}
		if list != nil {
			return list, nil
		}
	}
	return nil, ErrNoProduct
}

func (s *stacItem) text(key string) (text string) {
	json.Unmarshal(s.Properties[key], &text)
	return text
}

// product returns the bands of an item: the assets with the role data or
// reflectance, or with bands and no role that says otherwise.
func (s *stacItem) product() (Product, error) {
	p := Product{ID: s.ID, Cloud: nothing, Time: parseTime(first(s.text("datetime"), s.text("start_datetime"))),
		Baseline: first(s.text("s2:processing_baseline"), s.text("processing:version")), Tile: strings.TrimPrefix(first(s.text("s2:mgrs_tile"), s.text("grid:code")), "MGRS-")}
	var cover float64
	if json.Unmarshal(s.Properties["eo:cloud_cover"], &cover) == nil && s.Properties["eo:cloud_cover"] != nil {
		p.Cloud = cover
	}
	p.Kind = s.kind()
	for _, key := range sortedKeys(s.Assets) {
		a := s.Assets[key]
		if !a.isImage() || slices.ContainsFunc(a.Roles, func(r string) bool { return slices.Contains(stacPictures, r) }) {
			continue
		}
		file, err := localFile(a.Href)
		if err != nil {
			return p, fmt.Errorf("item %s, asset %s: %w", s.ID, key, err)
		}
		for i := range max(1, len(a.Bands), len(a.EO), len(a.Raster)) {
			b := a.band(key, i)
			b.File, b.Index = file, i
			p.addFinest(b, a.isBand(key))
		}
	}
	if p.Bands == nil {
		return p, fmt.Errorf("item %s has no asset with the role data or reflectance, or with bands", s.ID)
	}
	sortBands(p.Bands)
	sortBands(p.Others)
	for _, usual := range [...][2]string{{"SCL", "SCL in 4,5,6,7,11"}, {"QA_PIXEL", "QA_PIXEL !bits 0,1,2,3,4"}, {"Fmask", "Fmask !bits 1,2,3"}, {"udm2.clear", "udm2.clear == 1"}} {
		if p.Find(usual[0]) != nil {
			p.Clear = usual[1]
		}
	}
	return p, nil
}
