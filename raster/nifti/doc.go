// Package nifti reads NIfTI images, the form in which volumes of magnetic
// resonance and tomography are mostly published: NIfTI-1 and NIfTI-2, in one
// file (.nii, .nii.gz) or as samples with a header beside them (.img, .hdr), in
// either byte order.
//
// The data flow:
//
//  1. [Open] reads the header: dimensions, sample type, where samples begin,
//     slope and intercept (recorded as Scale and Offset).
//  2. The first dimension runs along a row, the second from row to row. Images
//     are the slices along the third and, volume after volume, along those
//     behind it. The header says that they are slices of one volume, and the
//     facts name the axes. [raster.Options].Axes names them otherwise:
//     "whnc" has the fourth dimension as bands.
//  3. Samples are read where they stand (package strided). A gzip file is
//     unpacked into memory on the first read, within limits.
//
// Rows are in the order of the file, as in nibabel's arrays: whether the first
// one is to the front or to the back, the affine transform of the file says, which
// statistics do not need.
//
// Refused: complex samples, long doubles, single bits, ANALYZE 7.5 without
// NIfTI's magic.
//
// References: NIfTI-1 data format, nifti1.h (2007); NIfTI-2, nifti2.h (2011).
package nifti
