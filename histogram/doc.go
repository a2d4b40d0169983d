// Package histogram counts samples in bins that their type alone fixes, so that
// the histograms of any parts of a dataset add up, whoever counted them.
//
//  1. [Bins] and [Edges] say which bins a type of samples has. Samples of 8 bits
//     have one for each value. All others have eight for each doubling: a bin is a
//     sign, an exponent and three bits of mantissa, so that it is at most an eighth
//     as wide as its values are large. Integers below 16 in magnitude have a bin for
//     each value. Floats below 2⁻³⁵ in magnitude share the bin of 0, and those from
//     2³² on share the outermost ones.
//  2. A [Counter] takes the blocks ([raster.Block]) of one item, in any order and
//     partition.
//  3. [Counter.Counts] returns the bins of the first band, then of the second. As
//     many samples are in the bins of a band as count for it: valid and finite ones.
//
// Bins that the data fix, such as a thousand between the extremes, were refused:
// they are finer, but those of two items cannot be added.
package histogram
