// Package pipeline is the sentence that the other rooms are the words of: it
// turns inputs into items, moments, splits, constants, a model and a manifest.
//
// The data flow, each step exported:
//
//  1. dataset.Scan lists the items.
//  2. [Inspect] reads the header of every item and settles how samples are
//     seen: bands, alpha, nodata, colour. Sets of several kinds are refused
//     with a table. Files of a few kilobytes may be measured on the way, see
//     [Options.MeasureSmall].
//  3. [Measure] reads every pixel once and yields one [Measured] per item, in
//     the order of ids.
//  4. [Assign] gives every item its split.
//  5. [Summarize] adds up rows: statistics of a split, constants of train.
//  6. [Fit] fits the PCA on the covariance of train.
//  7. [Write] puts everything into one folder.
//  8. [Apply] writes images, and [Dataset.Prepare] a dataset of them that is
//     ready for training.
//
// Steps 4 to 7 read no pixel, but for the limits of components ([SetLimits]).
package pipeline
