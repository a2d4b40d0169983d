// Package strided reads images whose samples stand uncompressed in a file, at
// addresses linear in band, row and column: NumPy arrays, ENVI, ESRI and LAN cubes,
// NIfTI volumes, idx, binary PNM, native DICOM.
//
// The data flow:
//
//  1. A format room parses its header into a [Layout] and calls [New], which
//     checks that the file holds every sample.
//  2. Tasks cuts a window across the axis that lies furthest apart in the file:
//     rows as a rule, columns of Fortran arrays.
//  3. Read fetches spans that are mostly useful, one pread each, and spreads
//     their samples over the planes of the block.
package strided
