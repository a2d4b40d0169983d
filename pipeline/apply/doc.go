// Package apply writes images as a table says, and measures what it wrote.
//
//  1. [Apply] plans an output for every image of a set, all with different
//     paths, and tries that steps and format fit.
//  2. Small images are written side by side, a large one by all workers: opened
//     as the set sees them, changed by a chain of transforms, encoded block by
//     block into a file of their own or a tar shard.
//  3. [Measure] reads back what was written: a table of its own.
//
// [Begin] prepares the folder so that an interrupted run goes on where it was,
// and outputs made in another way are refused.
package apply
