// Package dataset finds the images of a dataset and gives each its identity.
//
// The data flow:
//
//  1. [Scan] resolves every input: file, folder, glob, list file, CSV table.
//  2. Folders are walked in name order; sidecars, hidden files and mask
//     folders are passed over and counted, see names.go.
//  3. Each image gets its id: the path below its root, slash-separated.
//  4. Labels, groups and given splits come from folders, a regular expression
//     or a CSV table, see labels.go.
//  5. The items come back sorted by id; nothing is opened but lists.
//
// [Item.Open] opens the bytes of an item. Which decoder reads them is not this
// room's business.
package dataset
