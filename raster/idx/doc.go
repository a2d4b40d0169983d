// Package idx reads the idx arrays of MNIST and its kin, plain or packed with gzip
// (t10k-images-idx3-ubyte.gz).
//
// The data flow:
//
//  1. [Open] unpacks a gzip file into memory, within limits, and reads the
//     header: an element type and the sizes of up to four dimensions.
//  2. Dimensions get names: those of [raster.Options].Axes, else "nhw" for
//     three, "nhwc" or "nchw" for four as package strided guesses, "hw" for
//     two. Labels (one dimension) are refused.
//  3. Samples are read where they stand. [raster.Paged] hands out the images of
//     one file without unpacking it again.
//
// EMNIST stores its images transposed; Axes "nwh" turns them.
//
// Reference: Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten
// digits", file formats.
package idx
