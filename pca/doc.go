// Package pca turns the mean and covariance of a dataset into a linear
// projection of many bands onto few components, and back. It keeps no pixels.
//
//  1. The caller sums pixels that are valid in all bands and hands over their
//     mean [d] and covariance [d][d]; d is the number of bands.
//  2. [Fit] solves the symmetric eigenproblem and returns a [Model]: components
//     by descending variance, the loading of largest magnitude positive.
//     [FitNoise] returns minimum noise fractions instead, a Model too.
//  3. [Model.Write] and [Read] write and read it as JSON. It keeps its mean: a
//     component is components · ((x − mean) / scale) of stored values x.
//  4. [Model.Project] makes components of planar bands, [Model.Reconstruct]
//     gives bands back. [Limits] finds the percentiles that integer output is
//     scaled with.
//  5. What the components lose follows from the [Scatter] of items and
//     classes, without their pixels: [Model.Fidelity], [Model.Separation],
//     [StandardErrors].
//
// Samples are planar everywhere: one slice per band or component, one element
// per pixel.
package pca
