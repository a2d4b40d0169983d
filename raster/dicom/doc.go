// Package dicom reads the images of DICOM files: X-rays, CT, MR, ultrasound,
// single and multi-frame.
//
// The data flow:
//
//  1. [Open] walks the data elements up to the pixel data, in implicit or
//     explicit VR, little or big endian; sequences are skipped, a deflated data
//     set is inflated into memory within limits.
//  2. The elements that describe pixels become a header: bits stored, sign,
//     photometric interpretation, rescale slope and intercept (recorded as
//     Scale and Offset), padding of monochrome images (nodata; a
//     range of padding is a mask), patient id (group), number of frames (pages).
//     What else is said of the image (window, modality, series, dates) are its
//     facts, see [raster.Facts]; functional groups of enhanced images count.
//  3. Native pixels are read where they stand (package strided). Encapsulated
//     frames are found among the fragments by the offset table or by their
//     first bytes, and decoded as a whole: RLE and JPEG-LS here, JPEG (lossless
//     and of 12 bits too) and JPEG 2000 by their rooms.
//  4. Samples are cut to the bits stored and, where signed, extended. Luma and
//     chroma become R, G, B; palettes are expanded.
//
// MONOCHROME1 is not inverted, the header says MinIsWhite. Overlays in unused
// high bits are cut off. A palette of 16-bit entries gives 16-bit samples.
//
// Refused: the retired hierarchical JPEG processes, JPIP, MPEG, JPEG XL,
// YBR_PARTIAL, BitsAllocated other than 1, 8, 16 and 32. Presentation states, window and modality tables
// are not applied.
//
// github.com/suyashkumar/dicom was tried and left: it holds every element and
// frame in memory, hands RLE, JPEG Lossless and JPEG 2000 back undecoded, and
// needs the whole file read before the first pixel.
//
// References: DICOM PS3.3 (C.7.6.3, image pixel module), PS3.5 (data structures,
// annexes A, D, F, G), PS3.10; ITU-T T.87.
package dicom
