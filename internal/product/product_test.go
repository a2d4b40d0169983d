package product

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"
)

// safe is a shortened MTD_MSIL2A.xml in the form of the Sentinel-2 Products
// Specification Document; the values are those of a product of baseline 04.00.
const safe = `<?xml version="1.0" encoding="UTF-8"?>
<n1:Level-2A_User_Product xmlns:n1="https://psd-14.sentinel2.eo.esa.int/PSD/User_Product_Level-2A.xsd"><n1:General_Info><Product_Info>
<PRODUCT_START_TIME>2022-04-13T15:07:59.024Z</PRODUCT_START_TIME>
<PRODUCT_URI>S2B_MSIL2A_20220413T150759_N0400_R025_T33XWJ_20220414T082126.SAFE</PRODUCT_URI>
<PROCESSING_LEVEL>Level-2A</PROCESSING_LEVEL><PROCESSING_BASELINE>04.00</PROCESSING_BASELINE></Product_Info>
<Product_Image_Characteristics>
<Special_Values><SPECIAL_VALUE_TEXT>NODATA</SPECIAL_VALUE_TEXT><SPECIAL_VALUE_INDEX>0</SPECIAL_VALUE_INDEX></Special_Values>
<Special_Values><SPECIAL_VALUE_TEXT>SATURATED</SPECIAL_VALUE_TEXT><SPECIAL_VALUE_INDEX>65535</SPECIAL_VALUE_INDEX></Special_Values>
<QUANTIFICATION_VALUES_LIST><BOA_QUANTIFICATION_VALUE unit="none">10000</BOA_QUANTIFICATION_VALUE><AOT_QUANTIFICATION_VALUE unit="none">1000.0</AOT_QUANTIFICATION_VALUE></QUANTIFICATION_VALUES_LIST>
<BOA_ADD_OFFSET_VALUES_LIST><BOA_ADD_OFFSET band_id="1">-1000</BOA_ADD_OFFSET><BOA_ADD_OFFSET band_id="8">-1000</BOA_ADD_OFFSET></BOA_ADD_OFFSET_VALUES_LIST>
<Spectral_Information_List><Spectral_Information bandId="1" physicalBand="B2"><RESOLUTION>10</RESOLUTION><Wavelength><MIN unit="nm">456</MIN><MAX unit="nm">532</MAX><CENTRAL unit="nm">492.3</CENTRAL></Wavelength></Spectral_Information>
<Spectral_Information bandId="8" physicalBand="B8A"><RESOLUTION>20</RESOLUTION><Wavelength><MIN unit="nm">848</MIN><MAX unit="nm">880</MAX></Wavelength></Spectral_Information></Spectral_Information_List>
</Product_Image_Characteristics></n1:General_Info>
<n1:Quality_Indicators_Info><Cloud_Coverage_Assessment>98.944211</Cloud_Coverage_Assessment></n1:Quality_Indicators_Info></n1:Level-2A_User_Product>`

const img = "GRANULE/L2A_T33XWJ_A026649_20220413T150756/IMG_DATA/"

var safeFiles = []string{img + "R20m/T33XWJ_20220413T150759_B02_20m.jp2", img + "R10m/T33XWJ_20220413T150759_B02_10m.jp2", img + "R60m/T33XWJ_20220413T150759_B02_60m.jp2",
	img + "R20m/T33XWJ_20220413T150759_B8A_20m.jp2", img + "R20m/T33XWJ_20220413T150759_SCL_20m.jp2", img + "R10m/T33XWJ_20220413T150759_TCI_10m.jp2",
	img + "R10m/T33XWJ_20220413T150759_AOT_10m.jp2", "GRANULE/L2A_T33XWJ_A026649_20220413T150756/QI_DATA/T33XWJ_20220413T150759_PVI.jp2"}

func one(t *testing.T, name, text string, files []string) Product {
	t.Helper()
	list, err := Describe(name, []byte(text), files)
	if err != nil || len(list) != 1 {
		t.Fatalf("%s: %v, %v", name, list, err)
	}
	return list[0]
}

func (b *Band) text() string {
	show := func(p *float64) string {
		if p == nil {
			return "-"
		}
		return fmt.Sprint(*p)
	}
	return fmt.Sprint(b.Name, " ", b.File, " ", b.Index, " ", b.Resolution, "m ", b.Low, "-", b.High, " nodata ", show(b.NoData), " scale ", show(b.Scale), " offset ", show(b.Offset))
}

func bands(list []Band) (names string) {
	for _, b := range list {
		names += b.Name + " "
	}
	return strings.TrimSpace(names)
}

func TestSentinel2(t *testing.T) {
	p := one(t, "MTD_MSIL2A.xml", safe, safeFiles)
	if p.ID != "S2B_MSIL2A_20220413T150759_N0400_R025_T33XWJ_20220414T082126" || p.Kind != "Sentinel-2 L2A" || p.Tile != "33XWJ" || p.Baseline != "04.00" || p.Cloud != 98.944211 ||
		!p.Time.Equal(time.Date(2022, 4, 13, 15, 7, 59, 24e6, time.UTC)) || p.Clear != "SCL in 4,5,6,7,11" || p.Prefix != "" {
		t.Errorf("%+v", p)
	}
	if bands(p.Bands) != "B02 B8A" || bands(p.Others) != "AOT SCL" {
		t.Errorf("bands %s, others %s", bands(p.Bands), bands(p.Others))
	}
	for name, want := range map[string]string{ // reflectance = (stored − 1000) / 10000
		"B02": "B02 " + safeFiles[1] + " 0 10m 456-532 nodata 0 scale 0.0001 offset -0.1",
		"b8a": "B8A " + safeFiles[3] + " 0 20m 848-880 nodata 0 scale 0.0001 offset -0.1",
		"SCL": "SCL " + safeFiles[4] + " 0 20m 0-0 nodata - scale - offset -",
		"AOT": "AOT " + safeFiles[6] + " 0 10m 0-0 nodata 0 scale 0.001 offset 0"} {
		if b := p.Find(name); b == nil || b.text() != want {
			t.Errorf("%s: %v, want %s", name, b.text(), want)
		}
	}
}

// TestSentinel2Level1 reads the words of level 1C before and after baseline 04.00,
// and the form of before December 2016 with several granules.
func TestSentinel2Level1(t *testing.T) {
	text := strings.NewReplacer("Level-2A<", "Level-1C<", "BOA_QUANTIFICATION_VALUE", "QUANTIFICATION_VALUE", "BOA_ADD_OFFSET", "RADIO_ADD_OFFSET").Replace(safe)
	files := []string{"GRANULE/L1C_T33XWJ_A026649_20220413T150756/IMG_DATA/T33XWJ_20220413T150759_B02.jp2"}
	p := one(t, "MTD_MSIL1C.xml", text, files)
	if want := "B02 " + files[0] + " 0 10m 456-532 nodata 0 scale 0.0001 offset -0.1"; p.Kind != "Sentinel-2 L1C" || p.Bands[0].text() != want || p.Clear != "" {
		t.Errorf("%+v", p)
	}
	older := text[:strings.Index(text, "<RADIO")] + text[strings.Index(text, "</RADIO_ADD_OFFSET_VALUES_LIST>")+len("</RADIO_ADD_OFFSET_VALUES_LIST>"):]
	if p := one(t, "MTD_MSIL1C.xml", older, files); *p.Bands[0].Offset != 0 {
		t.Errorf("offset %v of a product that states none", *p.Bands[0].Offset)
	}
	var granules []string
	for _, tile := range []string{"32TQM", "33TUG"} {
		for _, band := range []string{"B01", "B8A", "B10"} {
			g := "S2A_OPER_MSI_L1C_TL_EPA__20160605T113933_A000734_T" + tile
			granules = append(granules, "GRANULE/"+g+"_N02.02/IMG_DATA/"+g+"_"+band+".jp2")
		}
	}
	list, err := Describe("S2A_OPER_MTD_SAFL1C_PDMC_20160605T113933_R022_V20150807T101000_20150807T101000.xml", []byte(older), granules)
	if err != nil || len(list) != 2 || list[0].Tile != "32TQM" || list[1].Tile != "33TUG" || bands(list[1].Bands) != "B01 B8A B10" || !strings.HasSuffix(list[1].Prefix, "_T33TUG_N02.02/") || list[0].ID == list[1].ID {
		t.Errorf("%+v, %v", list, err)
	}
}

const mtlText = `GROUP = LANDSAT_METADATA_FILE
  GROUP = PRODUCT_CONTENTS
    LANDSAT_PRODUCT_ID = "LC08_L2SP_047027_20201204_20210313_02_T1"
    PROCESSING_LEVEL = "L2SP"
    FILE_NAME_BAND_1 = "LC08_L2SP_047027_20201204_20210313_02_T1_SR_B1.TIF"
    FILE_NAME_BAND_2 = "LC08_L2SP_047027_20201204_20210313_02_T1_SR_B2.TIF"
    FILE_NAME_BAND_ST_B10 = "LC08_L2SP_047027_20201204_20210313_02_T1_ST_B10.TIF"
    FILE_NAME_EMISSIVITY = "LC08_L2SP_047027_20201204_20210313_02_T1_ST_EMIS.TIF"
    FILE_NAME_QUALITY_L1_PIXEL = "LC08_L2SP_047027_20201204_20210313_02_T1_QA_PIXEL.TIF"
  END_GROUP = PRODUCT_CONTENTS
  GROUP = IMAGE_ATTRIBUTES
    SPACECRAFT_ID = "LANDSAT_8"
    SENSOR_ID = "OLI_TIRS"
    WRS_PATH = 47
    WRS_ROW = 27
    DATE_ACQUIRED = 2020-12-04
    SCENE_CENTER_TIME = "19:02:11.1944860Z"
    CLOUD_COVER = 1.55
  END_GROUP = IMAGE_ATTRIBUTES
  GROUP = PROJECTION_ATTRIBUTES
    GRID_CELL_SIZE_REFLECTIVE = 30.00
    GRID_CELL_SIZE_THERMAL = 30.00
  END_GROUP = PROJECTION_ATTRIBUTES
  GROUP = LEVEL2_SURFACE_REFLECTANCE_PARAMETERS
    REFLECTANCE_MULT_BAND_1 = 2.75e-05
    REFLECTANCE_MULT_BAND_2 = 2.75e-05
    REFLECTANCE_ADD_BAND_1 = -0.2
    REFLECTANCE_ADD_BAND_2 = -0.2
  END_GROUP = LEVEL2_SURFACE_REFLECTANCE_PARAMETERS
  GROUP = LEVEL2_SURFACE_TEMPERATURE_PARAMETERS
    TEMPERATURE_MULT_BAND_ST_B10 = 0.00341802
    TEMPERATURE_ADD_BAND_ST_B10 = 149.0
  END_GROUP = LEVEL2_SURFACE_TEMPERATURE_PARAMETERS
  GROUP = LEVEL1_PROCESSING_RECORD
    PROCESSING_LEVEL = "L1TP"
  END_GROUP = LEVEL1_PROCESSING_RECORD
  GROUP = LEVEL1_RADIOMETRIC_RESCALING
    REFLECTANCE_MULT_BAND_1 = 2.0000E-05
    REFLECTANCE_ADD_BAND_1 = -0.100000
  END_GROUP = LEVEL1_RADIOMETRIC_RESCALING
END_GROUP = LANDSAT_METADATA_FILE
END
`

// forms writes the text form of a Landsat product's metadata as JSON and XML.
func forms(text string) (asJSON, asXML string) {
	var j, x strings.Builder
	for line := range strings.Lines(text) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), " = ")
		value = strings.Trim(value, `"`)
		switch key {
		case "GROUP":
			fmt.Fprintf(&j, "%q:{", value)
			fmt.Fprintf(&x, "<%s>", value)
		case "END_GROUP":
			j.WriteString("},")
			fmt.Fprintf(&x, "</%s>", value)
		case "END":
		default:
			fmt.Fprintf(&j, "%q:%q,", key, value)
			fmt.Fprintf(&x, "<%s>%s</%s>", key, value, key)
		}
	}
	return "{" + strings.ReplaceAll(strings.TrimSuffix(j.String(), ","), ",}", "}") + "}", x.String()
}

// TestLandsat reads one product in its three forms: all say the same.
func TestLandsat(t *testing.T) {
	id := "LC08_L2SP_047027_20201204_20210313_02_T1"
	files := []string{id + "_SR_B1.TIF", id + "_SR_B2.TIF", id + "_ST_B10.TIF", id + "_QA_PIXEL.TIF"} // EMIS was not downloaded
	asJSON, asXML := forms(mtlText)
	for name, text := range map[string]string{"_MTL.txt": mtlText, "_MTL.json": asJSON, "_MTL.xml": asXML} {
		p := one(t, id+name, text, files)
		if p.ID != id || p.Kind != "Landsat L2 OLI" || p.Tile != "047027" || p.Cloud != 1.55 || p.Prefix != id+"_" || p.Clear != "QA_PIXEL !bits 0,1,2,3,4" ||
			!p.Time.Equal(time.Date(2020, 12, 4, 19, 2, 11, 194486000, time.UTC)) {
			t.Errorf("%s: %+v", name, p)
		}
		if bands(p.Bands) != "B1 B2" || bands(p.Others) != "QA_PIXEL ST_B10" {
			t.Errorf("%s: bands %s, others %s", name, bands(p.Bands), bands(p.Others))
		}
		if got, want := p.Bands[0].text(), "B1 "+files[0]+" 0 30m 430-450 nodata 0 scale 2.75e-05 offset -0.2"; got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
		if got, want := p.Find("ST_B10").text(), "ST_B10 "+files[2]+" 0 30m 0-0 nodata 0 scale 0.00341802 offset 149"; got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	one := strings.NewReplacer(`PROCESSING_LEVEL = "L2SP"`, `PROCESSING_LEVEL = "L1TP"`, "L2SP_", "L1TP_").Replace(mtlText)
	list, err := Describe("LC08_L1TP_047027_20201204_20210313_02_T1_MTL.txt", []byte(one), []string{"LC08_L1TP_047027_20201204_20210313_02_T1_SR_B1.TIF"})
	if err != nil || *list[0].Bands[0].Scale != 2e-5 || *list[0].Bands[0].Offset != -0.1 {
		t.Errorf("level 1 takes other constants: %+v, %v", list, err)
	}
	if _, err := Describe("LC08_L2SP_047027_20201204_20210313_02_T1_MTL.txt", []byte(mtlText[:900]), nil); err == nil {
		t.Error("a file that is cut off is none")
	}
}

func TestWavelengths(t *testing.T) {
	p := Product{Bands: []Band{{Name: "B02", Low: 456, High: 532}, {Name: "B04", Low: 646, High: 685}, {Name: "B8A", Low: 848, High: 880}, {Name: "B11"}}}
	for choice, want := range map[string]string{"500-900nm": "B04,B8A", "0.4-0.7um": "B02,B04", "B11,400-500nm": "B11,B02", "1-2": "1-2", "1-2nm": "1-2nm", "": "", "665nm": "665nm"} {
		if got := p.Named(choice); got != want {
			t.Errorf("%s: %s, want %s", choice, got, want)
		}
	}
}

func TestNamesAlone(t *testing.T) {
	files := []string{"d/HLS.S30.T15TWN.2020194T170859.v2.0.B02.tif", "d/HLS.S30.T15TWN.2020194T170859.v2.0.B8A.tif", "d/HLS.S30.T15TWN.2020194T170859.v2.0.Fmask.tif",
		"d/HLS.L30.T15TWN.2020195T170100.v2.0.B10.tif", "d/HLS.L30.T15TWN.2020195T170100.v2.0.B04.tif", "d/HLS.S30.T15TWN.2020194T170859.v2.0.SAA.tif", "d/photo.tif"}
	list := DescribeNames(files)
	if len(list) != 2 || bands(list[0].Bands) != "B04" || bands(list[0].Others) != "B10" || bands(list[1].Bands) != "B02 B8A" || bands(list[1].Others) != "Fmask SAA" {
		t.Fatalf("%+v", list)
	}
	if s := list[1]; s.Prefix != "d/HLS.S30.T15TWN.2020194T170859.v2.0." || !s.Time.Equal(time.Date(2020, 7, 12, 17, 8, 59, 0, time.UTC)) || *s.Bands[0].NoData != -9999 || *s.Bands[0].Scale != 1e-4 || s.Clear != "Fmask !bits 1,2,3" {
		t.Errorf("%+v", s)
	}
	tile, date, ok := NAIP("m_3807711_ne_18_060_20181104.tif")
	if !ok || tile != "3807711_ne" || date.Format("2006-01-02") != "2018-11-04" {
		t.Error(tile, date, ok)
	}
}

func TestPlanet(t *testing.T) {
	const text = `<ps:EarthObservation xmlns:ps="http://schemas.planet.com/ps/v1/planet_product_metadata_geocorrected_level" xmlns:eop="http://earth.esa.int/eop" xmlns:opt="http://earth.esa.int/opt">
<eop:acquisitionDate>2022-04-01T08:47:07+00:00</eop:acquisitionDate><opt:cloudCoverPercentage unit="percentage">3.5</opt:cloudCoverPercentage>
<ps:bandSpecificMetadata><ps:bandNumber>1</ps:bandNumber><ps:radiometricScaleFactor>0.01</ps:radiometricScaleFactor><ps:reflectanceCoefficient>2.2782100354566955e-05</ps:reflectanceCoefficient></ps:bandSpecificMetadata></ps:EarthObservation>`
	files := []string{"20220401_084707_32_2442_3B_AnalyticMS.tif", "20220401_084707_32_2442_3B_udm2.tif"}
	p := one(t, "20220401_084707_32_2442_3B_AnalyticMS_metadata.xml", text, files)
	if bands(p.Bands) != "blue green red nir" || p.Cloud != 3.5 || *p.Bands[0].Scale != 2.2782100354566955e-05 || p.Bands[1].Scale != nil || p.Bands[3].Index != 3 || p.Clear != "udm2.clear == 1" ||
		p.Find("udm2.cloud").Index != 5 || p.Prefix != "20220401_084707_32_2442_" || p.Time.Hour() != 8 {
		t.Errorf("%+v", p)
	}
	files[0] = "20220401_084707_32_2442_3B_AnalyticMS_SR_8b_clip.tif"
	p = one(t, "20220401_084707_32_2442_metadata.json", `{"properties":{"acquired":"2022-04-01T08:47:07.1Z","cloud_cover":0.25}}`, files)
	if len(p.Bands) != 8 || p.Cloud != 25 || *p.Bands[7].Scale != 1e-4 || p.Kind != "PlanetScope surface reflectance" {
		t.Errorf("%+v", p)
	}
}

func TestSentinel1(t *testing.T) {
	const text = `<xfdu:XFDU xmlns:xfdu="urn:ccsds:schema:xfdu:1" xmlns:safe="http://www.esa.int/safe/sentinel-1.0"><safe:acquisitionPeriod><safe:startTime>2021-01-05T17:19:29.094226</safe:startTime></safe:acquisitionPeriod></xfdu:XFDU>`
	files := []string{"measurement/s1a-iw-grd-vv-20210105t171929-20210105t171954-036010-043836-001.tiff", "measurement/s1a-iw-grd-vh-20210105t171929-20210105t171954-036010-043836-002.tiff", "preview/quick-look.png"}
	p := one(t, "manifest.safe", text, files)
	if bands(p.Bands) != "VH VV" || p.Time.Year() != 2021 || p.Bands[0].NoData != nil {
		t.Errorf("%+v", p)
	}
	if _, err := Describe("manifest.safe", []byte(text), safeFiles); err != ErrNoProduct {
		t.Error("the manifest of a Sentinel-2 product: ", err)
	}
}

// stacText is an item as stactools-sentinel2 writes them (Apache-2.0), shortened.
const stacText = `{"type":"Feature","stac_version":"1.1.0","id":"S2B_T33XWJ_20220413T150756_L2A","properties":{"datetime":"2022-04-13T15:07:59.024000Z","constellation":"sentinel-2","eo:cloud_cover":98.9,"s2:product_type":"S2MSI2A","s2:processing_baseline":"04.00","grid:code":"MGRS-33XWJ"},
"assets":{"blue":{"eo:bands":[{"center_wavelength":0.49,"full_width_half_max":0.098,"name":"B02"}],"gsd":10,"href":"./IMG/B02_10m.tif","raster:bands":[{"nodata":0,"offset":-0.1,"scale":0.0001,"spatial_resolution":10}],"roles":["data","reflectance"],"type":"image/tiff; application=geotiff; profile=cloud-optimized"},
"blue_20m":{"eo:bands":[{"name":"B02"}],"gsd":20,"href":"./IMG/B02_20m.tif","roles":["data","reflectance"],"type":"image/tiff; application=geotiff"},
"scl":{"gsd":20,"href":"./IMG/SCL_20m.tif","raster:bands":[{"nodata":0,"spatial_resolution":20}],"roles":["data"],"type":"image/tiff; application=geotiff"},
"visual":{"eo:bands":[{"name":"B04"},{"name":"B03"},{"name":"B02"}],"href":"./IMG/TCI.tif","roles":["visual"],"type":"image/tiff; application=geotiff"},
"metadata":{"href":"./MTD_MSIL2A.xml","roles":["metadata"],"type":"application/xml"}}}`

func TestSTAC(t *testing.T) {
	p := one(t, "item.json", stacText, nil)
	if p.Kind != "Sentinel-2 L2A" || p.Tile != "33XWJ" || bands(p.Bands) != "B02" || bands(p.Others) != "SCL" || p.Clear != "SCL in 4,5,6,7,11" || p.Cloud != 98.9 {
		t.Errorf("%+v", p)
	}
	if got, want := p.Bands[0].text(), "B02 ./IMG/B02_10m.tif 0 10m 441-539 nodata 0 scale 0.0001 offset -0.1"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	list, err := Describe("items.json", []byte(`{"type":"FeatureCollection","features":[`+stacText+`,`+strings.Replace(stacText, "T33XWJ_2022", "T33XWJ_2023", 1)+`]}`), nil)
	if err != nil || len(list) != 2 || list[0].ID == list[1].ID {
		t.Error(list, err)
	}
	// In STAC 1.1 bands carry the fields with prefixes, and common ones stand in the asset.
	newer := `{"type":"Feature","stac_version":"1.1.0","id":"a","properties":{"datetime":"2020-01-01T00:00:00Z"},"assets":{"all":{"href":"/d/a.tif","type":"image/tiff; application=geotiff","nodata":-9999,"raster:scale":0.5,"bands":[{"name":"x"},{"name":"y","nodata":"nan","raster:offset":3}]}}}`
	p = one(t, "a.json", newer, nil)
	if len(p.Bands) != 2 || *p.Bands[0].NoData != -9999 || !math.IsNaN(*p.Bands[1].NoData) || *p.Bands[1].Offset != 3 || p.Bands[1].Index != 1 || p.Bands[1].Scale == nil {
		t.Errorf("%+v", p)
	}
	for text, want := range map[string]string{
		`{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null}]}`: ErrNoProduct.Error(),
		`{"type":"Topology"}`: ErrNoProduct.Error(), `[1]`: "no STAC", `{`: "broken JSON",
		strings.ReplaceAll(newer, "/d/a.tif", "https://x.org/a.tif"): "remote file", strings.ReplaceAll(newer, "image/tiff", "text/html"): "no asset"} {
		if _, err := Describe("a.json", []byte(text), nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}

func TestIsMetadata(t *testing.T) {
	for name, want := range map[string]bool{"MTD_MSIL2A.xml": true, "MTD_TL.xml": false, "LC08_L2SP_047027_20201204_20210313_02_T1_MTL.json": true, "manifest.safe": true, "LE07_L1TP_047027_20021204_20210313_02_T1_MTL.txt": true,
		"20220401_084707_32_2442_3B_AnalyticMS_metadata.xml": true, "20220401_084707_2442_metadata.json": true, "metadata.json": false, "item.json": false, "labels.csv": false} {
		if IsMetadata(name) != want {
			t.Errorf("%s: %v", name, !want)
		}
	}
}

// FuzzDescribe holds that no metadata end in a panic, and that what is returned
// is described the same way again.
func FuzzDescribe(f *testing.F) {
	asJSON, asXML := forms(mtlText)
	names := []string{"MTD_MSIL2A.xml", "LC08_L2SP_047027_20201204_20210313_02_T1_MTL.txt", "LC08_L2SP_047027_20201204_20210313_02_T1_MTL.json", "LC08_L2SP_047027_20201204_20210313_02_T1_MTL.xml", "item.json", "20220401_084707_2442_metadata.json", "manifest.safe"}
	for i, text := range []string{safe, mtlText, asJSON, asXML, stacText} {
		f.Add(uint8(i), []byte(text))
	}
	f.Fuzz(func(t *testing.T, kind uint8, data []byte) {
		name := names[int(kind)%len(names)]
		files := slices.Concat(safeFiles, []string{"LC08_L2SP_047027_20201204_20210313_02_T1_SR_B1.TIF", "20220401_084707_2442_3B_AnalyticMS.tif"})
		a, err := Describe(name, data, files)
		b, again := Describe(name, data, files)
		if fmt.Sprint(err) != fmt.Sprint(again) || len(a) != len(b) {
			t.Fatal(err, again)
		}
		for i := range a {
			if bands(a[i].Bands) != bands(b[i].Bands) || bands(a[i].Others) != bands(b[i].Others) {
				t.Fatalf("%+v, %+v", a[i], b[i])
			}
		}
	})
}
