// Package pnm reads the Netpbm formats: P1 to P6, PAM (P7) and PFM (Pf, PF).
//
// The data flow:
//
//  1. [Open] reads the header, past comments.
//  2. Binary samples are read where they stand (package strided), so that a
//     window costs its own rows only; packed bits and decimal numbers are
//     decoded as a whole.
//
// Samples. Up to a maximum of 255 they are 8-bit and stretched to 0…255, to the
// nearest value with ties to even, as Pillow does: the format defines them as
// fractions of the maximum. A larger maximum gives 16-bit samples as they are
// stored, as in GDAL, because there the maximum mostly tells the width of a
// sensor (1023, 4095), and stretching would lose the digital numbers;
// [raster.Header].Bits is the width of the maximum. Bits of P1 and P4 are 0 for
// white and are delivered as 0 (black) and 255. PFM samples are floats, lowest
// row first; only the sign of its scale is used, for the byte order.
//
// Of several images in one file the first is read.
//
// Reference: the Netpbm manual pages pbm(5), pgm(5), ppm(5), pam(5), pfm(5).
package pnm
