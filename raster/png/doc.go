// Package png reads PNG images of every colour type and depth.
//
// The data flow:
//
//  1. [Open] walks the chunks up to the first IDAT: IHDR, PLTE, tRNS, eXIf. It
//     checks limits and makes the header. A critical chunk with a wrong CRC or
//     an unknown name ends it, an ancillary one is passed over, as libpng does.
//  2. Stream joins the IDAT chunks into one zlib stream, checks their CRCs and
//     inflates a strip of rows at a time.
//  3. Each row is unfiltered in place, from the row above it; the Paeth filter
//     in vectors on amd64.
//  4. Each row is spread over the planes of the block: 8 and 16 bits as
//     stored, palettes expanded.
//  5. The yielded block is a strip that still lies in cache. Interlaced images
//     are decoded as a whole.
//
// What is delivered. Palette images give R, G, B, and A where tRNS holds an
// entry below 255; an index i without an entry is the grey i, as in Pillow. Grey of 1, 2 and 4 bits is stretched to 0…255, times 255, 85
// and 17, because PNG defines sample values as fractions of their maximum:
// optimizers reduce the depth of 8-bit images freely, and Pillow, and so
// every training loader, sees the stretched values. GDAL reads the raw ones, as
// does this package with [raster.Options].Indices, which leaves palette
// indices and narrow grey as they are stored.
//
// A tRNS colour key of grey or RGB images is a mask of the file: the header says
// HasMask and blocks carry a valid mask that is false where all samples of a
// pixel equal the key. Pillow and GDAL keep the number of bands likewise; an
// alpha band made up here would change the kind of the image. Alpha channels
// are bands.
//
// Refused: Apple's CgBI variant (premultiplied, no zlib header). Of an animated
// PNG the default image is read. Gamma, colour profiles and sBIT are not applied.
//
// Reference: Portable Network Graphics (PNG) Specification, Third Edition (W3C).
package png
