// Package fingerprint computes a perceptual hash of an image from the blocks
// of one pass: images that were recompressed, resized or brightened have
// hashes that differ in few bits. It finds images of which one shows a part of
// the other. It imports raster only.
//
// The data flow:
//
//  1. [New] chooses the bands that make up the grey image and, per cell of a
//     32×32 thumbnail, the eight by eight samples that are looked at.
//  2. [Hasher.Add] adds those samples of a block to their cells (the mean of
//     an area, so that resizing does not matter). Blocks may come in any
//     order and from several Hashers ([Hasher.Merge]).
//  3. [Hasher.Sum] mixes the bands of the thumbnail to grey, takes its
//     discrete cosine transform and keeps the signs of the 64 lowest
//     frequencies but the constant one. Brightness and contrast change
//     neither the order nor the signs. What the signs leave, sizes of waves and
//     some further ones, is the [Picture].
//  4. [Crops] compares parts of pictures with others.
//
// Everything is integer arithmetic, or a sum in a fixed order where samples
// are floating-point numbers: the same image gives the same hash on any
// machine, whatever the blocks.
//
// The hash follows Zauner, Implementation and benchmarking of perceptual image
// hash functions (2010), with two changes that the curves in
// docs/near-duplicates.md speak for: signs instead of comparison with the
// median (which forces half of the bits and so wastes some), and the
// frequencies nearest to zero instead of a square of them.
package fingerprint
