package export

import (
	"fmt"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/bandprep/bandprep/internal/output"
	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/stats"
)

const stacVersion = "1.1.0"

type (
	stacLink struct {
		Rel  string `json:"rel"`
		Href string `json:"href"`
		Type string `json:"type"`
	}
	stacStatistics struct {
		Minimum      derive.Number `json:"minimum"`
		Maximum      derive.Number `json:"maximum"`
		Mean         derive.Number `json:"mean"`
		StdDev       derive.Number `json:"stddev"`
		Count        int64         `json:"count"`
		ValidPercent float64       `json:"valid_percent"`
	}
	stacBand struct {
		Name       string          `json:"name"`
		DataType   string          `json:"data_type"`
		Statistics *stacStatistics `json:"statistics,omitempty"`
	}
	stacAsset struct {
		Href  string     `json:"href"`
		Type  string     `json:"type,omitempty"`
		Roles []string   `json:"roles"`
		Bands []stacBand `json:"bands,omitempty"`
	}
	stacItem struct {
		Type       string               `json:"type"`
		Version    string               `json:"stac_version"`
		ID         string               `json:"id"`
		Geometry   geometry             `json:"geometry"`
		BBox       [4]float64           `json:"bbox"`
		Properties map[string]any       `json:"properties"`
		Links      []stacLink           `json:"links"`
		Assets     map[string]stacAsset `json:"assets"`
		Collection string               `json:"collection"`
	}
	stacCollection struct {
		Type        string     `json:"type"`
		Version     string     `json:"stac_version"`
		ID          string     `json:"id"`
		Description string     `json:"description"`
		License     string     `json:"license"`
		Extent      stacExtent `json:"extent"`
		Bands       []stacBand `json:"bands"`
		Links       []stacLink `json:"links"`
	}
	stacExtent struct {
		Spatial struct {
			BBox [][4]float64 `json:"bbox"`
		} `json:"spatial"`
		Temporal struct {
			Interval [][2]string `json:"interval"`
		} `json:"temporal"`
	}
)

const (
	typeJSON    = "application/json"
	typeGeoJSON = "application/geo+json"
)

// stac writes collection.json and items/ID.json for each image, or window of a
// scene, whose place on the map and time are known: STAC has no item without
// them. Statistics of bands are of the item's valid stored samples, divisor n;
// those of the collection are of train.
func stac(s *Set) (*Folder, error) {
	if s.Name == "" || s.Description == "" || s.License == "" {
		return nil, fmt.Errorf("stac: a collection has an id, a description and a licence: give --name, --description and --license")
	}
	out := &Folder{}
	c := stacCollection{Type: "Collection", Version: stacVersion, ID: s.Name, Description: s.Description, License: s.License,
		Links: []stacLink{{"root", "./collection.json", typeJSON}}}
	var box extent
	var first, last time.Time
	for r := range s.rows() {
		switch {
		case r.Footprint == nil:
			s.leaveOut("their place on the map is not known")
			continue
		case r.Time.IsZero():
			s.leaveOut("their time is not known (give it with --time-from, or in a table)")
			continue
		case r.Member != "" || r.Files != nil || r.Page != nil:
			s.leaveOut("members of archives, pages and stacks have no address of their own")
			continue
		}
		item, err := s.stacItem(r)
		if err != nil {
			return nil, err
		}
		box.add(item.BBox)
		if first.IsZero() || r.Time.Before(first) {
			first = r.Time
		}
		if r.Time.After(last) {
			last = r.Time
		}
		name := itemName(r.ID)
		out.Items = append(out.Items, output.File{Name: name, Write: output.JSON(item)})
		c.Links = append(c.Links, stacLink{"item", "./" + address(name), typeGeoJSON})
	}
	if out.Items == nil {
		return nil, s.nothing("stac")
	}
	c.Extent.Spatial.BBox = [][4]float64{box.bbox()}
	c.Extent.Temporal.Interval = [][2]string{{stacTime(first), stacTime(last)}}
	if train, ok := s.Summaries["train"]; ok {
		c.Bands = s.stacBands(&train)
	}
	out.Files = append(out.Files, output.File{Name: "collection.json", Write: func(f *os.File) error { return output.WriteJSON(f, c) }})
	return out, nil
}

func (s *Set) stacItem(r *table.Row) (*stacItem, error) {
	o := outline(r.Footprint)
	up := strings.Repeat("../", 1+strings.Count(r.ID, "/"))
	item := &stacItem{Type: "Feature", Version: stacVersion, ID: r.ID, Geometry: geometryOf(o), BBox: boundsOf(o), Collection: s.Name,
		Properties: map[string]any{"datetime": stacTime(r.Time), "bandprep:split": r.Split},
		Links:      []stacLink{{"collection", up + "collection.json", typeJSON}, {"root", up + "collection.json", typeJSON}, {"parent", up + "collection.json", typeJSON}},
		Assets:     make(map[string]stacAsset)}
	if labels := labelsOf(r); labels != nil {
		item.Properties["bandprep:labels"] = labels
	}
	if r.Window != nil { // x, y, width, height in pixels of the asset
		item.Properties["bandprep:window"] = r.Window
	}
	asset := stacAsset{Href: href(s.Table.Locate(r)), Type: mediaType(r.Path), Roles: []string{"data"}}
	if r.Valid != nil {
		sum := derive.NewTotals()
		if err := sum.Add(r.ID, r.Moments()); err != nil {
			return nil, err
		}
		of := sum.Summary(0)
		asset.Bands = s.stacBands(&of)
	}
	item.Assets["image"] = asset
	if r.LabelRaster != "" {
		item.Assets["labels"] = stacAsset{Href: href(s.Table.Files.Find(r.LabelRaster, -1)), Type: mediaType(r.LabelRaster), Roles: []string{"labels"}}
	}
	return item, nil
}

// stacBands describes the bands with the statistics of a summary; a band without
// a valid sample has none.
func (s *Set) stacBands(of *stats.Summary) []stacBand {
	bands := make([]stacBand, len(s.Table.Bands))
	for i, name := range s.Table.Bands {
		bands[i] = stacBand{Name: name, DataType: s.Table.Type.String()}
		if b := of.Bands[i]; b.Valid > 0 {
			bands[i].Statistics = &stacStatistics{derive.Number(b.Minimum), derive.Number(b.Maximum), derive.Number(b.Mean), derive.Number(b.StdDev),
				b.Valid, 100 * float64(b.Valid) / float64(b.Total)}
		}
	}
	return bands
}

func stacTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.999999Z07:00") }

// itemName is the file of an item; what file systems or addresses do not take
// as it is stands for itself in percent signs.
func itemName(id string) string {
	parts := strings.Split(id, "/")
	for i, p := range parts {
		parts[i] = strings.ReplaceAll(url.PathEscape(p), ":", "%3A")
	}
	return "items/" + strings.Join(parts, "/") + ".json"
}

// address writes the name of a file as a relative address.
func address(name string) string { return (&url.URL{Path: name}).EscapedPath() }

// href is the address of an image: absolute, since items and images may lie
// anywhere to each other.
func href(name string) string {
	if strings.Contains(name, "://") {
		return name
	}
	abs, err := filepath.Abs(name)
	if err != nil {
		abs = name
	}
	slashed := filepath.ToSlash(abs)
	if !strings.HasPrefix(slashed, "/") { // C:/…
		slashed = "/" + slashed
	}
	return (&url.URL{Scheme: "file", Path: slashed}).String()
}

// mediaType returns the type of an image by the ending of its name, "" where
// there is none for it.
func mediaType(name string) string {
	switch strings.ToLower(path.Ext(filepath.ToSlash(name))) {
	case ".tif", ".tiff":
		return "image/tiff"
	case ".jpg", ".jpeg":
		return "image/jpeg"
	case ".png":
		return "image/png"
	case ".webp":
		return "image/webp"
	case ".jp2":
		return "image/jp2"
	}
	return ""
}
