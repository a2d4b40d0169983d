// Package raster holds the words that every other room speaks: band, window,
// block, header, source, nodata, valid mask, limits. It imports no sibling.
//
// The data flow:
//
//  1. A format room opens a [File] within [Limits] and returns a [Source].
//  2. [Source.Header] describes the samples as they are stored.
//  3. [Source.Tasks] says what to read in one go: all of a small image, rows
//     of blocks of a large one.
//  4. [Source.Read] fills a [Block]: planar samples, band after band, with a
//     valid mask only where the file itself has one. [Each] streams a window
//     through a source that decodes in order.
//  5. [NewView] lays nodata, alpha, min-is-white and a band selection over a
//     source; everything above reads through it.
package raster
