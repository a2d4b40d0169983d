package codec

// What a user can do about a file that others read.
const (
	viaGDAL  = "gdal_translate in out.tif, or a build with -tags gdal"
	datasets = "a file of several datasets; gdalinfo lists them, gdal_translate NAME out.tif extracts one"
	convert  = "convert it to JPEG or PNG first"
	tiffs    = "export its planes as TIFF (Bio-Formats' bfconvert in out.ome.tif)"
	develop  = "develop it to TIFF or JPEG first"
	frames   = "extract its frames first (ffmpeg -i in frame%06d.png)"
	export   = "export it as TIFF or PNG first"
	unpack   = "unpack it first"
)

// signatures are those published for formats that this program does not read,
// by the byte that they begin at. The first that fits decides.
var signatures = []struct {
	at                  int
	magic, what, advice string
}{
	// Scenes and grids.
	{0, "\x89HDF\r\n\x1a\n", "HDF5 or NetCDF-4", datasets},
	{0, "\x0e\x03\x13\x01", "HDF4", datasets},
	{0, "CDF\x01", "NetCDF", datasets},
	{0, "CDF\x02", "NetCDF", datasets},
	{0, "CDF\x05", "NetCDF", datasets},
	{0, "GRIB", "GRIB", datasets},
	{0, "EHFA_HEADER_TAG", "ERDAS Imagine (HFA)", viaGDAL},
	{0, "NITF0", "NITF", viaGDAL},
	{0, "NSIF0", "NITF", viaGDAL},
	{0, "PCIDSK", "PCIDSK", viaGDAL},
	{0, "UHL1", "DTED", viaGDAL},
	{0, "msid", "MrSID", viaGDAL},
	{0, "DSAA", "Surfer grid", viaGDAL},
	{0, "DSBB", "Surfer grid", viaGDAL},
	{0, "DSRB", "Surfer grid", viaGDAL},
	{0, "RSF", "PCRaster", viaGDAL},
	{0, "LBLSIZE=", "VICAR", viaGDAL},
	{0, "PDS_VERSION_ID", "PDS", viaGDAL},
	{0, "Object = IsisCube", "ISIS cube", viaGDAL},
	{0, "SIMPLE  =", "FITS", viaGDAL},
	{0, "SQLite format 3\x00", "SQLite (GeoPackage, MBTiles)", viaGDAL},
	// Microscopes and volumes.
	{0, "ZISRAWFILE", "Zeiss CZI", tiffs},
	{0, "\x70\x00\x00\x00", "Leica LIF", tiffs},
	{0, "\xda\xce\xbe\x0a", "Nikon ND2", tiffs},
	{0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an OLE container (Zeiss ZVI, Olympus OIB)", tiffs},
	{208, "MAP ", "MRC", tiffs},
	{0, "NRRD000", "NRRD", "convert it to NIfTI or NumPy first"},
	{0, "ObjectType = Image", "MetaImage", "convert it to NIfTI or NumPy first"},
	// Pictures.
	{0, "\xff\x0a", "JPEG XL", convert},
	{0, "\x00\x00\x00\x0cJXL \r\n\x87\n", "JPEG XL", convert},
	{0, "II\xbc", "JPEG XR", convert},
	{0, "8BPS", "Photoshop (PSD)", export},
	{0, "gimp xcf", "GIMP (XCF)", export},
	{0, "\x76\x2f\x31\x01", "OpenEXR", "convert it to a TIFF of floats first"},
	{0, "#?RADIANCE", "Radiance HDR", "convert it to a TIFF of floats first"},
	{0, "\x00\x00\x01\x00", "an icon (ICO)", convert},
	{0, "qoif", "QOI", convert},
	{0, "FLIF", "FLIF", convert},
	{0, "BPG\xfb", "BPG", convert},
	{0, "DDS ", "a texture (DDS)", convert},
	{0, "\xabKTX", "a texture (KTX)", convert},
	{0, "\x01\xda", "SGI image", convert},
	{0, "FUJIFILMCCD-RAW", "Fujifilm raw (RAF)", develop},
	{0, "IIRO", "Olympus raw (ORF)", develop},
	{0, "IIU\x00", "Panasonic raw (RW2)", develop},
	{0, "FOVb", "Sigma raw (X3F)", develop},
	// Documents.
	{0, "%PDF-", "a PDF document, not an image", export},
	{0, "%!PS", "PostScript, not an image", export},
	// Sound and moving pictures.
	{0, "\x1a\x45\xdf\xa3", "a video (Matroska, WebM)", frames},
	{8, "AVI ", "a video (AVI)", frames},
	{0, "\x00\x00\x01\xba", "a video (MPEG)", frames},
	{0, "\x00\x00\x01\xb3", "a video (MPEG)", frames},
	{0, "FLV\x01", "a video (FLV)", frames},
	{0, "OggS", "a video (Ogg)", frames},
	{0, "\x30\x26\xb2\x75\x8e\x66\xcf\x11", "a video (WMV)", frames},
	{4, "moov", "a video (QuickTime)", frames},
	{4, "mdat", "a video (QuickTime)", frames},
	{8, "WAVE", "sound (WAV), not an image", "leave it out with --exclude"},
	{0, "ID3", "sound (MP3), not an image", "leave it out with --exclude"},
	// Containers.
	{0, "PK\x03\x04", "a zip archive", "give it a name that ends in .zip"},
	{257, "ustar", "a tar archive", "give it a name that ends in .tar"},
	{0, "PAR1", "Parquet", "give it a name that ends in .parquet"},
	{0, "\x1f\x8b", "a gzip file", unpack},
	{0, "BZh", "a bzip2 file", unpack},
	{0, "\xfd7zXZ\x00", "an xz file", unpack},
	{0, "\x28\xb5\x2f\xfd", "a Zstandard file", unpack},
	{0, "7z\xbc\xaf\x27\x1c", "a 7-Zip archive", unpack},
	{0, "Rar!\x1a\x07", "a RAR archive", unpack},
	{0, "ARROW1", "an Arrow file, not an image", "write its images as files or as Parquet"},
	{0, "\x80\x02", "a Python pickle, which is a program", "save its array with numpy.save"},
	{0, "\x80\x03", "a Python pickle, which is a program", "save its array with numpy.save"},
	{0, "\x80\x04", "a Python pickle, which is a program", "save its array with numpy.save"},
	{0, "\x80\x05", "a Python pickle, which is a program", "save its array with numpy.save"},
}

// texts are told by how they begin, in lower case, and by a word within.
var texts = []struct{ prefix, within, what string }{
	{"version https://git-lfs", "", "a Git LFS pointer, not the image: run git lfs pull"},
	{"/annex/objects/", "", "a git-annex pointer, not the image: run git annex get"},
	{"../", "annex/objects/", "a git-annex pointer, not the image: run git annex get"},
	{"outs:", "md5:", "a DVC pointer, not the data: run dvc pull"},
	{"[internetshortcut]", "", "a shortcut to an address, not an image: download what it points to"},
	{"http://", "", "an address, not an image: download what it points to"},
	{"https://", "", "an address, not an image: download what it points to"},
	{"s3://", "", "an address, not an image: download what it points to"},
	{"<!doctype html", "", "an HTML page, not an image"},
	{"<html", "", "an HTML page, not an image"},
	{"<head", "", "an HTML page, not an image"},
	{"<body", "", "an HTML page, not an image"},
	{"<?xml", "<html", "an HTML page, not an image"},
	{"<vrtdataset", "", "a GDAL virtual dataset (VRT): " + viaGDAL},
	{"<?xml", "<vrtdataset", "a GDAL virtual dataset (VRT): " + viaGDAL},
	{"<svg", "", "SVG, which is a drawing: " + export},
	{"<?xml", "<svg", "SVG, which is a drawing: " + export},
	{"<!doctype svg", "", "SVG, which is a drawing: " + export},
	{"<?xml", "<error", "the error message of a server (XML), not an image: download it again"},
	{"<error", "", "the error message of a server (XML), not an image: download it again"},
	{"<?xml", "", "XML, not a raster image"},
	{"{", `"zarr_format"`, "the metadata of a Zarr array; give GDAL its folder: gdal_translate folder out.tif"},
	{"{", "", "text that looks like JSON, not an image"},
	{"[", "", "text that looks like JSON, not an image"},
	{"ncols", "nrows", "an ASCII grid (AAIGrid): " + viaGDAL},
	{"north:", "rows:", "a GRASS ASCII grid: " + viaGDAL},
	{"dimensions", "interleav", "a header without samples"},
}
