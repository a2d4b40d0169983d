// Package measure reads pixels: it is the only place that does so for
// statistics.
//
// The data flow of [Table], one pass over the images of a set:
//
//  1. The images are cut into tasks: a small image whole, a large one window by
//     window, a scene that is cut into chips in rows of blocks that all chips on
//     them share.
//  2. Workers do the tasks: open, hash, decode, add up. The grain of tasks is
//     set by the data, never by the number of workers.
//  3. The results of the tasks of an image merge in their order and become a
//     [Measured]: moments, hashes, and on request its distribution.
//  4. A Measured becomes a row of the table.
//
// Second passes read the images of some rows again: [Distribution] for
// percentiles, [Limits] for the range of components, [Noise] for the covariance
// of noise, [Classes] for statistics by the classes of a mask.
package measure
