// Package mat reads numeric arrays of MATLAB files, level 5 (-v6 and -v7), the form
// in which hyperspectral benchmark scenes are mostly published.
//
// The data flow:
//
//  1. [Open] walks the elements of the file and reads the head of each matrix: of
//     a compressed one it unpacks no more than that.
//  2. It takes the largest numeric array of three dimensions; else of four; else
//     of two. The dimensions of MATLAB arrays, the first of which varies fastest, are named "hw",
//     "hwc", "hwcn" unless [raster.Options].Axes says otherwise.
//  3. Samples are read where they stand. A compressed matrix is unpacked into
//     memory on the first read, within limits.
//
// MATLAB stores arrays of whole numbers in the narrowest type that holds them.
// Samples have the type of the array's class, as in MATLAB (and as with mat_dtype=True
// in scipy.io.loadmat): of scenes that one script saved as double, one that
// happens to hold small whole numbers is double all the same.
//
// Refused: level 7.3, which is HDF5; level 4, which has no signature; complex,
// sparse, character, cell and structure arrays.
//
// Reference: MathWorks, "MAT-File Format".
package mat
