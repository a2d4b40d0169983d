// Package stats turns pixels into sufficient statistics and those into
// constants. Everything but the pixels is arithmetic over rows.
//
// The data flow:
//
//  1. An [Accumulator] takes the blocks of one item, in any order and
//     partition, and counts samples, sums and products of bands exactly.
//  2. [Accumulator.Moments] rounds nothing for integers, and each float sum
//     once, to three float64: the row of the item.
//  3. A [Total] folds rows: any subset of items, in any order, with exact
//     addition and subtraction.
//  4. [Total.Summary] computes mean, standard deviation and covariance of the
//     subset from the exact sums, with one rounding each.
//
// # Which samples count
//
// A sample counts for its band where the block says that it is valid and it is
// finite. A pixel is complete where the samples of all bands count, bands
// excepted that have not a single valid sample in the item: those are dead.
// Covariance and PCA use complete pixels.
package stats
