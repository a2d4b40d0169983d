// Package output writes results so that nothing is lost: each file whole or not
// at all, a folder's files together, never over what was read, over another
// result only where that was asked for.
//
//  1. [NewFolder] or [Writable] finds out early whether a result can be written.
//     A folder takes one writer at a time; what killed ones left is removed.
//  2. [WriteFile] and [Folder.Put] write into temporary files beside the final
//     ones.
//  3. These then take their names, and reach the disk with them.
//
// A link is written through. What is no regular file (a pipe, a device) takes
// the bytes as they come, and stays what it is.
package output
