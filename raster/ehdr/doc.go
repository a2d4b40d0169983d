// Package ehdr reads BIL, BIP and BSQ images as ESRI describes them: a file of
// plain samples, and a text header (.hdr) beside it. Digital elevation models
// come in this form (GTOPO30, SRTM, WorldClim), also as GridFloat (.flt).
//
// The data flow:
//
//  1. [Parse] reads the header's lines: a keyword, white space, a value.
//  2. [OpenPair] turns them into a layout: rows of bytes, bands between them,
//     gaps. A number of bits that is not stated follows from the size of the
//     file; samples of 32 bits are floats unless the header says integers.
//  3. Samples are read where they stand (package strided). Those of 1, 2 or 4
//     bits are unpacked, the highest bit of a byte first.
//
// GDAL reads the same types and the same map position (half a pixel from the
// centre that ULXMAP and ULYMAP give). It passes over BANDROWBYTES,
// TOTALROWBYTES and BANDGAPBYTES, and takes samples of less than a byte for
// bytes; here ESRI's definition decides.
//
// References: ESRI, "Extendable Image Formats for ArcView GIS 3.1 and 3.2"
// (1999); ArcGIS help, "BIL, BIP, and BSQ raster files".
package ehdr
