// Package pipeline prepares a dataset of images for training: it turns inputs
// into a table of rows, and the table into splits, constants, components, a
// manifest and written images.
//
//  1. [Open] finds the images of the inputs and reads their headers
//     (dataset.Scan, imageset.New), or reads a manifest.
//  2. [Input.Table] measures the images (measure.Table), or returns the rows of
//     the manifest: from here on nothing knows which of the two it was.
//  3. [Run] splits the table, derives constants and components of train
//     (derive.Split), and reads pixels once more where limits or percentiles
//     ask for it.
//  4. [Write] puts the results into one folder.
//
// [Stats], [Check], [Audit], [Fit] and [Batches] are the other functions of a
// table; [Apply] writes its images.
package pipeline
