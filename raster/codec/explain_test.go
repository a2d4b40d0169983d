package codec

import (
	"strings"
	"testing"

	"github.com/bandprep/bandprep/raster"
)

// What no reader takes is told by its signature: those of ISO media files (MP4
// registration authority), ISO/IEC 18181-2, the format descriptions of the
// Library of Congress and PRONOM, and the drivers' pages of GDAL. What can be
// done about it stands in the same line.
func TestExplain(t *testing.T) {
	lif := "\x70\x00\x00\x00\x5a\x02\x00\x00\x2a\x29\x01\x00\x00<\x00L\x00M\x00S\x00"
	for content, want := range map[string]string{
		"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00mif1avifmiaf":     "AVIF: convert",
		"\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1avifmiaf":     "AVIF: convert",
		"\x00\x00\x00\x18ftypavis\x00\x00\x00\x00avis....":         "AVIF: convert",
		"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic":         "HEIC: convert",
		"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1heic":         "HEIC: convert",
		"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00isommp42":         "a video (MP4",
		"\x00\x00\x00\x14ftypqt  \x20\x05\x03\x00qt  ":             "QuickTime",
		"\x00\x00\x00\x18ftypcrx \x00\x00\x00\x01crx isom":         "Canon raw",
		"\xff\x0a\xfa\x1f\x01\x90\x08\x00":                         "JPEG XL: convert",
		"\x00\x00\x00\x0cJXL \r\n\x87\n\x00\x00\x00\x14ftypjxl  ":  "JPEG XL: convert",
		"II\xbc\x01\x20\x00\x00\x00":                               "JPEG XR",
		"\x89HDF\r\n\x1a\n\x00\x00\x00\x00":                        "HDF5 or NetCDF-4: a file of several datasets; gdalinfo",
		"CDF\x01\x00\x00\x00\x00":                                  "NetCDF: ",
		"CDF\x02\x00\x00\x00\x00":                                  "NetCDF: ",
		"CDF\x05\x00\x00\x00\x00":                                  "NetCDF: ",
		"\x0e\x03\x13\x01\x00\xc8":                                 "HDF4: ",
		"GRIB\x00\x00\x00\x02":                                     "GRIB: ",
		"EHFA_HEADER_TAG\x00":                                      "ERDAS Imagine (HFA): gdal_translate in out.tif, or a build with -tags gdal",
		"NITF02.10  03BF01":                                        "NITF: gdal_translate",
		"NSIF01.00":                                                "NITF: gdal_translate",
		"PCIDSK  SDBH":                                             "PCIDSK: gdal_translate",
		"UHL10740000W":                                             "DTED: gdal_translate",
		"SIMPLE  =                    T / file conforms":           "FITS: gdal_translate",
		"SQLite format 3\x00":                                      "GeoPackage",
		"<VRTDataset rasterXSize=\"20\" rasterYSize=\"20\">":       "VRT): gdal_translate",
		"<?xml version=\"1.0\"?>\n<VRTDataset rasterXSize=\"20\">": "VRT): gdal_translate",
		"ncols        4\nnrows        6\nxllcorner    0.0\n":       "ASCII grid (AAIGrid): gdal_translate",
		"{\n \"zarr_format\": 2, \"shape\": [2]}":                  "Zarr",
		"{\"zarr_format\":3,\"node_type\":\"array\"}":              "Zarr",
		"{\"a\": 1}":                                         "JSON",
		"ZISRAWFILE\x00\x00\x00\x00\x00\x00":                 "Zeiss CZI: export its planes as TIFF",
		lif:                                                  "Leica LIF: export",
		"\xda\xce\xbe\x0a\x10\x00\x00\x00":                   "Nikon ND2",
		"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00":               "Zeiss ZVI",
		strings.Repeat("\x01", 208) + "MAP DD":               "MRC",
		"NRRD0004\ntype: short\n":                            "NRRD",
		"8BPS\x00\x01":                                       "Photoshop (PSD): export",
		"\x76\x2f\x31\x01\x02\x00\x00\x00":                   "OpenEXR",
		"\x00\x00\x01\x00\x01\x00\x10\x10":                   "ICO",
		"%PDF-1.7\n":                                         "a PDF document, not an image",
		"\x1a\x45\xdf\xa3\x9f\x42":                           "a video (Matroska, WebM): extract its frames",
		"RIFF\x24\x00\x00\x00AVI LIST":                       "a video (AVI)",
		"RIFF\x24\x00\x00\x00WAVEfmt ":                       "sound",
		"\x00\x00\x01\xba\x44":                               "a video (MPEG)",
		"PK\x03\x04\x14\x00\x00\x00":                         "a zip archive",
		"\x1f\x8b\x08\x00\x00\x00":                           "a gzip file: unpack",
		"\x80\x04\x95\x00":                                   "pickle",
		"PAR1\x15\x04":                                       "Parquet",
		strings.Repeat("a", 257) + "ustar\x00":               "a tar archive",
		"version https://git-lfs.github.com/spec/v1\n":       "git lfs pull",
		"/annex/objects/SHA256E-s1048576--0123.tif\n":        "git annex get",
		"https://example.org/image.tif\n":                    "an address",
		"[InternetShortcut]\r\nURL=https://example.org":      "an address",
		"\xef\xbb\xbf <!DOCTYPE html>":                       "an HTML page, not an image",
		"<?xml version=\"1.0\"?><!DOCTYPE html><html xmlns=": "an HTML page",
		"<Error><Code>AccessDenied</Code></Error>":           "the error message of a server",
		"<svg>":                                "SVG",
		"<?xml version=\"1.0\"?>\n<svg xmlns=": "SVG",
		"":                                     "empty",
		strings.Repeat("\x00", 100):            "zeros",
		"nothing that anyone knows":            "no known image format",
	} {
		_, err := Open(raster.Bytes([]byte(content)), raster.Options{})
		if !raster.IsTyped(err) || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: %v, want %q", content, err, want)
		}
	}
	tile := append([]byte{1, 2}, make([]byte, 2*1201*1201-2)...)
	if _, err := Open(raster.Bytes(tile), raster.Options{}); err == nil || !strings.Contains(err.Error(), "SRTM") {
		t.Error(err)
	}
}
