// Package inflate unpacks Deflate streams, raw (RFC 1951) or in the zlib format
// (RFC 1950), about three times as fast as compress/flate.
//
//  1. [Decode] and [DecodeZlib] unpack a whole stream into memory whose size is
//     known, as that of a TIFF block is. [Reader] unpacks a stream whose input
//     comes in pieces and whose output is taken in pieces, as in PNG.
//  2. Every block builds tables that map the next 11 bits of the input (8 for
//     distances) to a symbol with its extra bits; see [entry]. Two literals
//     that fit into 11 bits are one entry. Longer codes go on in subtables.
//  3. A fast loop decodes while there is plenty of input and room for output:
//     64 bits of input in a register, copies in words that run over the end of
//     a match. A careful loop does the rest symbol by symbol.
//
// The design follows what libdeflate by Eric Biggers and ISA-L by Intel have
// shown to be fast. Streams are accepted and refused as by zlib's inflate: codes
// must be complete, but for a single distance or literal of one bit; more than
// 286 literal and length or 30 distance symbols, distances before the first
// byte, blocks without an end, preset dictionaries are corrupt.
//
// Refused: assembly for the decoder, since Go reaches three quarters of
// libdeflate's speed. The checksum, a tenth of the time in Go, has some.
package inflate
