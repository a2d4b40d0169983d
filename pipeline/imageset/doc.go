// Package imageset opens the images of a dataset, all seen alike.
//
//  1. [New] reads the header of every item that package dataset has found.
//  2. Images whose headers agree in format, bands and sample type share a
//     [Layout]; how each layout is seen (bands, alpha, nodata, colour) is
//     resolved for the whole set, so that every image delivers the same bands
//     and sample type. Sets of several kinds are refused with a table.
//  3. The [Set] that comes out does not change any more. [Set.Open] opens an
//     image, or a chip of one, as its layout is seen.
//
// What the resolved views of a set are is its [Plan], which is small and can be
// written down as JSON, to see images alike on another machine.
package imageset
