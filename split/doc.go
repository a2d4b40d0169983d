// Package split puts the items of a dataset into train, valid and test, or
// into folds, so that nothing leaks, and certifies the result. It reads no
// pixels.
//
// # Data flow
//
// [Assign] takes a slice of [Item] and [Options] and returns a [Result]:
//
//  1. Items are sorted by ID, so that the order of the input has no influence.
//  2. Leak groups are found by union-find, one [Kind] after the other: same
//     group key, same content, near duplicates, images and parts of them ([Crop]), overlapping footprints or chips,
//     times within a window, groups that an earlier split recorded.
//  3. What an earlier run ([Options.Previous]) or a folder ([Item.Folder])
//     assigned is kept, if asked for.
//  4. The sizes of the subsets are decided: a [Share] that is a fraction is
//     rounded by largest remainder, so that the sizes sum to the number of items.
//  5. Whole leak groups are put into the subsets by one [Method].
//  6. What came out is compared with what was asked. Where it is too far off,
//     chains of near duplicates are cut at their weakest links, then, where the
//     method is free and every item has a place, the split is by place and
//     leaves out what lies between ([Result.LeftOut]). Where that fails too, the
//     error is an [ImpossibleError], which names what can be had; a caller
//     that goes on without a split uses [TrainOnly].
//  7. The [Certificate] is computed from the result, not from how it was made.
//     What cannot be compared is counted there ([Uncompared]), never certified.
//
// [Audit] takes items whose Folder says where they are, compares all that can be
// compared, and returns an [AuditResult]. [Duplicates] and [Conflicts] find
// what a dataset holds twice.
//
// Chance is a keyed hash of seed and ID: a result is a function of the set of
// items and of the options, and a set that grows keeps most of its split. With
// [Hash] it keeps all of it.
//
// # Several labels
//
// An item counts for each of its labels. [Stratified] balances every label over
// the parts by iterative stratification (Sechidis, Tsoumakas, Vlahavas: On the
// stratification of multi-label data, 2011) of leak groups, then improves it by
// a local search.
//
// # How near the sizes come
//
// Without leak groups of several items the sizes are exact, and so is every
// class of a stratified split but for rounding: the number of items of a class
// is less than 1 (first subset) or 2 (others) from its share. With leak groups,
// random splits miss the size of valid and of test by at most half of the
// smallest leak group of train.
//
// # What is bounded
//
// Near duplicates are found in time that grows little faster than the items as
// long as hashes spread. Where they crowd (all within a few bits of one centre),
// a search ends after about a billion comparisons, and the pairs that it did not
// compare are counted as not known.
package split
