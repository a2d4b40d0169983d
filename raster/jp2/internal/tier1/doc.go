// Package tier1 decodes the code-blocks of JPEG 2000 (ITU-T T.800 annexes C
// and D): arithmetic-coded bit-planes in, quantizer indices out.
//
// The data flow:
//
//  1. A [Decoder] takes a code-block's codeword segments and decodes its
//     coding passes: significance, refinement and cleanup, plane by plane.
//     Samples lie in stripes four rows high; one flag word describes four
//     samples of a column and all their neighbours.
//  2. [Decoder.Ints] and [Decoder.Floats] write what was decoded into a band:
//     whole numbers for the reversible transform, multiples of the step for
//     the irreversible one.
//
// Values that were cut off before their last bit-plane are reconstructed in
// the middle of what they may be, as OpenJPEG does.
package tier1
