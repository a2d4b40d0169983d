// Package lerc unpacks LERC blobs: Limited Error Raster Compression, as TIFF
// (compression 34887) and MRF files hold it.
//
//  1. [Decode] takes a whole blob: "CntZImage " starts LERC1, "Lerc2 " one band
//     of LERC2, which others may follow.
//  2. A header gives size, type and range; a mask, packed in runs, the valid
//     pixels; the checksum of LERC2 covers all of it.
//  3. Samples come constant, as they are, in micro blocks of up to 32×32 whose
//     differences from a minimum are packed in few bits, or, lossless, as
//     Huffman codes of bytes: of 8-bit samples or their differences, or of the
//     byte planes of floats.
//  4. [Image] holds what came out; [Image.Pixels] lays it out as TIFF blocks are.
//
// The format has no specification in prose; what is written here follows the
// reference decoder, github.com/Esri/lerc (versions 1 and 2.1 to 2.6).
package lerc
