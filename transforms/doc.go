// Package transforms turns blocks into blocks: normalize, project to fewer
// bands, resize, crop and the like, one after the other.
//
// The data flow:
//
//  1. A [Chain] is written in Go or parsed from text by [Parse].
//  2. [Chain.Header] tells what will come out of an image, or why the chain
//     does not fit it.
//  3. [Chain.Open] lays the chain over a source; what it returns is a source
//     again, which a writer reads window by window.
//  4. To read a window, the chain asks each transform, last to first, which
//     window it needs ([Transform.Needs]), reads that of the source, and
//     applies the transforms, first to last. So a scene of any size streams
//     through any chain, and a result never depends on how it was cut.
//
// A sample that is not valid never contributes to another one. It comes out
// not valid and holds the nodata value of its band, bit for bit, where one is
// declared; see [Fill].
package transforms
