// Package envi reads ENVI images: a file of plain samples, and a text header
// beside it that describes them.
//
// The data flow:
//
//  1. [Parse] reads the header's "key = value" fields; values in braces may span
//     lines.
//  2. [OpenPair] turns them into a layout: interleave bsq, bil or bip, data
//     type, byte order, header offset, extra bytes around frames. Band names, the data ignore value,
//     data gain and offset values (recorded only) and map info go to the header.
//  3. Samples are read where they stand (package strided).
//
// [Open] takes a header alone for an error that says so: the samples are in
// another file. What opens files finds the pair.
//
// Refused: complex types, compressed data ("file compression = 1").
//
// Reference: NV5 Geospatial, "ENVI Header Files".
package envi
