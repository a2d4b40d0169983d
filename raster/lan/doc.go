// Package lan reads images of ERDAS 7 (.lan, .gis), the form in which the
// AVIRIS Indian Pines scene was published.
//
// The data flow:
//
//  1. [Open] reads the header of 128 bytes: packing, bands, size, map position.
//     HEAD74 holds integers, the older HEADER floats; either byte order.
//  2. Samples of 8 and 16 bits are read where they stand, lines interleaved by
//     band (package strided). Those of 4 bits are unpacked as a whole, the low
//     half of a byte first.
//
// Samples of 16 bits are signed, as in GDAL.
//
// Reference: ERDAS Field Guide, "ERDAS Ver. 7.X"; the layout of the fields is the
// one that GDAL's LAN driver reads.
package lan
