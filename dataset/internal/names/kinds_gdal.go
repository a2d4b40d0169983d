//go:build gdal

package names

// otherExtensions are the endings of images that GDAL alone reads.
const otherExtensions = " img vrt pix grb grib grb2 grib2 kea hgt ntf nitf rst ecw sid"
