// Package ht decodes the high-throughput code-blocks of JPEG 2000 (ITU-T
// T.814): the cleanup pass and the two refinement passes of one HT set.
//
// A cleanup segment holds three streams: signs and magnitudes run forward from
// its start, run lengths of all-zero contexts (MEL) forward from the start of
// its suffix, and variable-length codes backward from its end. Samples are
// decoded in quads of 2×2. A refinement segment holds the significance
// propagation pass, forward, and the magnitude refinement pass, backward.
//
// Samples are those of package tier1: doubled magnitudes with the sign in the
// uppermost bit, in stripes four rows high.
package ht
