package product

import (
	"encoding/json"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
)

// planetMetadata are the names that PlanetScope's metadata have: of an image
// (NAME_metadata.xml), and of an item (ID_metadata.json).
var (
	planetMetadata = regexp.MustCompile(`^(\d{8}_\d{6}_(?:\d+_)?\w+?)(?:_3B(?:_AnalyticMS(?:_SR)?(?:_8b)?)?)?_metadata(?:_clip)?\.(?:xml|json)$`)
	planetImage    = regexp.MustCompile(`_3B_AnalyticMS(_SR)?(_8b)?(?:_harmonized)?(?:_clip)?(?:_file_format)?\.tiff?$`)
	planetMask     = regexp.MustCompile(`_3B_(?:(?i:udm2))(?:_clip)?(?:_file_format)?\.tiff?$`)
)

func isPlanet(name string) bool { return planetMetadata.MatchString(name) }

// udm2 are the bands of the usable data mask (Planet, UDM2 specification): 1 where
// a pixel is of the class, the confidence in percent, and the older mask's bits.
var udm2 = strings.Fields("clear snow shadow light_haze heavy_haze cloud confidence unusable")

// planetBands are the names and wavelengths of the bands of PlanetScope images
// of 3 or 4 and of 8 bands (Planet, PlanetScope Product Specification, PS2 and
// PSB.SD).
var planetBands = map[int][]Band{
	4: {{Name: "blue", Low: 455, High: 515}, {Name: "green", Low: 500, High: 590}, {Name: "red", Low: 590, High: 670}, {Name: "nir", Low: 780, High: 860}},
	8: {{Name: "coastal_blue", Low: 431, High: 452}, {Name: "blue", Low: 465, High: 515}, {Name: "green_i", Low: 513, High: 549}, {Name: "green", Low: 547, High: 583},
		{Name: "yellow", Low: 600, High: 620}, {Name: "red", Low: 650, High: 680}, {Name: "rededge", Low: 697, High: 713}, {Name: "nir", Low: 845, High: 885}},
}

// planetReflectance is what surface reflectance is scaled by (the same source).
const planetReflectance = 1e-4

// readPlanet reads the metadata of a PlanetScope image or item. An image whose
// nodata the metadata do not state has 0 (the same source).
func readPlanet(name string, data []byte, files []string) ([]Product, error) {
	id := planetMetadata.FindStringSubmatch(name)[1]
	p := Product{ID: id, Kind: "PlanetScope", Prefix: id + "_", Cloud: nothing}
	coefficients := make(map[int]float64)
	if path.Ext(name) == ".json" {
		if err := p.planetItem(data); err != nil {
			return nil, err
		}
	} else {
		d, err := readXML(data)
		if err != nil {
			return nil, err
		}
		p.Time, p.Cloud = parseTime(d.text(-1, "acquisitionDateTime", "beginPosition", "acquisitionDate")), d.number(-1, "cloudCoverPercentage")
		d.each("bandSpecificMetadata", -1, func(i int, _ *element) {
			if n := d.number(i, "bandNumber"); n >= 1 && n <= 8 {
				coefficients[int(n)] = d.number(i, "reflectanceCoefficient")
			}
		})
	}
	for _, file := range files {
		base := path.Base(file)
		if !strings.HasPrefix(base, p.Prefix) || path.Dir(file) != "." {
			continue
		}
		if planetMask.MatchString(base) {
			for i, class := range udm2 {
				p.Others = append(p.Others, Band{Name: "udm2." + class, File: file, Index: i})
			}
			p.Clear = "udm2.clear == 1"
			continue
		}
		m := planetImage.FindStringSubmatch(base)
		if m == nil {
			continue
		}
		if p.Bands != nil {
			return nil, fmt.Errorf("%s has two images, %s and %s: --exclude leaves one out", id, p.Bands[0].File, file)
		}
		n := 4
		if m[2] != "" {
			n = 8
		}
		p.Kind = "PlanetScope radiance"
		if m[1] != "" {
			p.Kind = "PlanetScope surface reflectance"
		}
		p.Bands = slices.Clone(planetBands[n])
		for i := range p.Bands {
			b := &p.Bands[i]
			b.File, b.Index, b.NoData = file, i, number(0)
			if m[1] != "" {
				b.Scale, b.Offset = number(planetReflectance), number(0)
			} else if c, ok := coefficients[i+1]; ok {
				b.Scale = number(c)
			}
		}
	}
	if p.Bands == nil {
		return nil, ErrNoProduct
	}
	return []Product{p}, nil
}

// planetItem reads ID_metadata.json.
func (p *Product) planetItem(data []byte) error {
	var item struct {
		Properties struct {
			Acquired   string   `json:"acquired"`
			CloudCover *float64 `json:"cloud_cover"` // a share
		} `json:"properties"`
	}
	if err := json.Unmarshal(data, &item); err != nil {
		return fmt.Errorf("broken JSON: %w", err)
	}
	p.Time = parseTime(item.Properties.Acquired)
	if c := item.Properties.CloudCover; c != nil {
		p.Cloud = 100 * *c
	}
	return nil
}
