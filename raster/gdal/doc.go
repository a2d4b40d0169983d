// Package gdal reads through the GDAL library what no other room reads. It is
// empty unless built with the tag gdal, which needs cgo and libgdal; the
// default build has neither.
//
// The data flow:
//
//  1. [Open] hands the name of the file to GDAL, which looks at the content and
//     at the files beside it. Only files on disk have a name.
//  2. The header takes sizes, sample types, nodata, colours, palette, scale and
//     georeference from the dataset and its bands.
//  3. Read asks GDAL for one window of each band. Palettes are expanded; masks
//     of the file's own become Valid.
//
// GDAL datasets are not safe for concurrent use, and those of a VRT share their
// sources behind the scenes, so one lock covers all calls: this room is for what
// exists nowhere else, not for speed.
//
// Refused: complex samples; files of several datasets (HDF5, NetCDF), of which
// gdal_translate extracts one; members of archives. A VRT may name any file or
// address: open only those that you trust.
package gdal
