// Package jp2 reads JPEG 2000 (ITU-T T.800 | ISO/IEC 15444-1): JP2 files and
// bare codestreams, lossless and lossy, of any tiling, progression and
// code-block style.
//
// The data flow:
//
//  1. [Open] walks the boxes: palette, channel definitions, colour space,
//     GeoJP2 and GML; and reads the main header of the codestream.
//  2. Read picks the tiles that the window touches and the components, with
//     internal/codestream: packets to code-blocks.
//  3. The code-blocks that the window needs are decoded on Options.Workers
//     goroutines, with internal/tier1 or, high-throughput ones, internal/ht,
//     into bands.
//  4. Strips of rows are synthesized from the bands, with internal/dwt, the
//     component transform undone, and samples stored: shifted, clamped to
//     their precision, subsampled components repeated, palettes expanded.
//
// Samples are as stored, but for luma and chroma (sYCC, or chroma that is
// subsampled without a colour space), which become red, green and blue as
// opj_decompress makes them. Unsigned components up to 8 bits are Uint8, up to 16
// Uint16, signed ones Int8 and Int16; wider ones, up to 32 bits, Uint32 or
// Int32. Components of different precision or sign share the type that holds
// them all. An alpha channel of one bit beside samples of 8 bits is widened to
// 0 and 255, as GDAL does. A component that is sampled every n columns and
// rows is repeated n times.
//
// Where a region of interest meets the bypass style, OpenJPEG 2.5 begins the
// bypass at another plane than its own encoder; the samples here are the right
// ones.
//
// Refused: high-throughput code-blocks mixed with others (T.814), the component
// transforms of T.801, more than 32 bits, and code-blocks of more than 30
// bit-planes, all of which OpenJPEG refuses as well.
package jp2
