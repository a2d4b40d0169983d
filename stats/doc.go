// Package stats turns pixels into sufficient statistics ([Moments]), and those
// into constants ([Summary]). Blocks of samples go in; everything after that
// is arithmetic over one [Moments] per item.
//
//  1. An [Accumulator] takes the blocks ([raster.Block]) of one item, in any
//     order and partition, and counts samples, sums and products of bands
//     exactly; on request also a [counts.Histogram] or [counts.Sketch] per band, from which
//     percentiles follow.
//  2. [Accumulator.Moments] returns the item's [Moments]. Nothing is rounded
//     for integers, and each float sum once, to three float64. Moments are
//     written and read without loss, as bytes and as JSON; what is read is
//     validated ([Moments.Validate]).
//  3. A [Total] adds and subtracts the moments of any number of items exactly,
//     in any order.
//  4. [Total.Summary] returns mean, standard deviation and covariance of these
//     items, each computed from the exact sums and rounded once.
//  5. An [ItemSample] keeps of each item what uncertainty needs:
//     [ItemSample.Estimates] are intervals, a [Stopper] says when to stop
//     reading, [ItemSample.Batches] how constants of one batch scatter.
//     [Compare] tells how far two groups of items lie apart.
//
// Items whose sums leave the range of float64 or of 128 bits give an error
// that wraps [ErrRange]; a caller may skip them.
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
