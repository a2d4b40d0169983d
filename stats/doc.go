// Package stats turns pixels into sufficient statistics and those into
// constants. Everything but the pixels is arithmetic over rows.
//
// The data flow:
//
//  1. An [Accumulator] takes the blocks of one item, in any order and
//     partition, and counts samples, sums and products of bands exactly; on
//     request also histograms, from which percentiles follow.
//  2. [Accumulator.Moments] rounds nothing for integers, and each float sum
//     once, to three float64: the row of the item.
//  3. A [Total] folds rows: any subset of items, in any order, with exact
//     addition and subtraction.
//  4. [Total.Summary] computes mean, standard deviation and covariance of the
//     subset from the exact sums, with one rounding each.
//  5. A [Sample] keeps of each row what uncertainty needs: intervals over
//     items, a rule when to stop reading ([Stopper]), the scatter of one-batch
//     constants ([Sample.Batches]). [Compare] tells how far two groups of rows
//     lie apart.
//
// # Which samples count
//
// A sample counts for its band where the block says that it is valid and it is
// finite. A pixel is complete where the samples of all bands count, bands
// excepted that have not a single valid sample in the item: those are dead.
// Covariance and PCA use complete pixels.
//
// # How sums are exact
//
// Samples of 8 and 16 bits are multiplied as 16-bit integers about a pivot,
// added in 32 bits as long as that cannot overflow, then in 64 and 128. Float
// samples are cut into integer digits and take the same way; what does not fit
// goes to a superaccumulator of package exact. On amd64 the loops are vector
// code, chosen by the processor; the build tag noasm leaves it out. All ways
// give the same bits.
package stats
