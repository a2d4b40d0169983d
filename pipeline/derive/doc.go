// Package derive computes what follows from the rows of a table. It reads no
// pixels: every function is a pure function of a table and of options.
//
//   - [Split] assigns train, valid and test, certifies the assignment, and
//     derives statistics, constants and PCA of train: a [Dataset].
//   - [Load] returns the Dataset that a manifest holds.
//   - [Stats] adds up rows by label, split, group or fold; [Batches] tells how
//     far the constants of single batches scatter.
//   - [Audit] looks for leaks in the split that a table has, [Check] for items
//     that spoil a dataset, [Fit] fits components.
package derive
