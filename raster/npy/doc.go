// Package npy reads NumPy arrays: .npy, and .npz archives of them.
//
// The data flow:
//
//  1. [Open] reads the header, versions 1 to 3, or the directory of the
//     archive, whose arrays of one dimension (labels) are passed over.
//  2. The dimensions get names: those of [raster.Options].Axes, else guessed
//     from the shape as package strided's Guess says. An axis n makes images;
//     of an archive, the images of all arrays follow each other.
//  3. Samples are read where they stand, in C or Fortran order, either byte
//     order. A packed member of an archive is unpacked into memory once, within
//     limits, and [raster.Paged] hands out its images.
//
// Read: bool (as 0 and 1), int and uint of 8 to 64 bits, float16, float32,
// float64. Refused: complex numbers, long double, strings, objects (they are
// pickled programs), records.
//
// Reference: NumPy Enhancement Proposal 1 and numpy.lib.format.
package npy
