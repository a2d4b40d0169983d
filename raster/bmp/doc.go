// Package bmp reads Windows and OS/2 bitmaps: 1, 2, 4, 8, 16, 24 and 32 bits
// per pixel, RLE4, RLE8 and RLE24, bit fields, either row order, every header
// from 12 to 124 bytes, with a file header in front or, as the clipboard holds
// them, without.
//
// The data flow:
//
//  1. [Open] parses the file header, the information header, bit masks and the
//     palette into a bitmap.
//  2. Rows of uncompressed bitmaps are read where they stand, so that a window
//     costs its own rows only; run-length coded ones are decoded as a whole.
//  3. Pixels go to planes: palettes expanded, bit fields stretched to 0…255.
//
// A palette that is the grey ramp 0, 1, 2, … or black and white is how this
// format says "grey": one grey band is delivered, as by Pillow. Other palettes
// give R, G, B; entry i that the file lacks is the grey i, as in Pillow. Bit
// fields of n bits are stretched to v·255/(2ⁿ−1): rounded down for 5-5-5 and
// 5-6-5 bits, as Pillow does, and to the nearest in layouts and headers
// (52 and 56 bytes) that Pillow 9.4 does not read, as GDAL does. An alpha mask gives an alpha band where pixels have 32
// bits; GDAL and Pillow pass over the single alpha bit of 16-bit pixels, and so does this
// package. Without a mask the fourth byte of a pixel means nothing.
// Pixels that run-length coding leaves out have index 0. Where the pixels are
// said to begin in front of the palette, they begin behind it, as in Pillow.
//
// Refused: embedded JPEG and PNG images, Huffman coding of OS/2, 64 bits per
// pixel. GDAL and Pillow do not read these either.
//
// References: Microsoft, "Bitmap Storage"; OS/2 Presentation Manager bitmap
// formats as described in Jason Summers' "bmpsuite" notes.
package bmp
