// Package codestream reads the markers and packets of a JPEG 2000 codestream
// (ITU-T T.800 annexes A and B).
//
// The data flow:
//
//  1. [Open] reads the main header: size, components, coding parameters.
//  2. [Codestream.Load] finds the tile-parts on first use, reads those of one
//     tile, lets their headers override the parameters, and lays out the
//     tile: resolutions, bands, precincts, code-blocks.
//  3. The packets are walked in the order of progression; each says what it
//     adds to the code-blocks of one precinct. The walk ends with the data,
//     so its length is bounded by the file and not by what a header claims.
//  4. [Tile.Blocks] yields the code-blocks of a band with their segments.
package codestream
