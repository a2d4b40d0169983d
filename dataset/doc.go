// Package dataset finds the images of a dataset and every fact that lies beside
// their pixels, and says what it decided.
//
// The data flow:
//
//  1. [Scan] resolves every input: file, folder, glob, list, table, archive
//     (inputs.go, walk.go, archive.go, table.go; rooms names, archive, table). Links
//     are followed last, so that real paths win.
//  2. What was found lies in one tree of folders (found.go, meaning.go; room
//     folders), whatever the inputs: what a folder means is told by its neighbours,
//     not by its name alone.
//  3. Label rasters are told from images by names and, through [Options.Peek], by
//     pixels (room labelrasters, peek.go); they are no images, but facts of them.
//  4. Folders are splits where those beside them are; the first folder below the
//     split or the input is the label (room folders).
//  5. Each image gets its id, the path below its root, and its facts (identity.go,
//     facts.go); tables say more (given.go).
//  6. The items come back sorted by id. [Listing.Fact] has what is known of each,
//     [Listing.Decisions] what was decided where a user could have meant something
//     else.
//
// Nothing is opened but folders, lists, tables and archives. [Item.Open] opens the
// bytes of an item (open.go; room disk); which decoder reads them is not this room's
// business.
package dataset
