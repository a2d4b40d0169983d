// Package tiff reads and writes TIFF, BigTIFF and GeoTIFF, and agrees with
// libtiff and GDAL about the samples.
//
// The data flow of reading:
//
//  1. [Open] reads the header, walks the chain of directories and tells pages
//     from overviews and masks (container, directory).
//  2. The directory of the chosen page becomes a layout: the grid of blocks,
//     how their bytes are compressed and what a sample is. Whatever is needed
//     later is checked here, against [raster.Limits] too.
//  3. [Source.Read] finds the blocks that its window touches and hands them to
//     goroutines of internal/ordered, when it may use several.
//  4. A block is fetched with one ReadAt, decompressed into little-endian rows
//     as the directory describes them (decode), freed of its predictor, and
//     its bits are widened to bytes.
//  5. Rows are sorted by band into the planar [raster.Block] (scatter), through
//     a palette or a colour conversion where the file demands one. The mask
//     directory, where there is one, is read the same way into Block.Valid.
//
// The data flow of writing:
//
//  1. [NewWriter] decides on blocks, tags and offsets of 32 or 64 bits.
//  2. [Writer.Write] sorts rows into one row of blocks, pixel after pixel; or
//     each [Writer.Piece] some blocks, on the goroutine that makes its pixels.
//  3. Full blocks are halved for a Cloud Optimized GeoTIFF, into the row of
//     blocks of the next level, freed of what predicts them and compressed, and
//     go out in order; those of a COG to a temporary store.
//  4. [Writer.Close] writes the directory behind the blocks; or, of a COG, the
//     directories and then the blocks from the store.
//
// Of reading, everything that depends on the image only is decided in step 2; steps 4 and
// 5 work on memory from a pool and leave no garbage per block.
//
// Samples are those of GDAL 3.6, which reads through libtiff, but for these:
//
//   - Integers of 24 bits are a stream of bits, the highest first, as GDAL
//     writes them. In big-endian files GDAL turns their bytes around.
//   - Signed samples of fewer bits than a type has keep their sign.
//   - Images whose colours are converted (inks, CIE L*a*b*) get no band of alpha
//     that is 255 everywhere.
//   - JPEG blocks of 12 bits are read.
//   - Entries of a palette are divided by 257, as in GDAL; Pillow divides by 256.
//   - Alpha beside inks is read; GDAL calls it 255 everywhere. A further sample
//     beside 8-bit L*a*b* does not shift the next pixel.
//   - The last units of YCbCr that is subsampled by 4 by 4 are those of the file
//     where they reach over the edges.
//   - Bits that are no code of CCITT Group 4 make a block broken; libtiff reports
//     the row and makes up those behind it.
//   - Rows of CCITT code that start at 16-bit words are counted from the start of
//     the block.
//
// Refused are complex samples, samples of one pixel that differ in depth or
// form, JPEG 2000, JPEG XL, JPEG XR, JBIG, PixarLog and 24-bit SGILog blocks,
// predictors of samples that are no whole bytes, and other subsampling of
// colours than 1, 2 or 4 by 1, 2 or 4: libtiff refuses most of these too, and
// of the rest one file, of SGILog, turned up in the test suites that were read.
package tiff
