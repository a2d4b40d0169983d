// Package parts keeps what was measured of images, so that no image is measured
// twice: neither by the command that follows an interrupted one, nor where a
// dataset grew since its manifest was written.
//
//  1. [Open] looks at the files of all items before any is read: size, times of
//     change, and what lies beside them.
//  2. While images are measured, a [Store] collects a record of each and writes
//     them as parts, files that say by checksums how far they are whole.
//  3. A command that is repeated finds the parts of the interrupted one. A record
//     is taken over only where the files of its image look as they did, and the
//     image is seen as it was, by the same version of the program.
//  4. [Store.WriteCache] writes records of all rows of a manifest into a file
//     beside it, in the form of a part, so that the rows of a finished command are
//     taken over, too.
//
// A record never holds what follows from headers, tables or names, such as labels:
// that is found out anew each time. A part stands for itself: it names the version
// and the digest of the plan, and each record the item that it is of, so that
// parts add up in any order and on any machine. What lies in parts and caches is
// not trusted: lengths are bounded before anything is allocated, checksums come
// before contents, and contents that no image has are refused by who reads them.
package parts
