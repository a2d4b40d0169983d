// Package split puts the items of a dataset into train, valid and test, or
// into folds, so that nothing leaks, and certifies the result. It imports no
// sibling and reads no pixels.
//
// The data flow of [Assign]:
//
//  1. Items are sorted by ID, so that the order of the input has no influence.
//  2. Leak groups are found by union-find: same group key, same content, near
//     duplicates, overlapping footprints or chips, times within a window.
//  3. What an earlier run or a folder assigned is kept, if asked for.
//  4. The sizes of the subsets are decided: fractions are rounded by largest
//     remainder, so that they sum to the number of items.
//  5. Whole leak groups are put into the subsets by one [Method].
//  6. What came out is compared with what was asked; too large a difference is
//     an [ImpossibleError] that names what can be had.
//  7. The [Certificate] is computed from the result, not from how it was made.
//
// Chance is a keyed hash of seed and ID: a result is a function of the set of
// items and of the options, and a set that grows keeps most of its split. With
// [Hash] it keeps all of it.
//
// # How near the sizes come
//
// Without leak groups of several items the sizes are exact, and so is every
// class of a stratified split but for rounding: the number of items of a class
// is less than 1 (first subset) or 2 (others) from its share. With leak groups,
// random and grouped splits miss the size of valid and of test by at most half
// of the smallest leak group outside of it.
package split
