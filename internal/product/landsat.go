package product

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
)

var landsatMetadata = regexp.MustCompile(`^L[A-Z]\d\d_L\w{3}_.*_MTL\.(?:txt|json|xml)$`)

func isLandsat(name string) bool { return landsatMetadata.MatchString(name) }

// A landsatSensor is what is published of an instrument (USGS, Landsat Satellite
// Missions: spectral ranges in nanometres): its bands by number. Thermal ones
// hold no reflectance.
type landsatSensor map[string]struct {
	low, high float64
	thermal   bool
}

var (
	landsatOLI = landsatSensor{"1": {430, 450, false}, "2": {450, 510, false}, "3": {530, 590, false}, "4": {640, 670, false},
		"5": {850, 880, false}, "6": {1570, 1650, false}, "7": {2110, 2290, false}, "8": {500, 680, false}, "9": {1360, 1380, false},
		"10": {10600, 11190, true}, "11": {11500, 12510, true}}
	landsatETM = landsatSensor{"1": {450, 520, false}, "2": {520, 600, false}, "3": {630, 690, false}, "4": {770, 900, false},
		"5": {1550, 1750, false}, "6": {10400, 12500, true}, "7": {2090, 2350, false}, "8": {520, 900, false}}
	landsatTM = landsatSensor{"1": {450, 520, false}, "2": {520, 600, false}, "3": {630, 690, false}, "4": {760, 900, false},
		"5": {1550, 1750, false}, "6": {10400, 12500, true}, "7": {2080, 2350, false}}
	landsatMSS = landsatSensor{"1": {500, 600, false}, "2": {600, 700, false}, "3": {700, 800, false}, "4": {800, 1100, false},
		"5": {600, 700, false}, "6": {700, 800, false}, "7": {800, 1100, false}} // of Landsat 4 and 5; see mss
)

// mss returns the bands of the scanner of Landsat 1 to 3, whose numbers start at 4.
func mss(spacecraft string) landsatSensor {
	if slices.Contains([]string{"LANDSAT_1", "LANDSAT_2", "LANDSAT_3"}, spacecraft) {
		return landsatSensor{"4": {500, 600, false}, "5": landsatMSS["5"], "6": landsatMSS["6"], "7": landsatMSS["7"]}
	}
	return landsatMSS
}

func landsatSensorOf(sensor, spacecraft string) landsatSensor {
	switch {
	case strings.HasPrefix(sensor, "OLI"), strings.HasPrefix(sensor, "TIRS"):
		return landsatOLI
	case strings.HasPrefix(sensor, "ETM"):
		return landsatETM
	case strings.HasPrefix(sensor, "TM"):
		return landsatTM
	case strings.HasPrefix(sensor, "MSS"):
		return mss(spacecraft)
	}
	return nil
}

// landsatFill is the value of pixels without data in all bands but surface
// temperature's quality, in collections 1 and 2 (USGS LSDS-1618, 1619).
const landsatFill = 0

// readLandsat reads the metadata of a level-1 or level-2 product in any of the
// three forms that USGS delivers. Files that it names and that are not among files
// are left out: users often download some bands only.
func readLandsat(name string, data []byte, files []string) ([]Product, error) {
	v, err := readMTL(name, data)
	if err != nil {
		return nil, err
	}
	contents := v.group("PRODUCT_CONTENTS", "PRODUCT_METADATA")
	id := contents["LANDSAT_PRODUCT_ID"]
	level := contents["PROCESSING_LEVEL"]
	if level == "" { // collection 1
		level = contents["DATA_TYPE"]
	}
	if id == "" || !strings.HasPrefix(level, "L") {
		return nil, fmt.Errorf("no LANDSAT_PRODUCT_ID and PROCESSING_LEVEL")
	}
	image := v.group("IMAGE_ATTRIBUTES", "PRODUCT_METADATA")
	sensor, spacecraft := v.first("SENSOR_ID"), v.first("SPACECRAFT_ID")
	p := Product{ID: id, Prefix: strings.TrimSuffix(name, "MTL"+path.Ext(name)), Cloud: parseNumber(v.first("CLOUD_COVER")), Baseline: v.first("PROCESSING_SOFTWARE_VERSION"),
		Time: parseTime(v.first("DATE_ACQUIRED") + "T" + strings.TrimSuffix(strings.Trim(v.first("SCENE_CENTER_TIME"), `"`), "Z"))}
	if p.Time.IsZero() {
		p.Time = parseTime(v.first("DATE_ACQUIRED"))
	}
	if p.Cloud < 0 { // −1: not computed
		p.Cloud = nothing
	}
	if row, column := first(image["WRS_PATH"], v.first("WRS_PATH")), first(image["WRS_ROW"], v.first("WRS_ROW")); row != "" && column != "" {
		p.Tile = fmt.Sprintf("%03s%03s", row, column)
	}
	two := strings.HasPrefix(level, "L2")
	constants := v.group("LEVEL1_RADIOMETRIC_RESCALING", "RADIOMETRIC_RESCALING")
	p.Kind = "Landsat L1"
	if two {
		constants, p.Kind = v.group("LEVEL2_SURFACE_REFLECTANCE_PARAMETERS"), "Landsat L2"
	}
	p.Kind += " " + strings.TrimSuffix(sensor, "_TIRS")
	bands := landsatSensorOf(sensor, spacecraft)
	for _, key := range sortedKeys(contents) {
		file := contents[key]
		rest, isFile := strings.CutPrefix(key, "FILE_NAME_")
		if !isFile || !slices.Contains(files, file) {
			continue
		}
		of, isBand := strings.CutPrefix(rest, "BAND_")
		known, ok := bands[of]
		b := Band{File: file}
		switch {
		case isBand && ok && !known.thermal:
			b.Name, b.Low, b.High = "B"+of, known.low, known.high
			b.NoData, b.Scale, b.Offset = number(landsatFill), number(parseNumber(constants["REFLECTANCE_MULT_BAND_"+of])), number(parseNumber(constants["REFLECTANCE_ADD_BAND_"+of]))
			b.Resolution = landsatCell(v, of, false)
			p.Bands = append(p.Bands, b)
			continue
		case isBand:
			b.Name, b.NoData, b.Resolution = strings.TrimPrefix(stem(file), p.Prefix), number(landsatFill), landsatCell(v, of, true)
			if temperature := v.group("LEVEL2_SURFACE_TEMPERATURE_PARAMETERS"); two && strings.HasPrefix(of, "ST_") {
				b.Scale, b.Offset = number(parseNumber(temperature["TEMPERATURE_MULT_BAND_"+of])), number(parseNumber(temperature["TEMPERATURE_ADD_BAND_"+of]))
			} else if ok {
				b.Low, b.High = known.low, known.high
			}
		default:
			b.Name = strings.TrimPrefix(stem(file), p.Prefix)
		}
		p.Others = append(p.Others, b)
	}
	sortBands(p.Bands)
	sortBands(p.Others)
	if p.Find("QA_PIXEL") != nil {
		p.Clear = "QA_PIXEL !bits 0,1,2,3,4" // fill, dilated cloud, cirrus, cloud, shadow
	}
	return []Product{p}, nil
}

// landsatCell is the side of a pixel of a band in metres.
func landsatCell(v mtl, band string, thermal bool) float64 {
	kind := "REFLECTIVE"
	switch {
	case thermal:
		kind = "THERMAL"
	case band == "8":
		kind = "PANCHROMATIC"
	}
	if m := parseNumber(v.first("GRID_CELL_SIZE_" + kind)); m > 0 {
		return m
	}
	return 0
}

// stem returns a file's name without folder and extension.
func stem(file string) string {
	base := path.Base(file)
	return strings.TrimSuffix(base, path.Ext(base))
}

func first(list ...string) string {
	for _, s := range list {
		if s != "" {
			return s
		}
	}
	return ""
}
