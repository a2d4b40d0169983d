// Package dwt is the inverse discrete wavelet transform of JPEG 2000 (ITU-T
// T.800 annex F): 5/3 over whole numbers, lossless, and 9/7 over floats.
//
// A [Plane] is one resolution of one component of a tile: the rectangle that
// it covers, the resolution below it and the three bands that double it. Any
// window of it can be synthesized alone: each level asks the level below for
// what the window and the reach of the filter need, transforms its rows into
// one buffer, low and high rows in turn, and lifts the columns of a few rows
// that are still in cache. Rows come before columns, as the standard has it:
// the rounding of 5/3 depends on the order.
package dwt
