// Package jpeg reads JPEG files and streams. Its samples equal those of
// libjpeg-turbo 2.1's default decoder bit for bit, on every platform, so that
// statistics describe what Pillow, OpenCV and torchvision hand to training.
//
// The data flow:
//
//  1. [Open] reads the segments before the first scan: size, sampling, colours
//     (the rules of libjpeg for JFIF and Adobe segments and component names).
//  2. A segment of codes is copied without its stuffed zeros. decodeFast takes
//     two symbols per look-up where it can; tables are kept from file to file.
//  3. inverseDCT makes samples of a block, at once where one scan holds
//     everything; else coefficients wait, 2 bytes each, for the last scan.
//  4. A strip of about 64 KB, a few rows of units, lives in cache: its rows are
//     brought to full resolution, made R, G and B and handed over
//     ([raster.Streamer]), or gathered for Read.
//
// Arithmetic: the inverse transform is the integer one of 13-bit constants
// ("islow"); chroma at half resolution passes a triangle filter, other ratios
// are repeated; conversion to R, G, B is in 16-bit fixed point, rounded to
// nearest. Unfinished progressive files are smoothed as libjpeg-turbo does.
// Kernels for AVX2 stand beside the loops in Go that define their results; the
// build tag noasm leaves them out.
//
// Refused, and why: see docs/formats/jpeg.md. Computing statistics from
// coefficients, without samples, was tried elsewhere and dropped: clipping
// makes it wrong by up to two grey levels, and it saves less than a fifth.
package jpeg
